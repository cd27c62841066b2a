//! The truth about tenants and who belongs to them.

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
