//! One delivery record per message: its aggregate, its transition table, its policy.

mod policy;
mod snapshot;
mod state;
mod view;

use std::time::Duration;

use chrono::{DateTime, Utc};

pub(crate) use self::policy::later;
pub use self::{
    policy::{Next, RetryPolicy},
    snapshot::{CorruptSnapshot, DeliverySnapshot},
    state::{DeliveryState, FailureCode, FailureReason, Phase, Step, TRANSITIONS, Transition},
};
use crate::{
    category::Category,
    event::{Event, MessageFacts},
    id::MessageId,
    mailbox::MailAddress,
    ports::{Change, ProviderRef},
    recipient::{RecipientRef, Scope},
    template::TemplateName,
};

/// A step that may not be taken from where the message stands. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot {step} a message that is {from}")]
pub struct StepRefused {
    /// Where the message stands.
    pub from: Phase,
    /// The step that was refused.
    pub step: Step,
}

impl StepRefused {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "notifier/step-refused"
    }
}

/// What is known about a message when it is accepted.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The message.
    pub id: MessageId,
    /// On whose behalf it is sent.
    pub scope: Scope,
    /// Who it is for.
    pub recipient: RecipientRef,
    /// Where it goes. Kept masked only.
    pub address: MailAddress,
    /// What it says.
    pub template: TemplateName,
    /// What kind it is.
    pub category: Category,
    /// After this instant it must not be sent; at most [`Delivery::LIFETIME_MAX`] after the acceptance, which is also
    /// what `None` means.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The record of one message: what it was, where it stands, how often it was tried.
///
/// It holds neither the address nor the text: who repeats a send gives them again, so nothing secret rests here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    id: MessageId,
    scope: Scope,
    recipient: RecipientRef,
    masked_address: String,
    template: TemplateName,
    category: Category,
    accepted_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    attempts: u32,
    maybe_sent: bool,
    state: DeliveryState,
}

impl Delivery {
    /// The longest time between acceptance and expiry: 72 hours.
    pub const LIFETIME_MAX: Duration = Duration::from_hours(72);

    /// Accepts a message; its first attempt comes later.
    pub fn accept(envelope: Envelope, at: DateTime<Utc>) -> Change<Self> {
        Self::accepted(envelope, at, DeliveryState::Accepted, 0)
    }

    /// Accepts a message and begins its first attempt, in one commit.
    pub fn accept_and_start(envelope: Envelope, at: DateTime<Utc>) -> Change<Self> {
        Self::accepted(envelope, at, DeliveryState::Sending { since: at }, 1)
    }

    fn accepted(
        envelope: Envelope,
        at: DateTime<Utc>,
        state: DeliveryState,
        attempts: u32,
    ) -> Change<Self> {
        let latest = later(at, Self::LIFETIME_MAX);
        let delivery = Self {
            id: envelope.id,
            scope: envelope.scope,
            recipient: envelope.recipient,
            masked_address: envelope.address.masked(),
            template: envelope.template,
            category: envelope.category,
            accepted_at: at,
            expires_at: envelope
                .expires_at
                .map_or(latest, |asked| asked.min(latest)),
            attempts,
            maybe_sent: false,
            state,
        };
        let event = Event::Accepted {
            facts: delivery.facts(),
            expires_at: delivery.expires_at,
            started: attempts > 0,
        };
        Change::new(delivery, event)
    }

    /// Begins an attempt.
    ///
    /// # Errors
    /// [`StepRefused`] unless the message is accepted, retrying or ambiguous.
    pub fn start(&self, at: DateTime<Utc>) -> Result<Change<Self>, StepRefused> {
        let attempt = self.attempts.saturating_add(1);
        let event = Event::AttemptStarted {
            facts: self.facts(),
            attempt,
        };
        let mut change = self.step(Step::Start, DeliveryState::Sending { since: at })?;
        change.attempts = attempt;
        Ok(Change::new(change, event))
    }

    /// Records that the receiving side has the message.
    ///
    /// # Errors
    /// [`StepRefused`] unless the message is being sent, or nobody knew whether it was.
    pub fn confirm(
        &self,
        provider_ref: Option<ProviderRef>,
        at: DateTime<Utc>,
    ) -> Result<Change<Self>, StepRefused> {
        let event = Event::Sent {
            facts: self.facts(),
            attempt: self.attempts,
        };
        let next = self.step(Step::Confirm, DeliveryState::Sent { at, provider_ref })?;
        Ok(Change::new(next, event))
    }

