//! The file and its tables.

use std::{convert::Infallible, path::Path};

use identity_operations::contracts::ContractFailure;
use sqlite_kit::{Database, DatabaseError, OpenError, Schema, WriteTx, rusqlite};

const SCHEMA: Schema = Schema {
    name: "identity-operations",
    application_id: i32::from_be_bytes(*b"NxOp"),
    migrations: &["
        CREATE TABLE event_cursor (
            listener TEXT NOT NULL,
            feed     TEXT NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (listener, feed)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE verification_link (
            token   BLOB PRIMARY KEY,
            tenant  BLOB NOT NULL,
            attempt BLOB NOT NULL,
            process BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
    "],
};

/// The orchestrator's own records in one SQLite file. Cheap to clone; every clone is the same file.
#[derive(Debug, Clone)]
pub struct OperationsStore {
    database: Database,
}

impl OperationsStore {
    /// Opens the file at `path`, and makes it if it is not there.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong with the file or its folder, and what to do; nothing is changed then.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Ok(Self {
            database: Database::open(path, &SCHEMA)?,
        })
    }

    /// Writes what is queued, and closes the file.
    ///
    /// # Errors
    /// [`DatabaseError`] if the last commit failed.
    pub async fn close(self) -> Result<(), DatabaseError> {
        self.database.close().await
    }
}

impl OperationsStore {
    /// A write that refuses nothing: it happens, or the database fails.
    pub(crate) async fn write(
        &self,
        work: impl FnOnce(&WriteTx<'_>) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), ContractFailure> {
        let done: Result<(), Infallible> = self
            .database
            .write(move |tx| work(tx).map(Ok))
            .await
            .map_err(ContractFailure::new)?;
        done.map_err(|never| match never {})
    }

    /// A read.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, ContractFailure> {
        self.database.read(work).await.map_err(ContractFailure::new)
    }
}
