//! The identity truth in one SQLite file.
//!
//! [`IdentityStore`] implements every port of the crate `identity`. A write is answered once it is
//! on disk; writes that come together share one commit. The file belongs to this crate alone.
//!
//! ```
//! use std::sync::Arc;
//!
//! use identity::{ports::{UserDirectory, UserRepository}};
//! use identity_sqlite::IdentityStore;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let store = Arc::new(IdentityStore::open(&folder.path().join("identity.db"))?);
//! let directory: Arc<dyn UserDirectory> = store;
//! assert_eq!(directory.count().await?, 0);
//! # Ok(())
//! # }
//! ```

mod codec;
mod commit;
mod directory;
mod registrations;
mod roles;
mod schema;
mod store;
mod users;

pub use sqlite_kit::{DatabaseError, OpenError};
pub use store::IdentityStore;
