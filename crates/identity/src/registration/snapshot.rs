//! The stored form of a registration attempt.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::status::Status;
use super::{Applicant, MailboxEvidence, RegistrationAttempt};
use crate::ids::{AttemptId, UserId};
use crate::snapshot::{CorruptSnapshot, SNAPSHOT_VERSION};
use crate::token::{MailboxVerification, TokenHash};

/// The stored form of a [`RegistrationAttempt`](super::RegistrationAttempt).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrationAttemptSnapshot {
    /// The version of this form: [`SNAPSHOT_VERSION`](crate::SNAPSHOT_VERSION).
    pub v: u32,
    /// The attempt.
    pub id: AttemptId,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// The hash of the token in its link, if it has one. Kept to the end, so that a second click
    /// on the link finds the attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenHash<MailboxVerification>>,
    /// Where it stands.
    pub status: AttemptStatusSnapshot,
}

/// The stored form of where an attempt stands, with what belongs to that state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", deny_unknown_fields)]
pub enum AttemptStatusSnapshot {
    /// The link has not come back.
    AwaitingProof {
        /// Who wants to be registered.
        applicant: Applicant,
        /// The first instant at which the link is no longer good.
        expires_at: DateTime<Utc>,
    },
    /// A user can be made.
    Ready {
        /// Who wants to be registered.
        applicant: Applicant,
        /// Why the mailbox is known to be his.
        evidence: MailboxEvidence,
    },
    /// It became a user, who has the applicant's data now.
    Completed {
        /// The user.
        user: UserId,
        /// When.
        at: DateTime<Utc>,
    },
    /// It ended at a user who was there.
    JoinedExisting {
        /// The user.
        user: UserId,
        /// When.
        at: DateTime<Utc>,
    },
    /// It ended without a user.
    Cancelled {
        /// When.
        at: DateTime<Utc>,
    },
}

impl RegistrationAttempt {
    /// The form to store.
    #[must_use]
    pub fn snapshot(&self) -> RegistrationAttemptSnapshot {
        let status = match self.status.clone() {
            Status::AwaitingProof {
                applicant,
                expires_at,
            } => AttemptStatusSnapshot::AwaitingProof {
                applicant,
                expires_at,
            },
            Status::Ready {
                applicant,
                evidence,
            } => AttemptStatusSnapshot::Ready {
                applicant,
                evidence,
            },
            Status::Completed { user, at } => AttemptStatusSnapshot::Completed { user, at },
            Status::JoinedExisting { user, at } => {
                AttemptStatusSnapshot::JoinedExisting { user, at }
            },
            Status::Cancelled { at } => AttemptStatusSnapshot::Cancelled { at },
        };
        RegistrationAttemptSnapshot {
            v: SNAPSHOT_VERSION,
            id: self.id,
            opened_at: self.opened_at,
            token: self.token,
            status,
        }
    }

    /// Reads the stored form back, and checks every rule again.
    ///
    /// # Errors
    /// [`CorruptSnapshot`] says which rule is broken.
    pub fn restore(snapshot: RegistrationAttemptSnapshot) -> Result<Self, CorruptSnapshot> {
        CorruptSnapshot::check_version(snapshot.v)?;
        let has_token = snapshot.token.is_some();
        let status = match snapshot.status {
            AttemptStatusSnapshot::AwaitingProof {
                applicant,
                expires_at,
            } => {
                if !has_token || expires_at <= snapshot.opened_at {
                    return Err(CorruptSnapshot::Rule {
                        rule: "a proof awaited has a live token",
                    });
                }
                if applicant.password.is_some() {
                    return Err(CorruptSnapshot::Rule {
                        rule: "no password before the proof",
                    });
                }
                Status::AwaitingProof {
                    applicant,
                    expires_at,
                }
            },
            AttemptStatusSnapshot::Ready {
                applicant,
                evidence,
            } => {
                if has_token == evidence.vouch().is_some() {
                    return Err(CorruptSnapshot::Rule {
                        rule: "a mailbox is proven by a token or vouched for without one",
                    });
                }
                Status::Ready {
                    applicant,
                    evidence,
                }
            },
            AttemptStatusSnapshot::Completed { user, at } => Status::Completed { user, at },
            AttemptStatusSnapshot::JoinedExisting { user, at } => {
                Status::JoinedExisting { user, at }
            },
            AttemptStatusSnapshot::Cancelled { at } => Status::Cancelled { at },
        };
        Ok(Self {
            id: snapshot.id,
            opened_at: snapshot.opened_at,
            token: snapshot.token,
            status,
        })
    }
}
