//! A tenant that runs, as a type.

use chrono::{DateTime, Utc};

use super::aggregate::Tenant;
use crate::{
    id::{MemberId, MembershipId},
    membership::Membership,
    ports::Change,
};

/// A tenant that was on trial or active when it was looked at. Only
/// [`Tenant::operational`] makes one, so what takes one cannot be done in a tenant that is
/// pending, suspended or gone.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use tenant::{MemberId, MembershipId, Tenant, TenantId, TenantName, TenantSlug};
/// use uuid::Uuid;
///
/// let now = DateTime::<Utc>::UNIX_EPOCH;
/// let id = TenantId::from_uuid(Uuid::from_u128(1));
/// let created = Tenant::create(id, TenantSlug::parse("acme")?, TenantName::parse("Acme")?, now);
/// assert_eq!(
///     created.state().operational().unwrap_err().to_string(),
///     "the tenant is pending: it must be on trial or active",
/// );
///
/// let active = created.state().activate(now)?;
/// let ada = MemberId::from_uuid(Uuid::from_u128(2));
/// let membership = MembershipId::from_uuid(Uuid::from_u128(3));
/// let joined = active.state().operational()?.admit(membership, ada, now);
/// assert_eq!(joined.state().member(), ada);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OperationalTenant<'a>(&'a Tenant);

impl<'a> OperationalTenant<'a> {
    pub(super) const fn new(tenant: &'a Tenant) -> Self {
        Self(tenant)
    }

    /// The tenant itself.
    pub const fn tenant(self) -> &'a Tenant {
        self.0
    }

    /// Makes `member` a member, for the first time or again after a removal: each time under a
    /// fresh `id`, so that nothing remembered of an earlier membership counts for this one.
    ///
    /// Whether the member belongs already, and whether the tenant still runs, is checked when the
    /// change is committed: [`MembershipRepository::join`](crate::ports::MembershipRepository::join).
    pub fn admit(
        self,
        id: MembershipId,
        member: MemberId,
        now: DateTime<Utc>,
    ) -> Change<Membership> {
        Membership::begin(self.0.id(), id, member, now)
    }
}
