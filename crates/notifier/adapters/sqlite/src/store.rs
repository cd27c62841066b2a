//! The open file and its tables.

use std::path::Path;

use notifier::ports::StoreFailure;
use sqlite_kit::{Database, DatabaseError, OpenError, Schema, WriteTx, rusqlite};

/// Released migrations are never changed.
///
/// `scope` is empty for the platform, so that it can stand in an index; ids are compared byte by byte, which is their
/// own order.
const SCHEMA: Schema = Schema {
    name: "notifier",
    application_id: i32::from_be_bytes(*b"NxNo"),
    migrations: &["
        CREATE TABLE delivery (
            message   BLOB    NOT NULL PRIMARY KEY CHECK (length(message) = 16),
            scope     BLOB    NOT NULL CHECK (length(scope) IN (0, 16)),
            recipient TEXT    NOT NULL,
            phase     TEXT    NOT NULL,
            version   INTEGER NOT NULL CHECK (version > 0),
            record    TEXT    NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX delivery_by_scope ON delivery (scope, message);
        CREATE INDEX delivery_by_recipient ON delivery (scope, recipient, message);"],
};

/// Every store port of `notifier` over one SQLite file. Cloning is cheap, and all clones are the same open file.
#[derive(Debug, Clone)]
pub struct NotifierStore {
    database: Database,
}

impl NotifierStore {
    /// Opens the file at `path`, or makes it. It blocks while it does: call it at start-up.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong with the file or its folder, and what to do.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Ok(Self {
            database: Database::open(path, &SCHEMA)?,
        })
    }

    /// Carries out what was accepted, tidies the file and closes it for all clones.
    ///
    /// # Errors
    /// [`DatabaseError`]; what was answered is on disk in any case.
    pub async fn close(self) -> Result<(), DatabaseError> {
        self.database.close().await
    }

    /// Reads the whole file and answers what is wrong with it: nothing, if the answer is empty.
    ///
    /// # Errors
    /// [`DatabaseError`] if the check could not be carried out.
    pub async fn integrity_check(&self) -> Result<Vec<String>, DatabaseError> {
        self.database.integrity_check().await
    }

    /// Writes; `work` may be run again after its changes were rolled back.
    pub(crate) async fn write<T, R, F>(&self, work: F) -> Result<T, R>
    where
        F: Fn(&WriteTx<'_>) -> rusqlite::Result<Result<T, R>> + Send + 'static,
        T: Send + 'static,
        R: From<StoreFailure> + Send + 'static,
    {
        self.database
            .write_repeatable(work)
            .await
            .map_err(StoreFailure::new)?
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StoreFailure>
    where
        F: FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.database.read(work).await.map_err(StoreFailure::new)
    }

    /// Reads a row that is found by an index.
    pub(crate) async fn look_up<T, F>(&self, work: F) -> Result<T, StoreFailure>
    where
        F: FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.database.look_up(work).await.map_err(StoreFailure::new)
    }
}
