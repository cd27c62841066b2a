//! Why a file of people cannot be used at all.

use std::io;
use std::path::{Path, PathBuf};

use super::row::Column;

/// Why a file of people cannot be used, and what to do. Nobody in it was registered, unless it
/// is said that reading failed in the middle.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// There is no such file.
    #[error("there is no file {}: check the name", .0.display())]
    Missing(PathBuf),
    /// The path is a folder.
    #[error("{} is a directory: name a file in it", .0.display())]
    Directory(PathBuf),
    /// The path is a pipe or a device, which cannot be read twice.
    #[error("{} is not a plain file: write what it gives into a file first, for it is checked before it is used", .0.display())]
    NotPlain(PathBuf),
    /// The file may not be read.
    #[error("{} may not be read: give yourself the right to read it", .0.display())]
    Forbidden(PathBuf),
    /// Neither the name nor the user tells how it is written.
    #[error("the name {} does not tell how the file is written: add --format csv or --format jsonl", .0.display())]
    UnknownFormat(PathBuf),
    /// There is nothing in it.
    #[error("{} is empty: write one person a line; CSV begins with the line `tenant,email,name`", .0.display())]
    Empty(PathBuf),
    /// There is a header and nothing below it, or only blank lines.
    #[error("{} holds no people: there is no row in it", .0.display())]
    NoRows(PathBuf),
    /// It is a workbook or an archive.
    #[error("{} is a spreadsheet workbook or an archive: open it and save it as \"CSV UTF-8\"", .0.display())]
    Workbook(PathBuf),
    /// It is UTF-16.
    #[error("{} is written in UTF-16: save it as \"CSV UTF-8\"", .0.display())]
    Utf16(PathBuf),
    /// Some bytes are no UTF-8.
    #[error("line {line} of {} is not UTF-8 (byte 0x{byte:02X}): save the file as \"CSV UTF-8\"", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line of the first such byte, from 1.
        line: u64,
        /// The byte.
        byte: u8,
    },
    /// A quote is never closed.
    #[error("the quote opened in line {line} of {} is never closed: close it, or write \"\" for a quote inside a field", path.display())]
    OpenQuote {
        /// The file.
        path: PathBuf,
        /// The line of the quote, from 1.
        line: u64,
    },
    /// A line or row is too long to be one.
    #[error("line {line} of {} is longer than 64 KiB: is this a file of people?", path.display())]
    HeaderTooLong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
    },
    /// The header separates its names by something else than commas.
    #[error("the header of {} is separated by {separator}: save the file with commas between the columns", path.display())]
    Separator {
        /// The file.
        path: PathBuf,
        /// What was found.
        separator: &'static str,
    },
    /// The header lacks columns.
    #[error("the header of {} lacks {}: a file needs tenant, email and name in its first line", path.display(), names(missing))]
    MissingColumns {
        /// The file.
        path: PathBuf,
        /// Those it lacks.
        missing: Vec<Column>,
    },
    /// The header names columns that mean nothing here.
    #[error("the header of {} names {}, which nexus does not know: remove or rename; known are tenant, email, name, roles, vouch and password", path.display(), quoted(unknown))]
    UnknownColumns {
        /// The file.
        path: PathBuf,
        /// Those it does not know, shortened where they are long.
        unknown: Vec<String>,
    },
    /// The header names a column twice.
    #[error("the header of {} names `{column}` twice: keep one", path.display())]
    DoubledColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: Column,
    },
    /// The system did not let it be read.
    #[error("{} could not be read ({}): check the disk; those before it are registered, and running this again goes on", path.display(), source.kind())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl FileError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "nexus/file-missing",
            Self::Directory(_) => "nexus/file-is-directory",
            Self::NotPlain(_) => "nexus/file-not-plain",
            Self::Forbidden(_) => "nexus/file-forbidden",
            Self::UnknownFormat(_) => "nexus/file-format-unknown",
            Self::Empty(_) => "nexus/file-empty",
            Self::NoRows(_) => "nexus/file-no-rows",
            Self::Workbook(_) => "nexus/file-workbook",
            Self::Utf16(_) => "nexus/file-utf16",
            Self::NotUtf8 { .. } => "nexus/file-not-utf8",
            Self::OpenQuote { .. } => "nexus/file-open-quote",
            Self::HeaderTooLong { .. } => "nexus/file-header-too-long",
            Self::Separator { .. } => "nexus/file-separator",
            Self::MissingColumns { .. } => "nexus/file-missing-columns",
            Self::UnknownColumns { .. } => "nexus/file-unknown-columns",
            Self::DoubledColumn { .. } => "nexus/file-doubled-column",
            Self::Read { .. } => "nexus/file-read",
        }
    }

    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing(path),
            io::ErrorKind::IsADirectory => Self::Directory(path),
            io::ErrorKind::PermissionDenied => Self::Forbidden(path),
            _ => Self::Read { path, source },
        }
    }
}

fn names(columns: &[Column]) -> String {
    let names: Vec<_> = columns.iter().map(|column| column.name()).collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
}

fn quoted(texts: &[String]) -> String {
    texts
        .iter()
        .map(|text| format!("{text:?}"))
        .collect::<Vec<_>>()
        .join(", ")
}
