//! What can go wrong with an open database.

use std::{error::Error, sync::Arc};

use rusqlite::ErrorCode;

/// Why a read or a write failed for a reason that is not the caller's.
///
/// Unless the variant is [`CommitUnknown`](Self::CommitUnknown), nothing of the write is stored and
/// it may be repeated. The texts never contain stored values; the source is kept, not printed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The disk, or the limit set for the file, is full.
    #[error("the disk is full: free some space, then try again; nothing was stored")]
    Full(#[source] Arc<rusqlite::Error>),
    /// The file or its folder has become read-only.
    #[error(
        "the database file is read-only: make the file and its folder writable; nothing was stored"
    )]
    ReadOnly(#[source] Arc<rusqlite::Error>),
    /// Another process held the write lock for longer than the kit waits (5 seconds).
    #[error(
        "the database file is locked by another process: end that process, then try again; nothing was stored"
    )]
    Locked(#[source] Arc<rusqlite::Error>),
    /// What is stored cannot be read: the file is damaged, or a row does not have the expected form.
    #[error("the database file is damaged: check it, then restore a backup")]
    Corrupt(#[source] Arc<rusqlite::Error>),
    /// The device failed while the commit was being made durable; only reopening tells the outcome.
    ///
    /// The database takes no further writes: after a failed `fsync` a later one proves nothing.
    #[error(
        "the device failed during a commit: whether it is stored is unknown until the file is opened again"
    )]
    CommitUnknown(#[source] Arc<rusqlite::Error>),
    /// The database is closed, or has stopped after [`CommitUnknown`](Self::CommitUnknown).
    #[error("the database is closed: open it again")]
    Closed,
    /// The closure that was to read or write panicked; its own changes were rolled back.
    #[error("the work on the database panicked; nothing of it was stored")]
    Panicked,
    /// Anything else SQLite refused; usually a mistake in a statement.
    #[error("the database refused the work; nothing of it was stored")]
    Sqlite(#[source] Arc<rusqlite::Error>),
}

impl DatabaseError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Full(_) => "sqlite-kit/full",
            Self::ReadOnly(_) => "sqlite-kit/read-only",
            Self::Locked(_) => "sqlite-kit/locked",
            Self::Corrupt(_) => "sqlite-kit/corrupt",
            Self::CommitUnknown(_) => "sqlite-kit/commit-unknown",
            Self::Closed => "sqlite-kit/closed",
            Self::Panicked => "sqlite-kit/panicked",
            Self::Sqlite(_) => "sqlite-kit/refused",
        }
    }

    /// Whether a rule of the tables was broken.
    pub(crate) fn is_constraint(&self) -> bool {
        matches!(self, Self::Sqlite(source)
            if source.sqlite_error_code() == Some(ErrorCode::ConstraintViolation))
    }

    /// Classifies an error of a statement; the transaction it belongs to is rolled back.
    pub(crate) fn of_statement(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        let unreadable = matches!(
            error,
            E::FromSqlConversionFailure(..)
                | E::IntegralValueOutOfRange(..)
                | E::InvalidColumnType(..)
                | E::Utf8Error(..)
        );
        let code = error.sqlite_error_code();
        let source = Arc::new(error);
        match code {
            Some(ErrorCode::DiskFull) => Self::Full(source),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(source),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked(source),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(source),
            _ if unreadable => Self::Corrupt(source),
            _ => Self::Sqlite(source),
        }
    }

    /// Classifies an error of `COMMIT` itself.
    ///
    /// `SQLITE_FULL` and `SQLITE_BUSY` come before the commit record is written, so nothing is
    /// stored. After any other failure the record may or may not have reached the device.
    pub(crate) fn of_commit(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DiskFull | ErrorCode::DatabaseBusy | ErrorCode::ConstraintViolation,
            ) => Self::of_statement(error),
            _ => Self::CommitUnknown(Arc::new(error)),
        }
    }
}

/// The error for a stored value that cannot be understood, for use inside `read` and `write`.
///
/// It becomes [`DatabaseError::Corrupt`]. The source must not print the stored value.
pub fn unreadable(source: impl Into<Box<dyn Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, source.into())
}
