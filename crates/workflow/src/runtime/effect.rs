//! One attempt at an effect: watched, timed, kept alive, and contained if it panics. A decision is
//! contained too.

use std::{
    any::Any,
    future::{Future, poll_fn},
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::Poll,
};

use chrono::{DateTime, Utc};

use super::engine::Inner;
use crate::{
    Fence, InstanceId, Payload, StepError, Unreadable,
    core::{Decision, later},
    ports::HeartbeatError,
};

/// What became of an attempt.
pub(super) enum Ended {
    /// It has an outcome.
    With(Result<Payload, StepError>),
    /// Another driver has taken over; the attempt was cancelled.
    FenceLost,
}

pub(super) type Effect<'a> = Pin<Box<dyn Future<Output = Result<Payload, StepError>> + Send + 'a>>;

/// Waits for an effect until its deadline, and prolongs the lease meanwhile.
pub(super) async fn attempt(
    inner: &Inner,
    id: InstanceId,
    fence: Fence,
    effect: Effect<'_>,
    deadline: DateTime<Utc>,
) -> Ended {
    let mut effect = pin!(contained(effect));
    // Most effects on one machine are done at the first look: no timer for them.
    let first = poll_fn(|cx| Poll::Ready(effect.as_mut().poll(cx))).await;
    if let Poll::Ready(outcome) = first {
        return Ended::With(outcome);
    }
    let mut beat = next_beat(inner);
    // It has our waker and was looked at just now.
    let mut looked = true;
    loop {
        let mut alarm = inner.clock.sleep_until(beat.min(deadline));
        let ended = poll_fn(|cx| {
            if !mem::take(&mut looked)
                && let Poll::Ready(outcome) = effect.as_mut().poll(cx)
            {
                return Poll::Ready(Some(outcome));
            }
            alarm.as_mut().poll(cx).map(|()| None)
        });
        if let Some(outcome) = ended.await {
            return Ended::With(outcome);
        }
        if inner.clock.now() >= deadline {
            return Ended::With(Err(StepError::unknown(
                "workflow/timeout",
                "the step did not answer in time",
            )));
        }
        if let Beat::FenceLost = heartbeat(inner, id, fence).await {
            return Ended::FenceLost;
        }
        beat = next_beat(inner);
    }
}

/// Waits until `instant` and prolongs the lease meanwhile. False if another driver took over.
pub(super) async fn pause(
    inner: &Inner,
    id: InstanceId,
    fence: Fence,
    instant: DateTime<Utc>,
) -> bool {
    loop {
        inner.clock.sleep_until(next_beat(inner).min(instant)).await;
        if inner.clock.now() >= instant {
            return true;
        }
        if let Beat::FenceLost = heartbeat(inner, id, fence).await {
            return false;
        }
    }
}

enum Beat {
    Alive,
    FenceLost,
}

/// A store that does not answer is no reason to stop: the commit is guarded in any case.
async fn heartbeat(inner: &Inner, id: InstanceId, fence: Fence) -> Beat {
    match inner
        .journal
        .heartbeat(id, fence, inner.lease().until)
        .await
    {
        Ok(()) => Beat::Alive,
        Err(HeartbeatError::FenceLost) => Beat::FenceLost,
        Err(HeartbeatError::Store(error)) => {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(%id, error, "heartbeat failed");
            Beat::Alive
        },
    }
}

fn next_beat(inner: &Inner) -> DateTime<Utc> {
    let third = inner.settings.lease.checked_div(3).unwrap_or_default();
    // Never in a hot loop, even with a lease of nothing.
    later(inner.clock.now(), third.max(crate::millis(10)))
}

/// A panic is an unknown outcome of this attempt, and concerns no other instance.
async fn contained(mut effect: Effect<'_>) -> Result<Payload, StepError> {
    poll_fn(|cx| {
        // The future is dropped after a panic and never polled again.
        let polled = catch_unwind(AssertUnwindSafe(|| effect.as_mut().poll(cx)));
        polled.unwrap_or_else(|panic| Poll::Ready(Err(panicked(panic.as_ref()))))
    })
    .await
}

/// A decision calls closures of the workflow: what they panic with must park the instance, or it
/// would be claimed and lost again for ever.
pub(super) fn decided(
    decision: impl FnOnce() -> Result<Decision, Unreadable>,
) -> Result<Decision, Unreadable> {
    // A decision changes nothing, so a panic leaves nothing half done.
    catch_unwind(AssertUnwindSafe(decision)).unwrap_or_else(|panic| {
        let panic = text_of(panic.as_ref());
        tracing::error!(panic, "a closure of the workflow panicked");
        Err(Unreadable::Panicked)
    })
}

fn panicked(panic: &(dyn Any + Send)) -> StepError {
    tracing::error!(panic = text_of(panic), "a step panicked");
    StepError::unknown("workflow/panic", "the step panicked; the log has the place")
}

/// The panic's text may hold anything: it is logged, and not stored.
fn text_of(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
