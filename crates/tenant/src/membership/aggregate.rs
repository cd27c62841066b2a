//! The membership itself.

use chrono::{DateTime, Utc};

use super::state::{MembershipCommand, MembershipStatus};
use crate::{
    event::Event,
    id::{MemberId, MembershipId, TenantId},
    ports::Change,
};

/// That a member belongs to a tenant.
///
/// It begins with [`OperationalTenant::admit`](crate::OperationalTenant::admit) and changes
/// through the methods below only. Each looks into the transition table
/// ([`MembershipStatus::after`]), leaves `self` as it is, and answers the [`Change`] to commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub(super) id: MembershipId,
    pub(super) tenant: TenantId,
    pub(super) member: MemberId,
    pub(super) status: MembershipStatus,
    pub(super) epoch: u32,
    pub(super) joined_at: DateTime<Utc>,
    pub(super) status_since: DateTime<Utc>,
}

/// The transition table has no such step. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{command}` is not allowed for a membership that is {status}; {}", possible(*.status))]
pub struct MembershipTransitionNotAllowed {
    /// What the membership is.
    pub status: MembershipStatus,
    /// What was asked of it.
    pub command: MembershipCommand,
}

impl MembershipTransitionNotAllowed {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "tenant/membership-transition-not-allowed"
    }
}

fn possible(status: MembershipStatus) -> String {
    let names: Vec<_> = status
        .allowed()
        .map(|command| format!("`{command}`"))
        .collect();
    if names.is_empty() {
        "it is over, admit the member again".to_owned()
    } else {
        format!("possible now: {}", names.join(", "))
    }
}

impl Membership {
    pub(crate) const fn begin(
        tenant: TenantId,
        id: MembershipId,
        member: MemberId,
        now: DateTime<Utc>,
    ) -> Change<Self> {
        let status = MembershipStatus::Active;
        let state = Self {
            id,
            tenant,
            member,
            status,
            epoch: 1,
            joined_at: now,
            status_since: now,
        };
        Change::new(
            state,
            Event::MemberJoined {
                tenant,
                membership: id,
                member,
            },
        )
    }

    /// Takes the rights of a member away, and keeps the place.
    ///
    /// # Errors
    /// [`MembershipTransitionNotAllowed`] unless it is active.
    pub fn suspend(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, MembershipTransitionNotAllowed> {
        let Self {
            tenant,
            id: membership,
            member,
            ..
        } = *self;
        let event = Event::MemberSuspended {
            tenant,
            membership,
            member,
        };
        self.step(MembershipCommand::Suspend, now, event)
    }

    /// Gives a suspended member the rights back.
    ///
    /// # Errors
    /// [`MembershipTransitionNotAllowed`] unless it is suspended.
    pub fn reinstate(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, MembershipTransitionNotAllowed> {
        let Self {
            tenant,
            id: membership,
            member,
            ..
        } = *self;
        let event = Event::MemberReinstated {
            tenant,
            membership,
            member,
        };
        self.step(MembershipCommand::Reinstate, now, event)
    }

    /// Ends the membership, whatever the tenant is; also how a join is undone.
    ///
    /// # Errors
    /// [`MembershipTransitionNotAllowed`] if it is over already.
    pub fn remove(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Change<Self>, MembershipTransitionNotAllowed> {
        let Self {
            tenant,
            id: membership,
            member,
            ..
        } = *self;
        let event = Event::MemberRemoved {
            tenant,
            membership,
            member,
        };
        self.step(MembershipCommand::Remove, now, event)
    }

    /// Its id.
    pub const fn id(&self) -> MembershipId {
        self.id
    }

    /// To which tenant the member belongs.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Who belongs.
    pub const fn member(&self) -> MemberId {
        self.member
    }

    /// The state.
    pub const fn status(&self) -> MembershipStatus {
        self.status
    }

    /// Counts the changes of this membership, from 1. Who remembers what a member may do keeps
    /// the membership id and the epoch beside it: when either differs, the memory is stale.
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }

    /// When the member joined.
    pub const fn joined_at(&self) -> DateTime<Utc> {
        self.joined_at
    }

    /// When it came into its present state.
    pub const fn status_since(&self) -> DateTime<Utc> {
        self.status_since
    }

    fn step(
        &self,
        command: MembershipCommand,
        now: DateTime<Utc>,
        event: Event,
    ) -> Result<Change<Self>, MembershipTransitionNotAllowed> {
        let Some(status) = self.status.after(command) else {
            return Err(MembershipTransitionNotAllowed {
                status: self.status,
                command,
            });
        };
        // Clocks of two machines differ a little; a life still goes forward only.
        let status_since = now.max(self.status_since);
        let epoch = self.epoch.saturating_add(1);
        Ok(Change::new(
            Self {
                status,
                epoch,
                status_since,
                ..self.clone()
            },
            event,
        ))
    }
}
