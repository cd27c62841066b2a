//! Sending: at most two durable commits, and an answer for every way it can break.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tracing::instrument;

use super::{
    Courier, Request, SendError, Sent,
    answer::{answer, with_source},
};
use crate::{
    delivery::{Delivery, FailureCode, FailureReason, Next, StepRefused, later},
    message::OutgoingMessage,
    ports::{
        AcceptDeliveryError, Cause, Change, Stored, Transport as _, TransportError,
        TransportReceipt, UpdateDeliveryError, Version,
    },
    template::Rendered,
};

/// How often a changed record is read again within one call.
const READS_MAX: u32 = 4;

/// The code of an attempt whose outcome was never recorded.
const INTERRUPTED: FailureCode = FailureCode::known("notifier/interrupted");

/// How long to wait for a transport that is set up wrongly: until somebody repairs it.
const MISCONFIGURED_WAIT: Duration = Duration::from_mins(1);

/// What a call works on.
struct Work<'a> {
    cause: &'a Cause,
    request: &'a Request,
    rendered: Rendered,
}

/// A record was changed by somebody else: read it again. Everything else ends the call.
enum Interrupted {
    Changed,
    Ended(SendError),
}

impl<E: Into<SendError>> From<E> for Interrupted {
    fn from(error: E) -> Self {
        Self::Ended(error.into())
    }
}

impl Courier {
    /// Sends the message, or answers what became of it.
    ///
    /// Accepts it durably, delivers it, and records the outcome. Call it again with the same cause key and the same
    /// request after any error, if [`SendError::advice`] says so, and after a crash: a message that is recorded as sent
    /// is answered with `replayed: true` and not sent again.
    ///
    /// # Errors
    /// [`SendError`] says what happened, what to do next, and whether the message surely was not sent.
    #[instrument(skip_all, fields(message = %request.message_id, template = %request.template.name()))]
    pub async fn send(&self, cause: &Cause, request: &Request) -> Result<Sent, SendError> {
        let work = Work {
            cause,
            request,
            rendered: request.template.render()?,
        };
        let change = Delivery::accept_and_start(request.envelope(), cause.at);
        if change.state().expires_at() <= cause.at {
            return self.refuse_expired(&work).await;
        }
        let fresh = change.state().clone();
        match self.repository.accept(cause, change).await {
            Ok(committed) if !committed.replayed => {
                let stored = Stored {
                    value: fresh,
                    version: committed.version,
                };
                match self.deliver(&work, stored).await {
                    Ok(sent) => Ok(sent),
                    Err(Interrupted::Ended(error)) => Err(error),
                    Err(Interrupted::Changed) => self.resume(&work).await,
                }
            },
            Ok(_) => self.resume(&work).await,
            Err(AcceptDeliveryError::Revoked) => Err(SendError::Revoked),
            Err(AcceptDeliveryError::MessageExists) => Err(SendError::MessageExists),
            Err(AcceptDeliveryError::Store(failure)) => Err(failure.into()),
        }
    }

    /// A request whose time has passed is not accepted; if it was accepted in time, its record answers.
    async fn refuse_expired(&self, work: &Work<'_>) -> Result<Sent, SendError> {
        let request = work.request;
        match self
            .directory
            .find(request.scope, request.message_id)
            .await?
        {
            Some(stored) if request.is_recorded_by(&stored.value) => self.resume(work).await,
            Some(_) => Err(SendError::MessageExists),
            None => Err(SendError::Expired { maybe_sent: false }),
        }
    }

    /// Goes on from the record, which an earlier call left or another call is changing.
    async fn resume(&self, work: &Work<'_>) -> Result<Sent, SendError> {
        for _ in 0..READS_MAX {
            let request = work.request;
            let found = self
                .directory
                .find(request.scope, request.message_id)
                .await?;
            let stored = found.filter(|stored| request.is_recorded_by(&stored.value));
            match self
                .advance(work, stored.ok_or(SendError::KeyConflict)?)
                .await
            {
                Ok(sent) => return Ok(sent),
                Err(Interrupted::Ended(error)) => return Err(error),
                Err(Interrupted::Changed) => {},
            }
        }
        Err(SendError::Contended)
    }

