//! Columns that stand under each other, whatever script they are written in.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// A table for a terminal. The last column is not padded and may be long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<const N: usize> {
    heads: [&'static str; N],
    rows: Vec<[String; N]>,
    right: [bool; N],
}

impl<const N: usize> Table<N> {
    /// A table without rows. A head that begins with `>` stands at the right of its column.
    pub fn new(heads: [&'static str; N]) -> Self {
        let right = heads.map(|head| head.starts_with('>'));
        let heads = heads.map(|head| head.strip_prefix('>').unwrap_or(head));
        Self {
            heads,
            rows: Vec::new(),
            right,
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// Writes it, indented by two.
    ///
    /// # Errors
    /// What the stream said.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut widths = self.heads.map(UnicodeWidthStr::width);
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        write_row(to, self.heads, widths, self.right)?;
        for row in &self.rows {
            write_row(to, row.each_ref().map(String::as_str), widths, self.right)?;
        }
        Ok(())
    }
}

fn write_row<const N: usize>(
    to: &mut dyn Write,
    cells: [&str; N],
    widths: [usize; N],
    right: [bool; N],
) -> io::Result<()> {
    let mut line = String::new();
    for ((cell, width), right) in cells.into_iter().zip(widths).zip(right) {
        let gap = " ".repeat(width.saturating_sub(cell.width()));
        line.push_str("  ");
        if right {
            line.push_str(&gap);
            line.push_str(cell);
        } else {
            line.push_str(cell);
            line.push_str(&gap);
        }
    }
    writeln!(to, "{}", line.trim_end())
}