    /// Records that the attempt failed, surely without effect, and that another may come from `not_before` on.
    ///
    /// # Errors
    /// [`StepRefused`] unless the message is being sent.
    pub fn defer(
        &self,
        code: FailureCode,
        not_before: DateTime<Utc>,
    ) -> Result<Change<Self>, StepRefused> {
        let event = Event::Deferred {
            facts: self.facts(),
            code: code.clone(),
            not_before,
        };
        let next = self.step(Step::Defer, DeliveryState::Retrying { not_before, code })?;
        Ok(Change::new(next, event))
    }

    /// As [`defer`](Self::defer), and the attempt does not count: the transport was at fault, not the message.
    ///
    /// # Errors
    /// [`StepRefused`] unless the message is being sent.
    pub fn defer_uncounted(
        &self,
        code: FailureCode,
        not_before: DateTime<Utc>,
    ) -> Result<Change<Self>, StepRefused> {
        let event = Event::Deferred {
            facts: self.facts(),
            code: code.clone(),
            not_before,
        };
        let mut next = self.step(Step::Defer, DeliveryState::Retrying { not_before, code })?;
        next.attempts = next.attempts.saturating_sub(1);
        Ok(Change::new(next, event))
    }

    /// Records that nobody knows how the attempt ended. From then on the message [may have
    /// arrived](Self::maybe_sent), whatever becomes of later attempts.
    ///
    /// # Errors
    /// [`StepRefused`] unless the message is being sent.
    pub fn lose_track(
        &self,
        code: FailureCode,
        at: DateTime<Utc>,
    ) -> Result<Change<Self>, StepRefused> {
        let event = Event::OutcomeUnknown {
            facts: self.facts(),
            attempt: self.attempts,
            code: code.clone(),
        };
        let mut next = self.step(
            Step::LoseTrack,
            DeliveryState::Ambiguous { since: at, code },
        )?;
        next.maybe_sent = true;
        Ok(Change::new(next, event))
    }

    /// Records that no attempt will come any more.
    ///
    /// # Errors
    /// [`StepRefused`] unless the message is being sent, retrying or ambiguous.
    pub fn fail(
        &self,
        reason: FailureReason,
        at: DateTime<Utc>,
    ) -> Result<Change<Self>, StepRefused> {
        let event = Event::Failed {
            facts: self.facts(),
            reason: reason.clone(),
        };
        let next = self.step(Step::Fail, DeliveryState::Failed { at, reason })?;
        Ok(Change::new(next, event))
    }

    /// Records that the message's time has passed.
    ///
    /// # Errors
    /// [`StepRefused`] unless the message is accepted or retrying.
    pub fn expire(&self, at: DateTime<Utc>) -> Result<Change<Self>, StepRefused> {
        let event = Event::Expired {
            facts: self.facts(),
        };
        let next = self.step(Step::Expire, DeliveryState::Expired { at })?;
        Ok(Change::new(next, event))
    }

    /// Calls the message off.
    ///
    /// # Errors
    /// [`StepRefused`] unless the message is accepted or retrying: what may be on its way cannot be called back.
    pub fn cancel(&self, at: DateTime<Utc>) -> Result<Change<Self>, StepRefused> {
        let event = Event::Cancelled {
            facts: self.facts(),
        };
        let next = self.step(Step::Cancel, DeliveryState::Cancelled { at })?;
        Ok(Change::new(next, event))
    }

    /// The same record, of which it is known that an attempt was begun whose outcome nobody recorded.
    pub(crate) const fn doubted(mut self) -> Self {
        self.maybe_sent = true;
        self
    }

    /// The one way to a new state: only as the table allows.
    fn step(&self, step: Step, to: DeliveryState) -> Result<Self, StepRefused> {
        let from = self.state.phase();
        if from.after(step) == Some(to.phase()) {
            Ok(Self {
                state: to,
                ..self.clone()
            })
        } else {
            Err(StepRefused { from, step })
        }
    }

    fn facts(&self) -> MessageFacts {
        MessageFacts {
            message: self.id,
            scope: self.scope,
            recipient: self.recipient.clone(),
            template: self.template,
            category: self.category,
        }
    }
}
