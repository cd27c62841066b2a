//! The open trail.

use std::path::Path;

use audit_logger::ports::StoreFailure;
use sqlite_kit::{Database, DatabaseError, OpenError};

use crate::schema::SCHEMA;

/// The audit trail in one SQLite file: all three ports of the trail. Cloning is cheap, and all
/// clones are the same open file.
#[derive(Debug, Clone)]
pub struct AuditStore {
    pub(crate) database: Database,
}

impl AuditStore {
    /// Opens the trail at `path`, or makes it. It blocks while it does: call it at start-up.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong and what to do: no such folder, a file of another kind or
    /// of a newer version, a lock, a disk that does not keep what it is told to keep.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Database::open(path, &SCHEMA).map(|database| Self { database })
    }

    /// Carries out what was accepted and closes the file for all clones.
    ///
    /// # Errors
    /// [`DatabaseError`] if the file could not be tidied; what was answered is on disk in any case.
    pub async fn close(self) -> Result<(), DatabaseError> {
        self.database.close().await
    }

    /// What is wrong with the file itself, as SQLite sees it; nothing if the answer is empty.
    /// Whether the records are those that were appended is for the verifier to say.
    ///
    /// # Errors
    /// [`DatabaseError`] if the check could not be carried out.
    pub async fn integrity_check(&self) -> Result<Vec<String>, DatabaseError> {
        self.database.integrity_check().await
    }
}

/// What a port answers when the file does not.
pub(crate) fn failure(error: DatabaseError) -> StoreFailure {
    StoreFailure::new(error)
}
