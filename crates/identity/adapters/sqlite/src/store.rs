//! The open store.

use std::path::Path;

use sqlite_kit::{Database, DatabaseError, OpenError};

use crate::schema::SCHEMA;

/// The identity truth in one SQLite file: implements every port of the crate `identity`.
///
/// Cloning is cheap, and all clones are the same open file.
#[derive(Debug, Clone)]
pub struct IdentityStore {
    database: Database,
}

impl IdentityStore {
    /// Opens the file at `path`, or makes it. It blocks while it does: call it at start-up.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong and what to do; the content of the file is unchanged.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Ok(Self {
            database: Database::open(path, &SCHEMA)?,
        })
    }

    /// Carries out what was accepted and closes the file for all clones.
    ///
    /// # Errors
    /// [`DatabaseError`] if it was closed already or could not be tidied; what was answered is on
    /// disk in any case.
    pub async fn close(self) -> Result<(), DatabaseError> {
        self.database.close().await
    }

    /// The absolute path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.database.path()
    }

    pub(crate) const fn database(&self) -> &Database {
        &self.database
    }
}
