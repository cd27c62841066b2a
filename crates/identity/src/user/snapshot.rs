//! The stored form of a user.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::User;
use super::status::{Established, Profile, Settled, Standing, Status};
use crate::ids::UserId;
use crate::password::PasswordHash;
use crate::registration::MailboxEvidence;
use crate::snapshot::{CorruptSnapshot, SNAPSHOT_VERSION};
use crate::values::{DisplayName, EmailAddress, StatusReason};

/// The stored form of a [`User`](super::User).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSnapshot {
    /// The version of this form: [`SNAPSHOT_VERSION`](crate::SNAPSHOT_VERSION).
    pub v: u32,
    /// The user.
    pub id: UserId,
    /// When he came into being.
    pub created_at: DateTime<Utc>,
    /// Grows with every change that ends sessions.
    pub epoch: u64,
    /// Where he stands.
    pub status: UserStatusSnapshot,
}

/// The stored form of where a user stands, with what belongs to that state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", deny_unknown_fields)]
pub enum UserStatusSnapshot {
    /// Provisioned.
    PendingActivation {
        /// The address.
        email: EmailAddress,
        /// The name.
        name: DisplayName,
    },
    /// Made by a registration that is not complete yet: everything is there, but no sign-in.
    Registered {
        /// The address.
        email: EmailAddress,
        /// The name.
        name: DisplayName,
        /// Why the mailbox is trusted.
        evidence: MailboxEvidence,
        /// The password, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<PasswordHash>,
    },
    /// The mailbox is established.
    Established {
        /// The address.
        email: EmailAddress,
        /// The name.
        name: DisplayName,
        /// Why the mailbox is known to be his.
        evidence: MailboxEvidence,
        /// The hash of the password, if he has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<PasswordHash>,
        /// Where he stands, or stood before deletion was asked for.
        standing: SettledSnapshot,
        /// When he may be deleted, if that was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deletion_due: Option<DateTime<Utc>>,
    },
    /// A tombstone.
    Deleted {
        /// Since when.
        at: DateTime<Utc>,
    },
}

/// The stored form of the states between activation and deletion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", deny_unknown_fields)]
pub enum SettledSnapshot {
    /// Can sign in.
    Active,
    /// Kept out for a reason, for now.
    Suspended {
        /// Why.
        reason: StatusReason,
    },
    /// Kept out until someone ends it.
    Locked {
        /// Why.
        reason: StatusReason,
    },
    /// Left.
    Inactive,
}

impl User {
    /// The form to store.
    #[must_use]
    pub fn snapshot(&self) -> UserSnapshot {
        let status = match self.status.clone() {
            Status::Pending(Profile { email, name }) => {
                UserStatusSnapshot::PendingActivation { email, name }
            },
            Status::Established(user) => {
                let Established {
                    profile: Profile { email, name },
                    evidence,
                    password,
                    standing,
                } = *user;
                let (standing, deletion_due) = match standing {
                    Standing::Unconfirmed => {
                        return self.snapshot_of(UserStatusSnapshot::Registered {
                            email,
                            name,
                            evidence,
                            password,
                        });
                    },
                    Standing::Settled(settled) => (settled.into(), None),
                    Standing::QueuedForDeletion { prior, due } => (prior.into(), Some(due)),
                };
                UserStatusSnapshot::Established {
                    email,
                    name,
                    evidence,
                    password,
                    standing,
                    deletion_due,
                }
            },
            Status::Deleted { at } => UserStatusSnapshot::Deleted { at },
        };
        self.snapshot_of(status)
    }

    const fn snapshot_of(&self, status: UserStatusSnapshot) -> UserSnapshot {
        UserSnapshot {
            v: SNAPSHOT_VERSION,
            id: self.id,
            created_at: self.created_at,
            epoch: self.epoch,
            status,
        }
    }

    /// Reads the stored form back. Its types hold every rule but the version.
    ///
    /// # Errors
    /// [`CorruptSnapshot`] if a later version of this crate wrote it.
    pub fn restore(snapshot: UserSnapshot) -> Result<Self, CorruptSnapshot> {
        CorruptSnapshot::check_version(snapshot.v)?;
        let status = match snapshot.status {
            UserStatusSnapshot::PendingActivation { email, name } => {
                Status::Pending(Profile { email, name })
            },
            UserStatusSnapshot::Registered {
                email,
                name,
                evidence,
                password,
            } => Status::Established(Box::new(Established {
                profile: Profile { email, name },
                evidence,
                password,
                standing: Standing::Unconfirmed,
            })),
            UserStatusSnapshot::Established {
                email,
                name,
                evidence,
                password,
                standing,
                deletion_due,
            } => {
                let settled = Settled::from(standing);
                let standing = match deletion_due {
                    Some(due) => Standing::QueuedForDeletion {
                        prior: settled,
                        due,
                    },
                    None => Standing::Settled(settled),
                };
                let profile = Profile { email, name };
                Status::Established(Box::new(Established {
                    profile,
                    evidence,
                    password,
                    standing,
                }))
            },
            UserStatusSnapshot::Deleted { at } => Status::Deleted { at },
        };
        Ok(Self {
            id: snapshot.id,
            created_at: snapshot.created_at,
            epoch: snapshot.epoch,
            status,
        })
    }
}
