//! What happened, as other parts of the system learn of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::{AttemptId, UserId};
use crate::registration::Vouch;
use crate::role::{RoleName, RoleScope};

/// What happened. Names things by id and holds no personal data.
///
/// The one free text is the reason of a [`Vouch`]. Events are kept for ever, so it must not hold
/// personal data; this crate cannot see whether it does.
///
/// The kinds are stable: they are stored, and other programs wait for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Event {
    /// Someone asked to be registered.
    #[serde(rename = "identity.registration.opened")]
    RegistrationOpened {
        /// The attempt.
        attempt: AttemptId,
        /// Who vouched for the mailbox, if it need not be proven. The reason is free text
        /// and stays in this event for ever, whatever is erased.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vouched: Option<Vouch>,
    },
    /// The mailbox was proven by its link.
    #[serde(rename = "identity.registration.proven")]
    RegistrationProven {
        /// The attempt.
        attempt: AttemptId,
    },
    /// The attempt became a user.
    #[serde(rename = "identity.registration.completed")]
    RegistrationCompleted {
        /// The attempt.
        attempt: AttemptId,
        /// The user it became.
        user: UserId,
    },
    /// The attempt ended at a user who was there already.
    #[serde(rename = "identity.registration.joined_existing")]
    RegistrationJoinedExisting {
        /// The attempt.
        attempt: AttemptId,
        /// The user whose address it is.
        user: UserId,
    },
    /// The attempt ended without a user: it expired or was undone.
    #[serde(rename = "identity.registration.cancelled")]
    RegistrationCancelled {
        /// The attempt.
        attempt: AttemptId,
    },
    /// A user came into being through a registration.
    #[serde(rename = "identity.user.registered")]
    UserRegistered {
        /// The user.
        user: UserId,
    },
    /// A user was made by an administrator and waits to be activated.
    #[serde(rename = "identity.user.provisioned")]
    UserProvisioned {
        /// The user.
        user: UserId,
    },
    /// A provisioned user became active.
    #[serde(rename = "identity.user.activated")]
    UserActivated {
        /// The user.
        user: UserId,
    },
    /// A registration was undone after the user was there.
    #[serde(rename = "identity.user.registration_withdrawn")]
    UserRegistrationWithdrawn {
        /// The user.
        user: UserId,
    },
    /// The user may not sign in for now.
    #[serde(rename = "identity.user.suspended")]
    UserSuspended {
        /// The user.
        user: UserId,
    },
    /// A suspension ended.
    #[serde(rename = "identity.user.reinstated")]
    UserReinstated {
        /// The user.
        user: UserId,
    },
    /// An administrator or a policy locked the user.
    #[serde(rename = "identity.user.locked")]
    UserLocked {
        /// The user.
        user: UserId,
    },
    /// A lock ended.
    #[serde(rename = "identity.user.unlocked")]
    UserUnlocked {
        /// The user.
        user: UserId,
    },
    /// The user left for now.
    #[serde(rename = "identity.user.deactivated")]
    UserDeactivated {
        /// The user.
        user: UserId,
    },
    /// The user came back.
    #[serde(rename = "identity.user.reactivated")]
    UserReactivated {
        /// The user.
        user: UserId,
    },
    /// The user will be deleted when the hold is over.
    #[serde(rename = "identity.user.deletion_queued")]
    UserDeletionQueued {
        /// The user.
        user: UserId,
    },
    /// The user will not be deleted after all.
    #[serde(rename = "identity.user.deletion_cancelled")]
    UserDeletionCancelled {
        /// The user.
        user: UserId,
    },
    /// The user's personal data are gone; a tombstone stays.
    #[serde(rename = "identity.user.deleted")]
    UserDeleted {
        /// The user.
        user: UserId,
    },
    /// A user got roles that he did not have.
    #[serde(rename = "identity.role.granted")]
    RoleGranted {
        /// The user.
        user: UserId,
        /// Where the roles hold.
        scope: RoleScope,
        /// The roles that are new.
        roles: BTreeSet<RoleName>,
    },
    /// A user lost roles that he had.
    #[serde(rename = "identity.role.revoked")]
    RoleRevoked {
        /// The user.
        user: UserId,
        /// Where the roles held.
        scope: RoleScope,
        /// The roles that are gone.
        roles: BTreeSet<RoleName>,
    },
}

impl Event {
    /// The stable name of what happened, as stored under `kind`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::RegistrationOpened { .. } => "identity.registration.opened",
            Self::RegistrationProven { .. } => "identity.registration.proven",
            Self::RegistrationCompleted { .. } => "identity.registration.completed",
            Self::RegistrationJoinedExisting { .. } => "identity.registration.joined_existing",
            Self::RegistrationCancelled { .. } => "identity.registration.cancelled",
            Self::UserRegistered { .. } => "identity.user.registered",
            Self::UserProvisioned { .. } => "identity.user.provisioned",
            Self::UserActivated { .. } => "identity.user.activated",
            Self::UserRegistrationWithdrawn { .. } => "identity.user.registration_withdrawn",
            Self::UserSuspended { .. } => "identity.user.suspended",
            Self::UserReinstated { .. } => "identity.user.reinstated",
            Self::UserLocked { .. } => "identity.user.locked",
            Self::UserUnlocked { .. } => "identity.user.unlocked",
            Self::UserDeactivated { .. } => "identity.user.deactivated",
            Self::UserReactivated { .. } => "identity.user.reactivated",
            Self::UserDeletionQueued { .. } => "identity.user.deletion_queued",
            Self::UserDeletionCancelled { .. } => "identity.user.deletion_cancelled",
            Self::UserDeleted { .. } => "identity.user.deleted",
            Self::RoleGranted { .. } => "identity.role.granted",
            Self::RoleRevoked { .. } => "identity.role.revoked",
        }
    }
}
