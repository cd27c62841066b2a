//! The audit trail in one SQLite file.
//!
//! [`AuditStore`] is all three ports of [`audit_logger`]. What callers append at the same time
//! shares one commit; an answer means that it is on disk.
//!
//! ```
//! use audit_logger::{Verifier, ports::AuditLogRepository};
//! use audit_logger_sqlite::AuditStore;
//! # use audit_logger::{LogId, testing::samples};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let folder = directory.path();
//! # let (record, now) = (samples::draft(LogId::Platform, 1), samples::at(0));
//!
//! let trail = AuditStore::open(&folder.join("audit.db"))?;
//! let answers = trail.append(&[record], now).await?;
//! assert_eq!(answers[0].seq.as_u64(), 0);
//! assert!(Verifier::new().verify(&trail).await?.is_verified());
//! trail.close().await?;
//! # Ok(())
//! # }
//! ```
//!
//! A record lies at its log's number times 2^40 plus its place in the log, so the records of a log
//! lie together, and every index ends in the order of the log by itself.

mod append;
mod evidence;
mod place;
mod read;
mod rows;
mod schema;
mod search;
mod store;

pub use sqlite_kit::{DatabaseError, OpenError};

pub use self::store::AuditStore;
