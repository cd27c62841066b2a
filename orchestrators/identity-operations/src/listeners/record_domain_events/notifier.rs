//! Events of messages as records.

use audit_logger::{Outcome, RecordDraft, Severity, Target, Value};
use notifier::{Event, ports::RecordedEvent};

use super::{
    Untranslatable,
    record::{Envelope, log_of},
};

/// The record of one event, in the log of the tenant on whose behalf the message is.
pub(super) fn record(recorded: &RecordedEvent) -> Result<RecordDraft, Untranslatable> {
    let event = &recorded.event;
    let facts = event.facts();
    let envelope = Envelope {
        id: recorded.id.as_uuid(),
        kind: event.kind(),
        actor: recorded.actor.as_str(),
        correlation: recorded.correlation.as_uuid(),
        causation: recorded.causation.as_uuid(),
        occurred_at: recorded.occurred_at,
    };
    let builder = envelope
        .begin(log_of(facts.scope.as_uuid()))?
        .severity(Severity::Low)
        .outcome(outcome(event))
        .target(Target::parse("message", &facts.message.to_string())?)
        .target(Target::parse("recipient", facts.recipient.as_str())?)
        .metadata("template", Value::text(facts.template.as_str()))
        .metadata("category", Value::text(facts.category.as_str()));
    Ok(builder.build()?)
}

const fn outcome(event: &Event) -> Outcome {
    match event {
        Event::Accepted { .. } | Event::AttemptStarted { .. } => Outcome::Attempted,
        Event::Sent { .. } => Outcome::Success,
        Event::Deferred { .. } | Event::Failed { .. } | Event::Expired { .. } => Outcome::Failure,
        Event::OutcomeUnknown { .. } => Outcome::Unknown,
        Event::Cancelled { .. } => Outcome::Compensated,
    }
}
