//! The truth about tenants and who belongs to them.
//!
//! A [`Tenant`] is an organisation that uses a platform apart from all others; a [`Membership`]
//! says that a member, of whom this crate knows no more than an opaque [`MemberId`], belongs to
//! one. Both change only through methods that obey a transition table and answer a
//! [`Change`](ports::Change), the new state with its event, for a repository to commit.
//! [`ports`] says what a store has to promise, and `testing` (a feature) checks that it does.
//!
//! The crate decides and does nothing else: the time, ids and keys are its callers', the disk is
//! its adapters'.
//!
//! # Quick start
//!
//! ```
//! use std::sync::Arc;
//!
//! use chrono::DateTime;
//! use tenant::{
//!     MemberId, MembershipId, Tenant, TenantId, TenantName, TenantSlug,
//!     ports::{ActorRef, Cause, CorrelationId, IdempotencyKey},
//!     testing::{InMemoryTenants, Ports},
//! };
//! use uuid::Uuid;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = Ports::of(Arc::new(InMemoryTenants::new())); // or a `tenant_sqlite::TenantStore`
//! let now = DateTime::UNIX_EPOCH; // your clock
//! let correlation = CorrelationId::from_uuid(Uuid::from_u128(1)); // your ids, best UUIDv7
//! let cause = |key| Cause {
//!     key: IdempotencyKey::from_uuid(Uuid::from_u128(key)),
//!     actor: ActorRef::parse("operator:cli").expect("printable ASCII"),
//!     correlation,
//!     at: now,
//! };
//!
//! // A change is a new state with its event. Nothing has happened until a repository commits it.
//! let id = TenantId::from_uuid(Uuid::from_u128(2));
//! let created = Tenant::create(id, TenantSlug::parse("acme")?, TenantName::parse("Acme")?, now);
//! let activated = created.state().activate(now)?;
//! let acme = activated.state().clone();
//! let version = store.tenants.insert(&cause(10), created).await?.version;
//! let version = store.tenants.update(&cause(11), version, activated).await?.version;
//!
//! // Only a tenant that runs can admit, and the store checks that it still does.
//! let ada = MemberId::from_uuid(Uuid::from_u128(3));
//! let joining = acme.operational()?.admit(MembershipId::from_uuid(Uuid::from_u128(4)), ada, now);
//! store.memberships.join(&cause(12), version, joining.clone()).await?;
//!
//! // The same key again: the same answer, and Ada is still one member.
//! assert!(store.memberships.join(&cause(12), version, joining).await?.replayed);
//! assert_eq!(store.membership_directory.count_members(id).await?, 1);
//! # Ok(())
//! # }
//! ```

mod id;
mod name;
mod slug;

mod membership;
mod tenant;

mod event;
mod snapshot;
mod table;

pub mod ports;
#[cfg(feature = "testing")]
pub mod testing;

pub use self::{
    event::Event,
    id::{EventId, InvalidId, MemberId, MembershipId, TenantId},
    membership::{
        Membership, MembershipCommand, MembershipSnapshot, MembershipStatus,
        MembershipTransitionNotAllowed, membership_table,
    },
    name::{InvalidTenantName, TenantName},
    slug::{InvalidTenantSlug, TenantSlug},
    snapshot::CorruptSnapshot,
    tenant::{
        DeleteTenantError, DeletionHold, InvalidDeletionHold, KeptState, NotOperational, OpenState,
        OperationalTenant, ResumeTenantError, RunningState, SuspensionReason, Tenant,
        TenantCommand, TenantSnapshot, TenantState, TenantStatus, TenantTarget,
        TenantTransitionNotAllowed, tenant_table,
    },
};

/// Runs the quick start of the README as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
