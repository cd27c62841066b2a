//! A person as seen across the truths.

use identity::{RoleName, User};
use tenant::{Membership, TenantSlug};

/// A user with the tenants the user belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonOverview {
    /// The user.
    pub user: User,
    /// The memberships, oldest first.
    pub memberships: Vec<MembershipOverview>,
}

/// One membership, with what the person may do there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipOverview {
    /// The tenant's slug; `None` if the tenant is gone.
    pub tenant: Option<TenantSlug>,
    /// The membership itself.
    pub membership: Membership,
    /// The roles in that tenant, sorted.
    pub roles: Vec<RoleName>,
}
