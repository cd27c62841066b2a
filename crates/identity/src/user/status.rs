//! What a user holds in each state. A state that makes no sense cannot be written down.

use chrono::{DateTime, TimeDelta, Utc};

use super::{SettledSnapshot, UserState};
use crate::password::PasswordHash;
use crate::registration::MailboxEvidence;
use crate::values::{DisplayName, EmailAddress, StatusReason};

/// How long a user is held before he is deleted, unless the caller says otherwise: 30 days.
pub const DELETION_HOLD: TimeDelta = TimeDelta::days(30);
/// The longest hold: 366 days.
pub const DELETION_HOLD_MAX: TimeDelta = TimeDelta::days(366);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    /// Has no evidence and no password, by type.
    Pending(Profile),
    Established(Box<Established>),
    Deleted {
        at: DateTime<Utc>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) email: EmailAddress,
    pub(super) name: DisplayName,
}

/// A user whose mailbox is established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Established {
    pub(super) profile: Profile,
    pub(super) evidence: MailboxEvidence,
    pub(super) password: Option<PasswordHash>,
    pub(super) standing: Standing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// Made by a registration that is not complete in every truth yet.
    Unconfirmed,
    Settled(Settled),
    QueuedForDeletion {
        prior: Settled,
        due: DateTime<Utc>,
    },
}

/// The states to which the cancellation of a deletion can lead back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Settled {
    Active,
    Suspended { reason: StatusReason },
    Locked { reason: StatusReason },
    Inactive,
}

impl Status {
    pub(super) const fn state(&self) -> UserState {
        match self {
            Self::Pending(_) => UserState::PendingActivation,
            Self::Established(user) => match &user.standing {
                Standing::Settled(settled) => settled.state(),
                Standing::Unconfirmed => UserState::PendingActivation,
                Standing::QueuedForDeletion { .. } => UserState::QueuedForDeletion,
            },
            Self::Deleted { .. } => UserState::Deleted,
        }
    }

    pub(super) const fn profile(&self) -> Option<&Profile> {
        match self {
            Self::Pending(profile) => Some(profile),
            Self::Established(user) => Some(&user.profile),
            Self::Deleted { .. } => None,
        }
    }

    pub(super) const fn established(&self) -> Option<&Established> {
        match self {
            Self::Established(user) => Some(user),
            Self::Pending(_) | Self::Deleted { .. } => None,
        }
    }
}

impl Settled {
    pub(super) const fn state(&self) -> UserState {
        match self {
            Self::Active => UserState::Active,
            Self::Suspended { .. } => UserState::Suspended,
            Self::Locked { .. } => UserState::Locked,
            Self::Inactive => UserState::Inactive,
        }
    }
}

impl From<SettledSnapshot> for Settled {
    fn from(snapshot: SettledSnapshot) -> Self {
        match snapshot {
            SettledSnapshot::Active => Self::Active,
            SettledSnapshot::Suspended { reason } => Self::Suspended { reason },
            SettledSnapshot::Locked { reason } => Self::Locked { reason },
            SettledSnapshot::Inactive => Self::Inactive,
        }
    }
}

impl From<Settled> for SettledSnapshot {
    fn from(settled: Settled) -> Self {
        match settled {
            Settled::Active => Self::Active,
            Settled::Suspended { reason } => Self::Suspended { reason },
            Settled::Locked { reason } => Self::Locked { reason },
            Settled::Inactive => Self::Inactive,
        }
    }
}
