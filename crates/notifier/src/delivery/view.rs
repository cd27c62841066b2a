//! What a delivery record says to who reads it.

use chrono::{DateTime, Utc};

use super::{Delivery, DeliveryState};
use crate::{
    category::Category,
    id::MessageId,
    recipient::{RecipientRef, Scope},
    template::TemplateName,
};

/// What the record says.
impl Delivery {
    /// The message.
    pub const fn id(&self) -> MessageId {
        self.id
    }

    /// On whose behalf it is sent.
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Who it is for.
    pub const fn recipient(&self) -> &RecipientRef {
        &self.recipient
    }

    /// Where it goes, masked: `a•••@example.org`.
    pub fn masked_address(&self) -> &str {
        &self.masked_address
    }

    /// What it says.
    pub const fn template(&self) -> TemplateName {
        self.template
    }

    /// What kind it is.
    pub const fn category(&self) -> Category {
        self.category
    }

    /// When it was accepted. Also the date in its header, on every attempt.
    pub const fn accepted_at(&self) -> DateTime<Utc> {
        self.accepted_at
    }

    /// From this instant on it is not sent any more.
    pub const fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    /// How many attempts were begun and counted.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether an attempt was begun whose outcome nobody knows: it may have arrived, even if a later attempt was
    /// refused or the message was called off. Once true, it stays so.
    pub const fn maybe_sent(&self) -> bool {
        self.maybe_sent
    }

    /// Where it stands.
    pub const fn state(&self) -> &DeliveryState {
        &self.state
    }
}