    /// Does what the record asks for next.
    async fn advance(
        &self,
        work: &Work<'_>,
        stored: Stored<Delivery>,
    ) -> Result<Sent, Interrupted> {
        let now = work.cause.at;
        let delivery = &stored.value;
        match delivery.next(now, self.transport.idempotence(), &self.policy) {
            Next::Start => {
                let change = delivery.start(now).map_err(refused)?;
                let started = self.record(work, stored.version, change).await?;
                self.deliver(work, started).await
            },
            Next::Redeliver => {
                // The attempt before this one may have arrived, even if this one is refused.
                let (value, version) = (stored.value.doubted(), stored.version);
                self.deliver(work, Stored { value, version }).await
            },
            Next::LoseTrack => {
                let change = delivery.lose_track(INTERRUPTED, now).map_err(refused)?;
                self.record(work, stored.version, change).await?;
                Err(Interrupted::Changed)
            },
            Next::Expire => {
                let change = delivery.expire(now).map_err(refused)?;
                let expired = self.record(work, stored.version, change).await?;
                Ok(answer(&expired.value, None)?)
            },
            Next::Wait(time) => Ok(answer(delivery, Some(time))?),
            Next::Rest => Ok(answer(delivery, None)?),
        }
    }

    /// Hands the message over and records what came of it.
    async fn deliver(
        &self,
        work: &Work<'_>,
        stored: Stored<Delivery>,
    ) -> Result<Sent, Interrupted> {
        let Work {
            cause,
            request,
            rendered,
        } = work;
        let message = OutgoingMessage::new(
            request.message_id,
            (self.from.clone(), request.to.clone()),
            stored.value.accepted_at(),
            request.category,
            rendered.clone(),
        );
        match self.transport.deliver(&message).await {
            Ok(TransportReceipt { provider_ref }) => {
                let change = stored
                    .value
                    .confirm(provider_ref, cause.at)
                    .map_err(refused)?;
                let recorded = self.record(work, stored.version, change).await?;
                let mut sent = answer(&recorded.value, None)?;
                sent.replayed = false;
                Ok(sent)
            },
            Err(error) => {
                tracing::warn!(code = %error.failure_code(), kind = error.code(), "not delivered");
                let change = self
                    .judge(&stored.value, &error, cause.at)
                    .map_err(refused)?;
                let recorded = self.record(work, stored.version, change).await?;
                let wait =
                    match recorded
                        .value
                        .next(cause.at, self.transport.idempotence(), &self.policy)
                    {
                        Next::Wait(time) => Some(time),
                        Next::Start => Some(Duration::ZERO),
                        _ => None,
                    };
                match answer(&recorded.value, wait) {
                    Ok(sent) => Ok(sent),
                    Err(answer) => Err(Interrupted::Ended(with_source(answer, error))),
                }
            },
        }
    }

    /// What a failed attempt means for the record.
    fn judge(
        &self,
        delivery: &Delivery,
        error: &TransportError,
        at: DateTime<Utc>,
    ) -> Result<Change<Delivery>, StepRefused> {
        let code = error.failure_code().clone();
        match error {
            TransportError::Rejected { .. } => delivery.fail(FailureReason::Rejected { code }, at),
            TransportError::Unknown { .. } => delivery.lose_track(code, at),
            TransportError::Misconfigured { .. } => {
                delivery.defer_uncounted(code, later(at, MISCONFIGURED_WAIT))
            },
            TransportError::Transient { .. }
                if delivery.attempts() >= self.policy.attempts_max() =>
            {
                delivery.fail(FailureReason::AttemptsExhausted { code }, at)
            },
            TransportError::Transient { retry_after, .. } => {
                let wait = self
                    .policy
                    .delay(delivery.id(), delivery.attempts(), *retry_after);
                delivery.defer(code, later(at, wait))
            },
        }
    }

    /// Commits a change under a key of its own: the same for the same change to the same version, and no other.
    async fn record(
        &self,
        work: &Work<'_>,
        expected: Version,
        change: Change<Delivery>,
    ) -> Result<Stored<Delivery>, Interrupted> {
        let phase = change.state().state().phase();
        let cause = work.cause.derive(&format!("{phase}/{}", expected.as_u64()));
        let value = change.state().clone();
        match self.repository.update(&cause, expected, change).await {
            Ok(committed) => Ok(Stored {
                value,
                version: committed.version,
            }),
            Err(UpdateDeliveryError::VersionConflict { .. }) => Err(Interrupted::Changed),
            Err(UpdateDeliveryError::Revoked) => Err(SendError::Revoked.into()),
            Err(UpdateDeliveryError::NotFound) => Err(SendError::KeyConflict.into()),
            Err(UpdateDeliveryError::Store(failure)) => Err(failure.into()),
        }
    }
}

/// A step that the record does not allow means that it is not the record this call believed in.
fn refused(_: StepRefused) -> Interrupted {
    Interrupted::Changed
}
