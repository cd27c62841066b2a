//! The audit trail in one SQLite file.

mod append;
mod evidence;
mod place;
mod read;
mod rows;
mod schema;
mod store;

pub use sqlite_kit::{DatabaseError, OpenError};

pub use self::store::AuditStore;
