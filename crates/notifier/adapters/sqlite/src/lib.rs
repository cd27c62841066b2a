//! Delivery records of `notifier` in one SQLite file.
//!
//! [`NotifierStore`] implements every store port of `notifier`: one durable commit per write, shared with the writes
//! that wait at the same time.
//!
//! ```
//! use notifier::ports::PlatformDirectory;
//! use notifier_sqlite::NotifierStore;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let store = NotifierStore::open(&folder.path().join("notifier.db"))?;
//! assert!(store.count_by_phase().await?.is_empty());
//! store.close().await?;
//! # Ok(())
//! # }
//! ```

mod directory;
mod feed;
mod record;
mod repository;
mod store;

pub use self::store::NotifierStore;
pub use sqlite_kit::{DatabaseError, OpenError};
