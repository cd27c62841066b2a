//! The workflow journal in one SQLite file, one durable commit per step.

mod events;
mod journal;
mod reads;
mod schema;
mod stored;
mod time;
mod writes;

#[cfg(test)]
mod tests;

pub use sqlite_kit::{DatabaseError, OpenError};

pub use self::journal::SqliteJournal;
