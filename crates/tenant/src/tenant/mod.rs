//! The tenant: its states, and what may be done in each.

mod aggregate;
mod error;
mod hold;
mod operational;
mod snapshot;
mod state;
mod transition;

pub use self::{
    aggregate::Tenant,
    error::{DeleteTenantError, NotOperational, ResumeTenantError, TenantTransitionNotAllowed},
    hold::{DeletionHold, InvalidDeletionHold},
    operational::OperationalTenant,
    snapshot::TenantSnapshot,
    state::{KeptState, OpenState, RunningState, SuspensionReason, TenantState, TenantStatus},
    transition::{TenantCommand, TenantTarget, tenant_table},
};
