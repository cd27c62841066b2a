//! Membership: who belongs to a tenant.

mod aggregate;
mod snapshot;
mod state;

pub use self::{
    aggregate::{Membership, MembershipTransitionNotAllowed},
    snapshot::MembershipSnapshot,
    state::{MembershipCommand, MembershipStatus, membership_table},
};
