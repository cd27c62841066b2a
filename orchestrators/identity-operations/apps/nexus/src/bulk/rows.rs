//! The rows of a file, whichever way it is written.

use std::fs::File;
use std::path::Path;

use super::csv::CsvRows;
use super::file_error::FileError;
use super::jsonl::JsonlRows;
use super::row::{Rejection, Row};
use crate::cli::FileFormat;

/// Reads the rows of a file one by one; holds one of them at a time.
#[expect(missing_debug_implementations, reason = "it holds a person's data")]
pub enum Rows {
    /// From comma-separated values.
    Csv(Box<CsvRows<File>>),
    /// From JSON Lines.
    Jsonl(Box<JsonlRows<File>>),
}

impl Rows {
    /// Opens the file and, for CSV, reads its header.
    ///
    /// # Errors
    /// [`FileError`] if it cannot be opened or its header cannot be used.
    pub fn open(path: &Path, format: FileFormat) -> Result<Self, FileError> {
        let file = File::open(path).map_err(|source| FileError::io(path, source))?;
        Ok(match format {
            FileFormat::Csv => Self::Csv(Box::new(CsvRows::new(path, file)?)),
            FileFormat::Jsonl => Self::Jsonl(Box::new(JsonlRows::new(path, file))),
        })
    }

    /// The next row, good or bad; `None` at the end of the file.
    ///
    /// # Errors
    /// [`FileError::Read`] if the system did not give the rest of the file.
    pub fn read_next(&mut self) -> Result<Option<Result<Row, Rejection>>, FileError> {
        match self {
            Self::Csv(rows) => rows.read_next(),
            Self::Jsonl(rows) => rows.read_next(),
        }
    }
}
