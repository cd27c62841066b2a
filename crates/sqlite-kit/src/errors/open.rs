//! What can go wrong while a database file is opened.

use std::{io, path::PathBuf};

/// Why a database file was not opened. Nothing in the file was changed.
///
/// Each text says what to do; the source is kept, not printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder the file should lie in does not exist.
    #[error("the folder {} does not exist: create it, or name another", folder.display())]
    MissingFolder {
        /// The folder that was looked for.
        folder: PathBuf,
    },
    /// The file is something else than an SQLite database.
    #[error("{} is not a database: name another file, or move this one away", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is an SQLite database whose content is damaged.
    #[error("the database {} is damaged: restore a backup", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file belongs to another application, or to another part of this one.
    #[error("{} is not a {expected} database: name another file", path.display())]
    WrongApplication {
        /// The file.
        path: PathBuf,
        /// The name of the schema that was to be opened.
        expected: &'static str,
        /// The `application_id` in the file.
        found: i32,
    },
    /// A newer version of the program has written the file.
    #[error(
        "{} was written by a newer version (schema {found}, this version knows {known}): update this program",
        path.display()
    )]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// The number of migrations applied to the file.
        found: u32,
        /// The number of migrations this program knows.
        known: u32,
    },
    /// The file or its folder cannot be written.
    #[error("{} is read-only: make the file and its folder writable", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another process holds a lock on the file.
    #[error("{} is locked by another process: end that process, then try again", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// SQLite did not accept a setting that durability rests on.
    #[error(
        "{} cannot be written durably ({setting} is {found}, not {wanted}): use a local file system",
        path.display()
    )]
    DurabilityNotInForce {
        /// The file.
        path: PathBuf,
        /// The `PRAGMA`.
        setting: &'static str,
        /// The value that was asked for.
        wanted: &'static str,
        /// The value that was read back.
        found: String,
    },
    /// The disk is full.
    #[error("the disk that holds {} is full: free some space, then try again", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// A migration failed: a mistake in the program. The file is as it was before.
    #[error("migration {number} of {} failed: report this as a defect", path.display())]
    Migration {
        /// The file.
        path: PathBuf,
        /// The migration, counted from 1.
        number: u32,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The operating system refused.
    #[error("{} could not be opened by the operating system", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// SQLite refused for a reason not named above.
    #[error("{} could not be opened by SQLite", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl OpenError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MissingFolder { .. } => "sqlite-kit/missing-folder",
            Self::NotADatabase { .. } => "sqlite-kit/not-a-database",
            Self::Corrupt { .. } => "sqlite-kit/corrupt",
            Self::WrongApplication { .. } => "sqlite-kit/wrong-application",
            Self::NewerSchema { .. } => "sqlite-kit/newer-schema",
            Self::ReadOnly { .. } => "sqlite-kit/read-only",
            Self::Locked { .. } => "sqlite-kit/locked",
            Self::DurabilityNotInForce { .. } => "sqlite-kit/durability-not-in-force",
            Self::Full { .. } => "sqlite-kit/full",
            Self::Migration { .. } => "sqlite-kit/migration-failed",
            Self::Io { .. } => "sqlite-kit/io",
            Self::Sqlite { .. } => "sqlite-kit/open-refused",
        }
    }
}
