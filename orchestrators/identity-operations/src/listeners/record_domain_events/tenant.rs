//! Events of tenants and memberships as records.

use audit_logger::{Outcome, RecordDraft, Severity, Target, Value};
use tenant::{Event, ports::RecordedEvent};

use super::{
    Untranslatable,
    record::{Envelope, log_of},
};

/// The record of one event, in the log of its tenant.
pub(super) fn record(recorded: &RecordedEvent) -> Result<RecordDraft, Untranslatable> {
    let event = &recorded.event;
    let envelope = Envelope {
        id: recorded.id.as_uuid(),
        kind: event.kind(),
        actor: recorded.actor.as_str(),
        correlation: recorded.correlation.as_uuid(),
        causation: recorded.causation.as_uuid(),
        occurred_at: recorded.occurred_at,
    };
    let builder = envelope
        .begin(log_of(Some(event.tenant().as_uuid())))?
        .severity(severity(event));
    let builder = match event {
        Event::MemberJoined {
            membership, member, ..
        }
        | Event::MemberSuspended {
            membership, member, ..
        }
        | Event::MemberReinstated {
            membership, member, ..
        }
        | Event::MemberRemoved {
            membership, member, ..
        } => builder
            .target(Target::parse("membership", &membership.to_string())?)
            // The member of a tenant is, here, a user of `identity`.
            .target(Target::parse("user", &identity::UserId::from_uuid(member.as_uuid()).to_string())?),
        Event::TenantCreated { slug, .. } => builder.metadata("slug", Value::text(slug.as_str())),
        Event::TenantSuspended { reason, .. } => {
            builder.metadata("reason", Value::text(reason.as_str()))
        },
        Event::TenantResumed { to, .. }
        | Event::TenantRestored { to, .. }
        | Event::TenantDeletionCancelled { to, .. } => {
            builder.metadata("to", Value::text(to.as_str()))
        },
        Event::TenantQueuedForDeletion { due, .. } => {
            builder.metadata("due", Value::text(due.to_rfc3339()))
        },
        Event::TenantActivated { .. }
        | Event::TrialStarted { .. }
        | Event::TenantArchived { .. }
        | Event::TenantDeleted { .. } => builder,
    };
    let builder = builder.target(Target::parse("tenant", &event.tenant().to_string())?);
    Ok(builder.outcome(Outcome::Success).build()?)
}

fn severity(event: &Event) -> Severity {
    match event {
        Event::TenantSuspended { .. }
        | Event::TenantArchived { .. }
        | Event::TenantQueuedForDeletion { .. }
        | Event::TenantDeleted { .. } => Severity::High,
        _ => Severity::Medium,
    }
}
