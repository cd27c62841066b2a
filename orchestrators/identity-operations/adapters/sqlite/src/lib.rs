//! Event cursors and verification links of `identity-operations` in one SQLite file.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use identity_operations::contracts::{EventCursorRepository as _, Feed};
//! use identity_operations_sqlite::OperationsStore;
//!
//! # let folder = tempfile::tempdir()?;
//! let store = OperationsStore::open(&folder.path().join("operations.db"))?;
//! store.advance("my_listener", &[(Feed::Tenant, 42)]).await?;
//! assert_eq!(store.load("my_listener", Feed::Tenant).await?, 42);
//! # Ok(())
//! # }
//! ```

mod cursors;
mod links;
mod store;

pub use self::store::OperationsStore;
