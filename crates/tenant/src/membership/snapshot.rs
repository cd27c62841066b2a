//! A membership as a store keeps it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{aggregate::Membership, state::MembershipStatus};
use crate::{
    id::{MemberId, MembershipId, TenantId},
    snapshot::{CorruptSnapshot, VERSION},
};

/// A membership as a store keeps it: plain data, the only way in and out for adapters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipSnapshot {
    /// The version of this shape: 1.
    pub v: u16,
    /// See [`Membership::id`].
    pub id: MembershipId,
    /// See [`Membership::tenant`].
    pub tenant: TenantId,
    /// See [`Membership::member`].
    pub member: MemberId,
    /// See [`Membership::status`].
    pub status: MembershipStatus,
    /// See [`Membership::epoch`].
    pub epoch: u32,
    /// See [`Membership::joined_at`].
    pub joined_at: DateTime<Utc>,
    /// See [`Membership::status_since`].
    pub status_since: DateTime<Utc>,
}

impl Membership {
    /// The membership as plain data.
    pub const fn snapshot(&self) -> MembershipSnapshot {
        MembershipSnapshot {
            v: VERSION,
            id: self.id,
            tenant: self.tenant,
            member: self.member,
            status: self.status,
            epoch: self.epoch,
            joined_at: self.joined_at,
            status_since: self.status_since,
        }
    }

    /// The membership that a snapshot was taken of.
    ///
    /// # Errors
    /// [`CorruptSnapshot`] if no membership can have that snapshot.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the snapshot is given up, as with every aggregate, whatever it may come to hold"
    )]
    pub fn restore(snapshot: MembershipSnapshot) -> Result<Self, CorruptSnapshot> {
        CorruptSnapshot::check_version(snapshot.v)?;
        let MembershipSnapshot {
            v: _,
            id,
            tenant,
            member,
            status,
            epoch,
            joined_at,
            status_since,
        } = snapshot;
        if status_since < joined_at {
            return Err(CorruptSnapshot::TimesOutOfOrder);
        }
        // Each change adds one: active is reached after an even number of them.
        let fits = match status {
            MembershipStatus::Active => epoch % 2 == 1,
            MembershipStatus::Suspended => epoch >= 2 && epoch % 2 == 0,
            MembershipStatus::Removed => epoch >= 2,
        };
        // Where the counter has come to its end it stands still.
        if !fits && epoch != u32::MAX {
            return Err(CorruptSnapshot::Epoch);
        }
        Ok(Self {
            id,
            tenant,
            member,
            status,
            epoch,
            joined_at,
            status_since,
        })
    }
}
