//! The tenant truth in one SQLite file: every port of [`tenant`], each write one durable commit.
//!
//! ```
//! use chrono::DateTime;
//! use tenant::{
//!     Tenant, TenantId, TenantName, TenantSlug,
//!     ports::{ActorRef, Cause, CorrelationId, IdempotencyKey, TenantDirectory, TenantRepository},
//! };
//! use tenant_sqlite::TenantStore;
//! use uuid::Uuid;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("tenant.db");
//! let store = TenantStore::open(&path)?;
//! let tenants: &dyn TenantRepository = &store;
//!
//! let now = DateTime::UNIX_EPOCH; // the caller's clock
//! let id = TenantId::from_uuid(Uuid::from_u128(1)); // the caller's ids
//! let slug = TenantSlug::parse("acme")?;
//! let cause = Cause {
//!     key: IdempotencyKey::from_uuid(Uuid::from_u128(2)),
//!     actor: ActorRef::parse("operator:cli")?,
//!     correlation: CorrelationId::from_uuid(Uuid::from_u128(3)),
//!     at: now,
//! };
//! let change = Tenant::create(id, slug.clone(), TenantName::parse("Acme")?, now);
//! let first = tenants.insert(&cause, change.clone()).await?; // on disk
//! let again = tenants.insert(&cause, change).await?; // the same answer, nothing written
//! assert_eq!((again.version, again.replayed), (first.version, true));
//! store.close().await?;
//!
//! let reopened = TenantStore::open(&path)?;
//! assert!(reopened.find_by_slug(&slug).await?.is_some());
//! # reopened.close().await?;
//! # Ok(())
//! # }
//! ```

mod codec;
mod feed;
mod memberships;
#[cfg(test)]
mod plan_tests;
mod schema;
mod store;
mod tenants;

pub use sqlite_kit::{DatabaseError, OpenError};

pub use self::store::TenantStore;

/// Runs the quick start of the README as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
