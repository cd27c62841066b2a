//! Why each truth is told to write: the same request, in each truth's own words.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use workflow::StepContext;

use super::UserRegistrationInput;

/// The cause of a write in `identity` under `key`.
pub(super) fn identity(
    cx: &StepContext,
    input: &UserRegistrationInput,
    key: Uuid,
) -> identity::ports::Cause {
    identity::ports::Cause {
        key: identity::ports::IdempotencyKey::from_uuid(key),
        actor: input.requested_by.clone(),
        correlation: identity::ports::CorrelationId::from_uuid(correlation(cx)),
        at: now(cx),
    }
}

/// The cause of a write in `tenant` under `key`.
///
/// # Errors
/// [`tenant::ports::InvalidActorRef`] if the two truths disagree about what an actor is.
pub(super) fn tenant(
    cx: &StepContext,
    input: &UserRegistrationInput,
    key: Uuid,
) -> Result<tenant::ports::Cause, tenant::ports::InvalidActorRef> {
    Ok(tenant::ports::Cause {
        key: tenant::ports::IdempotencyKey::from_uuid(key),
        actor: tenant::ports::ActorRef::parse(input.requested_by.as_str())?,
        correlation: tenant::ports::CorrelationId::from_uuid(correlation(cx)),
        at: now(cx),
    })
}

/// The cause of a write in `notifier` under `key`.
///
/// # Errors
/// [`notifier::ports::InvalidActorRef`] if the two truths disagree about what an actor is.
pub(super) fn notifier(
    cx: &StepContext,
    input: &UserRegistrationInput,
    key: Uuid,
) -> Result<notifier::ports::Cause, notifier::ports::InvalidActorRef> {
    Ok(notifier::ports::Cause {
        key: notifier::ports::IdempotencyKey::from_uuid(key),
        actor: notifier::ports::ActorRef::parse(input.requested_by.as_str())?,
        correlation: notifier::ports::CorrelationId::from_uuid(correlation(cx)),
        at: now(cx),
    })
}

/// All effects of one process belong together in the trail, under the process' own id.
fn correlation(cx: &StepContext) -> Uuid {
    cx.instance().as_uuid()
}

fn now(cx: &StepContext) -> DateTime<Utc> {
    cx.now()
}
