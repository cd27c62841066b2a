//! The look at a whole file before anybody in it is registered.
//!
//! A file that is broken somewhere in the middle should change nothing, so it is read once
//! before it is used: in chunks, so that its size does not matter. The same pass counts the
//! people, for the progress bar.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::file_error::FileError;
use crate::cli::FileFormat;

const CHUNK_BYTES: usize = 64 * 1024;

/// What a look at the whole file found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survey {
    /// How the file is written.
    pub format: FileFormat,
    /// How many people it holds, good rows and bad.
    pub rows: u64,
}

/// Reads the whole file once and says whether it can be used.
///
/// # Errors
/// [`FileError`] says what is wrong with the file and what to do.
pub fn survey(path: &Path, format: Option<FileFormat>) -> Result<Survey, FileError> {
    let found = fs::metadata(path).map_err(|source| FileError::io(path, source))?;
    if found.is_dir() {
        return Err(FileError::Directory(path.to_owned()));
    }
    if !found.is_file() {
        return Err(FileError::NotPlain(path.to_owned()));
    }
    let mut file = File::open(path).map_err(|source| FileError::io(path, source))?;
    let format = format
        .or_else(|| told_by_name(path))
        .ok_or_else(|| FileError::UnknownFormat(path.to_owned()))?;
    let mut utf8 = Utf8::default();
    let mut rows = RowCount::new(format);
    let mut chunk = vec![0_u8; CHUNK_BYTES];
    let mut begun = false;
    loop {
        let len = file
            .read(&mut chunk)
            .map_err(|source| FileError::io(path, source))?;
        let Some(bytes) = chunk.get(..len).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        if !begun {
            begun = true;
            refuse_other_kinds(path, bytes)?;
        }
        utf8.feed(bytes)
            .map_err(|(line, byte)| not_utf8(path, line, byte))?;
        rows.feed(bytes);
    }
    utf8.end()
        .map_err(|(line, byte)| not_utf8(path, line, byte))?;
    if !begun {
        return Err(FileError::Empty(path.to_owned()));
    }
    let rows = rows.end().map_err(|line| FileError::OpenQuote {
        path: path.to_owned(),
        line,
    })?;
    Ok(Survey { format, rows })
}

fn told_by_name(path: &Path) -> Option<FileFormat> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "csv" => Some(FileFormat::Csv),
        "jsonl" | "ndjson" => Some(FileFormat::Jsonl),
        _ => None,
    }
}

fn refuse_other_kinds(path: &Path, first: &[u8]) -> Result<(), FileError> {
    let begins = |magic: &[u8]| first.starts_with(magic);
    if begins(b"\xFF\xFE") || begins(b"\xFE\xFF") {
        return Err(FileError::Utf16(path.to_owned()));
    }
    // ZIP (which .xlsx and .ods are), the older binary workbook, and gzip.
    if begins(b"PK\x03\x04") || begins(b"\xD0\xCF\x11\xE0") || begins(b"\x1F\x8B") {
        return Err(FileError::Workbook(path.to_owned()));
    }
    Ok(())
}

fn not_utf8(path: &Path, line: u64, byte: u8) -> FileError {
    FileError::NotUtf8 {
        path: path.to_owned(),
        line,
        byte,
    }
}

/// Checks UTF-8 chunk by chunk; a character may lie across two chunks.
#[derive(Default)]
struct Utf8 {
    /// The beginning of a character whose rest is in the next chunk: at most 3 bytes.
    carried: Vec<u8>,
    lines_before: u64,
}

impl Utf8 {
    fn feed(&mut self, chunk: &[u8]) -> Result<(), (u64, u8)> {
        let joined;
        let bytes = if self.carried.is_empty() {
            chunk
        } else {
            joined = [self.carried.as_slice(), chunk].concat();
            &joined
        };
        let (valid, rest) = match std::str::from_utf8(bytes) {
            Ok(_) => (bytes, [].as_slice()),
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                if error.error_len().is_some() {
                    let line = self.lines_before + newlines(valid) + 1;
                    return Err((line, rest.first().copied().unwrap_or_default()));
                }
                (valid, rest)
            },
        };
        self.lines_before += newlines(valid);
        self.carried = rest.to_vec();
        Ok(())
    }

    fn end(&self) -> Result<(), (u64, u8)> {
        self.carried
            .first()
            .map_or(Ok(()), |byte| Err((self.lines_before + 1, *byte)))
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Counts the rows as the readers will see them, without keeping any.
struct RowCount {
    format: FileFormat,
    state: Csv,
    line: u64,
    quote_line: u64,
    rows: u64,
    row_begun: bool,
}

/// Where in a CSV file a byte stands (RFC 4180, section 2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Csv {
    FieldStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted field: a second one is a quote, anything else ends the field.
    QuoteInQuoted,
}

impl RowCount {
    const fn new(format: FileFormat) -> Self {
        let state = Csv::FieldStart;
        Self {
            format,
            state,
            line: 1,
            quote_line: 1,
            rows: 0,
            row_begun: false,
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match self.format {
                FileFormat::Csv => self.feed_csv(*byte),
                FileFormat::Jsonl => self.feed_jsonl(*byte),
            }
            self.line += u64::from(*byte == b'\n');
        }
    }

    fn feed_csv(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (Csv::Quoted, b'"') => Csv::QuoteInQuoted,
            (Csv::Quoted, _) | (Csv::QuoteInQuoted, b'"') => Csv::Quoted,
            (_, b'\n' | b'\r') => {
                self.end_row();
                Csv::FieldStart
            },
            (_, b',') => {
                self.row_begun = true;
                Csv::FieldStart
            },
            (Csv::FieldStart, b'"') => {
                self.row_begun = true;
                self.quote_line = self.line;
                Csv::Quoted
            },
            _ => {
                self.row_begun = true;
                Csv::Plain
            },
        };
    }

    const fn feed_jsonl(&mut self, byte: u8) {
        match byte {
            b'\n' => self.end_row(),
            b' ' | b'\t' | b'\r' => {},
            _ => self.row_begun = true,
        }
    }

    const fn end_row(&mut self) {
        self.rows += self.row_begun as u64;
        self.row_begun = false;
    }

    /// The number of people, or the line of a quote that is never closed.
    fn end(mut self) -> Result<u64, u64> {
        if self.state == Csv::Quoted {
            return Err(self.quote_line);
        }
        self.end_row();
        Ok(match self.format {
            FileFormat::Csv => self.rows.saturating_sub(1),
            FileFormat::Jsonl => self.rows,
        })
    }
}
