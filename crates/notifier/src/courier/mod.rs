//! Sends messages: accepts durably, delivers, records the outcome. Uses the ports of this crate and nothing else.

mod answer;
mod error;
mod send;
mod withdraw;

use std::{fmt, sync::Arc};

use chrono::{DateTime, Utc};

pub use self::{
    error::{Advice, SendError, WithdrawError},
    withdraw::Withdrawal,
};
use crate::{
    category::Category,
    delivery::{Delivery, Envelope, RetryPolicy},
    id::MessageId,
    mailbox::Mailbox,
    ports::{DeliveryDirectory, DeliveryRepository, ProviderRef, Transport},
    recipient::{RecipientRef, Scope},
    template::Template,
};

/// What is to be sent, to whom, on whose behalf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Names the message; the same on every repeat.
    pub message_id: MessageId,
    /// On whose behalf.
    pub scope: Scope,
    /// Who it is for, as the caller names that person.
    pub recipient: RecipientRef,
    /// Where it goes.
    pub to: Mailbox,
    /// What kind it is. There is no default.
    pub category: Category,
    /// What it says.
    pub template: Template,
}

impl Request {
    pub(crate) fn envelope(&self) -> Envelope {
        Envelope {
            id: self.message_id,
            scope: self.scope,
            recipient: self.recipient.clone(),
            address: self.to.address().clone(),
            template: self.template.name(),
            category: self.category,
            expires_at: self.template.expires_at(),
        }
    }

    /// Whether a record is of this request, by what a record keeps.
    pub(crate) fn is_recorded_by(&self, delivery: &Delivery) -> bool {
        delivery.id() == self.message_id
            && delivery.scope() == self.scope
            && *delivery.recipient() == self.recipient
            && delivery.masked_address() == self.to.address().masked()
            && delivery.template() == self.template.name()
            && delivery.category() == self.category
    }
}

/// The receiving side has the message, and the record says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub message_id: MessageId,
    /// When it was recorded that the receiving side took it: the time of the call that delivered it, as its
    /// [`Cause`](crate::ports::Cause) gives it. It is the caller's time, not the transport's.
    pub at: DateTime<Utc>,
    /// How many attempts it took.
    pub attempts: u32,
    /// How the receiving side names it, if it does.
    pub provider_ref: Option<ProviderRef>,
    /// Whether this was known before this call. Then nothing was sent and nothing written now.
    pub replayed: bool,
}

/// Sends messages so that each arrives once, whatever breaks in between.
///
/// A first send on the good path is two durable commits: accepted, and sent. It is safe to call again with the same
/// cause and request after any error and after any crash: what was recorded as sent is answered, not sent; what may
/// have been sent is treated as the transport and the category allow.
#[derive(Clone)]
pub struct Courier {
    repository: Arc<dyn DeliveryRepository>,
    directory: Arc<dyn DeliveryDirectory>,
    transport: Arc<dyn Transport>,
    from: Mailbox,
    policy: RetryPolicy,
}

impl Courier {
    /// A courier that writes to `repository`, reads from `directory` (both over the same store), hands messages to
    /// `transport` and signs them with `from`. Retries as [`RetryPolicy::EMAIL`].
    pub fn new(
        repository: Arc<dyn DeliveryRepository>,
        directory: Arc<dyn DeliveryDirectory>,
        transport: Arc<dyn Transport>,
        from: Mailbox,
    ) -> Self {
        Self {
            repository,
            directory,
            transport,
            from,
            policy: RetryPolicy::EMAIL,
        }
    }

    /// The same courier with another policy.
    #[must_use]
    pub const fn with_policy(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
