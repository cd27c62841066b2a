//! What every SQLite adapter needs: one writer with group commit, durability read back, migrations, outbox and receipts.
//!
//! [`Database`] owns one SQLite file. Writes go to one thread, which puts all that wait into one
//! durable commit; reads go to two threads with connections of their own. The kit knows no truth:
//! it stores bytes, texts and numbers for adapters, which know what these mean.
//!
//! ```
//! use sqlite_kit::{Database, Schema, rusqlite};
//!
//! const SCHEMA: Schema = Schema {
//!     name: "guestbook",
//!     application_id: i32::from_be_bytes(*b"Gbok"),
//!     migrations: &["CREATE TABLE guest (name TEXT NOT NULL UNIQUE) STRICT"],
//! };
//!
//! #[derive(Debug, PartialEq)]
//! struct AlreadyHere;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let database = Database::open(&folder.path().join("guests.db"), &SCHEMA)?;
//!
//! let arrive = |name: &'static str| {
//!     database.write(move |tx| {
//!         let added = tx
//!             .prepare_cached("INSERT INTO guest (name) VALUES (?1) ON CONFLICT DO NOTHING")?
//!             .execute([name])?;
//!         Ok(if added == 1 { Ok(()) } else { Err(AlreadyHere) })
//!     })
//! };
//! assert_eq!(arrive("Ada").await?, Ok(())); // on disk
//! assert_eq!(arrive("Ada").await?, Err(AlreadyHere)); // refused, nothing written
//!
//! let guests: i64 = database
//!     .read(|connection| connection.query_row("SELECT count(*) FROM guest", [], |row| row.get(0)))
//!     .await?;
//! assert_eq!(guests, 1);
//! database.close().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What a write may rely on
//!
//! - An answered write is on disk: the answer comes after the `fsync` of its commit.
//! - A refused or failed write leaves nothing, and harms none of those that share its commit. One
//!   thing can: a rule that SQLite checks only at the commit (`DEFERRABLE INITIALLY DEFERRED`,
//!   `PRAGMA defer_foreign_keys`, `OR ROLLBACK`). When one is broken, each repeatable write of that
//!   commit is run again in a commit of its own; a [`write`](Database::write) that shared it cannot
//!   be, and is told of the refusal, with nothing stored. So let tables check at once.
//! - A write sees everything that was answered before it began.
//! - A write whose caller goes away happens wholly or not at all.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod database;
mod errors;
mod job;
mod open;
mod reader;
mod schema;
mod transaction;
mod writer;

#[cfg(test)]
mod tests;

pub mod outbox;
pub mod receipt;

pub use rusqlite;

pub use self::{
    database::{BATCH_JOBS_MAX, Database, QUEUED_JOBS_MAX, READERS},
    errors::{DatabaseError, OpenError, unreadable},
    schema::Schema,
    transaction::WriteTx,
};
