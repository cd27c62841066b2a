//! What can be read of a user.

use chrono::{DateTime, Utc};

use super::status::{Settled, Standing};
use super::{User, UserState};
use crate::ids::UserId;
use crate::password::PasswordHash;
use crate::registration::MailboxEvidence;
use crate::values::{DisplayName, EmailAddress, StatusReason};

/// What can be read.
impl User {
    /// The user's id.
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.id
    }

    /// When the user came into being.
    #[must_use]
    pub const fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }

    /// Grows with every change that ends sessions; a session holds the epoch it began in.
    #[must_use]
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Where the user stands.
    #[must_use]
    pub const fn state(&self) -> UserState {
        self.status.state()
    }

    /// The address, until deleted.
    #[must_use]
    pub fn email(&self) -> Option<&EmailAddress> {
        self.status.profile().map(|profile| &profile.email)
    }

    /// The name, until deleted.
    #[must_use]
    pub fn name(&self) -> Option<&DisplayName> {
        self.status.profile().map(|profile| &profile.name)
    }

    /// Why the mailbox is known to be the user's.
    #[must_use]
    pub fn evidence(&self) -> Option<&MailboxEvidence> {
        self.status.established().map(|user| &user.evidence)
    }

    /// The hash of the password, if the user has one.
    #[must_use]
    pub fn password(&self) -> Option<&PasswordHash> {
        self.status
            .established()
            .and_then(|user| user.password.as_ref())
    }

    /// Why the user is suspended or locked, if so, or was before deletion was asked for.
    #[must_use]
    pub fn reason(&self) -> Option<&StatusReason> {
        match &self.status.established()?.standing {
            Standing::Settled(Settled::Suspended { reason } | Settled::Locked { reason })
            | Standing::QueuedForDeletion {
                prior: Settled::Suspended { reason } | Settled::Locked { reason },
                ..
            } => Some(reason),
            Standing::Unconfirmed | Standing::Settled(_) | Standing::QueuedForDeletion { .. } => {
                None
            },
        }
    }

    /// When the user may be deleted, if that was asked for.
    #[must_use]
    pub fn deletion_due(&self) -> Option<DateTime<Utc>> {
        match self.status.established()?.standing {
            Standing::QueuedForDeletion { due, .. } => Some(due),
            Standing::Unconfirmed | Standing::Settled(_) => None,
        }
    }
}
