//! Ports: what this truth needs from a store, as traits whose documentation states MUSTs.
//!
//! Every writing method is one atomic, durable commit of the new state, its events, the version
//! check and the receipt of the idempotency key. For each of them:
//!
//! - **Same key again:** MUST answer what the first write answered, with `replayed: true`, and
//!   write nothing. This is checked before everything else, so a repeat succeeds even when the
//!   thing has moved on since. One key stands for one write; it is not tied to the method.
//! - **Revoked key:** MUST refuse with `Revoked`.
//! - **Refused:** MUST leave nothing behind: no state, no event, no receipt.
//!
//! The suite in `tenant::testing::contract` (feature `testing`) checks all of this for any
//! implementation.

mod cause;
mod change;
mod commit;
mod feed;
mod memberships;
mod page;
mod tenants;

pub use self::{
    cause::{ActorRef, Cause, CorrelationId, IdempotencyKey, InvalidActorRef},
    change::Change,
    commit::{Committed, Position, Revocation, StoreFailure, Stored, Version},
    feed::{EventFeed, RecordedEvent},
    memberships::{JoinError, MembershipDirectory, MembershipRepository, UpdateMembershipError},
    page::{InvalidPageLimit, Page, PageLimit, PageRequest},
    tenants::{
        InsertTenantError, TenantCounts, TenantDirectory, TenantRepository, UpdateTenantError,
    },
};
