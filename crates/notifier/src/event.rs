//! What happens to messages, as facts that others may read. No personal data, no secret.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    category::Category,
    delivery::{FailureCode, FailureReason},
    id::MessageId,
    recipient::{RecipientRef, Scope},
    template::TemplateName,
};

/// Which message an event is about. Who needs more asks the directory by the message's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageFacts {
    /// The message.
    pub message: MessageId,
    /// On whose behalf it is sent.
    pub scope: Scope,
    /// Who it is for, as the caller names that person.
    pub recipient: RecipientRef,
    /// What it says.
    pub template: TemplateName,
    /// What kind it is.
    pub category: Category,
}

/// Something that happened to a message. The kinds are stable: they are stored and may be relied on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Event {
    /// The message has a durable record. `started` says that the first attempt began with it.
    #[serde(rename = "notifier.message.accepted")]
    Accepted {
        /// Which message.
        #[serde(flatten)]
        facts: MessageFacts,
        /// After this instant the message is not sent any more.
        expires_at: DateTime<Utc>,
        /// Whether the first attempt began in the same commit.
        started: bool,
    },
    /// An attempt began that was not begun by the acceptance.
    #[serde(rename = "notifier.message.attempt_started")]
    AttemptStarted {
        /// Which message.
        #[serde(flatten)]
        facts: MessageFacts,
        /// Its number, from 1.
        attempt: u32,
    },
    /// The receiving side has the message.
    #[serde(rename = "notifier.message.sent")]
    Sent {
        /// Which message.
        #[serde(flatten)]
        facts: MessageFacts,
        /// The attempt that succeeded.
        attempt: u32,
    },
    /// The attempt failed, surely without effect; there will be another.
    #[serde(rename = "notifier.message.deferred")]
    Deferred {
        /// Which message.
        #[serde(flatten)]
        facts: MessageFacts,
        /// Why.
        code: FailureCode,
        /// Not before this instant.
        not_before: DateTime<Utc>,
    },
    /// Nobody knows whether the attempt delivered the message.
    #[serde(rename = "notifier.message.outcome_unknown")]
    OutcomeUnknown {
        /// Which message.
        #[serde(flatten)]
        facts: MessageFacts,
        /// The attempt.
        attempt: u32,
        /// Why nobody knows.
        code: FailureCode,
    },
    /// The message will not be sent any more.
    #[serde(rename = "notifier.message.failed")]
    Failed {
        /// Which message.
        #[serde(flatten)]
        facts: MessageFacts,
        /// Why.
        reason: FailureReason,
    },
    /// Its time had passed before it was sent.
    #[serde(rename = "notifier.message.expired")]
    Expired {
        /// Which message.
        #[serde(flatten)]
        facts: MessageFacts,
    },
    /// It was called off before it was sent.
    #[serde(rename = "notifier.message.cancelled")]
    Cancelled {
        /// Which message.
        #[serde(flatten)]
        facts: MessageFacts,
    },
}

impl Event {
    /// The stable name of what happened.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "notifier.message.accepted",
            Self::AttemptStarted { .. } => "notifier.message.attempt_started",
            Self::Sent { .. } => "notifier.message.sent",
            Self::Deferred { .. } => "notifier.message.deferred",
            Self::OutcomeUnknown { .. } => "notifier.message.outcome_unknown",
            Self::Failed { .. } => "notifier.message.failed",
            Self::Expired { .. } => "notifier.message.expired",
            Self::Cancelled { .. } => "notifier.message.cancelled",
        }
    }

    /// Which message it is about.
    pub const fn facts(&self) -> &MessageFacts {
        match self {
            Self::Accepted { facts, .. }
            | Self::AttemptStarted { facts, .. }
            | Self::Sent { facts, .. }
            | Self::Deferred { facts, .. }
            | Self::OutcomeUnknown { facts, .. }
            | Self::Failed { facts, .. }
            | Self::Expired { facts }
            | Self::Cancelled { facts } => facts,
        }
    }
}
