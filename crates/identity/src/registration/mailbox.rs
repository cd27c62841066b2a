//! How it is known that a mailbox belongs to the person.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ports::ActorRef;
use crate::token::{MailboxVerification, TokenHash};
use crate::values::VouchReason;

/// How long a link to prove a mailbox is good, unless the caller says otherwise: 24 hours.
pub const VERIFICATION_LIFETIME: TimeDelta = TimeDelta::hours(24);
/// The longest a link can be good: 7 days.
pub const VERIFICATION_LIFETIME_MAX: TimeDelta = TimeDelta::days(7);

/// How the mailbox of an attempt is to be established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mailbox {
    /// By the link in a message. No user exists before.
    ToProve {
        /// The hash of the token in the link.
        token_hash: TokenHash<MailboxVerification>,
        /// The first instant at which the link is no longer good.
        expires_at: DateTime<Utc>,
    },
    /// By the word of someone who answers for it.
    Vouched(Vouch),
}

impl Mailbox {
    /// A mailbox to be proven within [`VERIFICATION_LIFETIME`].
    #[must_use]
    pub fn to_prove(token_hash: TokenHash<MailboxVerification>, now: DateTime<Utc>) -> Self {
        let expires_at = now
            .checked_add_signed(VERIFICATION_LIFETIME)
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        Self::ToProve {
            token_hash,
            expires_at,
        }
    }
}

/// Someone answers for it that a mailbox belongs to a person.
///
/// All of it goes into the event of the attempt, and from there into the audit trail. It is kept
/// for ever: erasing the user does not erase who vouched for him and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vouch {
    /// Who.
    pub by: ActorRef,
    /// Why, in his own words. Recorded for ever: it must not hold personal data.
    pub reason: VouchReason,
}

/// That a mailbox belongs to a person. Nothing outside this crate can make one.
///
/// There are two ways to it: [`RegistrationAttempt::prove`] with the right token, and a [`Vouch`].
/// A user that signs in has one, by construction.
///
/// ```compile_fail
/// let forged = identity::MailboxEvidence { basis: identity::EvidenceBasis::Proven };
/// ```
///
/// [`RegistrationAttempt::prove`]: super::RegistrationAttempt::prove
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxEvidence {
    basis: EvidenceBasis,
    at: DateTime<Utc>,
}

/// What the evidence rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceBasis {
    /// The link that was sent to the mailbox came back.
    Proven,
    /// Someone answers for it.
    Vouched(Vouch),
}

impl MailboxEvidence {
    pub(super) const fn proven(at: DateTime<Utc>) -> Self {
        Self {
            basis: EvidenceBasis::Proven,
            at,
        }
    }

    pub(crate) const fn vouched(vouch: Vouch, at: DateTime<Utc>) -> Self {
        Self {
            basis: EvidenceBasis::Vouched(vouch),
            at,
        }
    }

    /// What it rests on.
    #[must_use]
    pub const fn basis(&self) -> &EvidenceBasis {
        &self.basis
    }

    /// Who answers for it, if it rests on that.
    #[must_use]
    pub const fn vouch(&self) -> Option<&Vouch> {
        match &self.basis {
            EvidenceBasis::Proven => None,
            EvidenceBasis::Vouched(vouch) => Some(vouch),
        }
    }

    /// Since when.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }
}
