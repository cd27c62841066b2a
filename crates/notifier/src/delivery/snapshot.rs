//! The plain form of a delivery record: the only way in and out for stores.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Delivery, DeliveryState, RetryPolicy};
use crate::{
    category::Category,
    id::MessageId,
    recipient::{RecipientRef, Scope},
    template::TemplateName,
};

/// A delivery record as plain data, in the stored form number [`DeliverySnapshot::FORMAT`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverySnapshot {
    /// The number of the stored form.
    pub v: u32,
    /// The message.
    pub id: MessageId,
    /// On whose behalf it is sent.
    pub scope: Scope,
    /// Who it is for.
    pub recipient: RecipientRef,
    /// Where it goes, masked.
    pub masked_address: String,
    /// What it says.
    pub template: TemplateName,
    /// What kind it is.
    pub category: Category,
    /// When it was accepted.
    pub accepted_at: DateTime<Utc>,
    /// From this instant on it is not sent any more.
    pub expires_at: DateTime<Utc>,
    /// How many attempts were begun and counted.
    pub attempts: u32,
    /// Whether it may have arrived in an attempt whose outcome nobody knows. Written only if true.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub maybe_sent: bool,
    /// Where it stands.
    pub state: DeliveryState,
}

impl DeliverySnapshot {
    /// The stored form that this version writes, and the only one it reads.
    pub const FORMAT: u32 = 1;
}

/// Stored data that no method of [`Delivery`] could have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorruptSnapshot {
    /// A form that this version does not know.
    #[error("the stored form {found} is unknown: a newer version wrote it, use that one")]
    Format {
        /// The number that was found.
        found: u32,
    },
    /// More attempts than any policy allows, or fewer than the state needs.
    #[error("the stored number of attempts does not fit the stored state")]
    Attempts,
    /// The address is not masked.
    #[error("the stored address is not masked")]
    Address,
    /// A longer life than any message has.
    #[error("the stored expiry is too late")]
    Expiry,
}

impl CorruptSnapshot {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Format { .. } => "notifier/snapshot-format",
            Self::Attempts => "notifier/snapshot-attempts",
            Self::Address => "notifier/snapshot-address",
            Self::Expiry => "notifier/snapshot-expiry",
        }
    }
}

impl Delivery {
    /// The record as plain data.
    pub fn snapshot(&self) -> DeliverySnapshot {
        DeliverySnapshot {
            v: DeliverySnapshot::FORMAT,
            id: self.id,
            scope: self.scope,
            recipient: self.recipient.clone(),
            masked_address: self.masked_address.clone(),
            template: self.template,
            category: self.category,
            accepted_at: self.accepted_at,
            expires_at: self.expires_at,
            attempts: self.attempts,
            maybe_sent: self.maybe_sent,
            state: self.state.clone(),
        }
    }

    /// The record of plain data, with its invariants checked again.
    ///
    /// # Errors
    /// [`CorruptSnapshot`] says what does not fit.
    pub fn restore(snapshot: DeliverySnapshot) -> Result<Self, CorruptSnapshot> {
        if snapshot.v != DeliverySnapshot::FORMAT {
            return Err(CorruptSnapshot::Format { found: snapshot.v });
        }
        let tried = match snapshot.state {
            DeliveryState::Accepted => snapshot.attempts == 0 && !snapshot.maybe_sent,
            DeliveryState::Sending { .. }
            | DeliveryState::Ambiguous { .. }
            | DeliveryState::Sent { .. }
            | DeliveryState::Failed { .. } => snapshot.attempts >= 1,
            DeliveryState::Retrying { .. }
            | DeliveryState::Expired { .. }
            | DeliveryState::Cancelled { .. } => true,
        };
        if !tried || snapshot.attempts > RetryPolicy::ATTEMPTS_MAX {
            return Err(CorruptSnapshot::Attempts);
        }
        if !snapshot.masked_address.contains("•••@") {
            return Err(CorruptSnapshot::Address);
        }
        if snapshot.expires_at > super::later(snapshot.accepted_at, Self::LIFETIME_MAX) {
            return Err(CorruptSnapshot::Expiry);
        }
        // Records from before this was kept do not say it.
        let ambiguous = matches!(snapshot.state, DeliveryState::Ambiguous { .. });
        Ok(Self {
            id: snapshot.id,
            scope: snapshot.scope,
            recipient: snapshot.recipient,
            masked_address: snapshot.masked_address,
            template: snapshot.template,
            category: snapshot.category,
            accepted_at: snapshot.accepted_at,
            expires_at: snapshot.expires_at,
            attempts: snapshot.attempts,
            maybe_sent: snapshot.maybe_sent || ambiguous,
            state: snapshot.state,
        })
    }
}
