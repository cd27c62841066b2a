//! The stored form of a registration attempt.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Applicant, MailboxEvidence};
use crate::ids::{AttemptId, UserId};
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
