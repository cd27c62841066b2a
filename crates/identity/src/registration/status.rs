//! What an attempt holds in each state. Only `Ready` holds evidence, and only it makes a user.

use chrono::{DateTime, Utc};

use super::{Applicant, MailboxEvidence};
use crate::ids::UserId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    AwaitingProof {
        applicant: Applicant,
        expires_at: DateTime<Utc>,
    },
    Ready {
        applicant: Applicant,
        evidence: MailboxEvidence,
    },
    Completed {
        user: UserId,
        at: DateTime<Utc>,
    },
    JoinedExisting {
        user: UserId,
        at: DateTime<Utc>,
    },
    Cancelled {
        at: DateTime<Utc>,
    },
}
