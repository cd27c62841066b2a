//! Events of people as records.

use audit_logger::{LogId, Outcome, RecordBuilder, RecordDraft, Severity, Target, Value};
use identity::{Event, RoleName, RoleScope, ports::RecordedEvent};

use super::{
    Untranslatable,
    record::{Envelope, log_of},
};

/// The record of one event.
pub(super) fn record(recorded: &RecordedEvent) -> Result<RecordDraft, Untranslatable> {
    let envelope = Envelope {
        id: recorded.id.as_uuid(),
        kind: recorded.event.kind(),
        actor: recorded.actor.as_str(),
        correlation: recorded.correlation.as_uuid(),
        causation: recorded.causation.as_uuid(),
        occurred_at: recorded.occurred_at,
    };
    let builder = envelope
        .begin(log(&recorded.event))?
        .severity(severity(&recorded.event));
    Ok(describe(builder, &recorded.event)?.build()?)
}

/// People are global; what they may do in a tenant concerns that tenant.
fn log(event: &Event) -> LogId {
    match event {
        Event::RoleGranted {
            scope: RoleScope::Tenant(tenant),
            ..
        }
        | Event::RoleRevoked {
            scope: RoleScope::Tenant(tenant),
            ..
        } => log_of(Some(tenant.as_uuid())),
        _ => LogId::Platform,
    }
}

fn severity(event: &Event) -> Severity {
    match event {
        Event::RoleGranted { .. }
        | Event::RoleRevoked { .. }
        | Event::UserSuspended { .. }
        | Event::UserLocked { .. }
        | Event::UserDeletionQueued { .. }
        | Event::UserDeleted { .. } => Severity::High,
        _ => Severity::Medium,
    }
}

fn describe(builder: RecordBuilder, event: &Event) -> Result<RecordBuilder, Untranslatable> {
    Ok(match event {
        Event::RegistrationOpened { attempt, vouched } => {
            let builder = builder.target(Target::parse("registration", &attempt.to_string())?);
            match vouched {
                Some(vouch) => builder
                    .metadata("vouched_by", Value::text(vouch.by.as_str()))
                    .metadata("vouch_reason", Value::text(vouch.reason.as_str())),
                None => builder,
            }
        },
        Event::RegistrationProven { attempt } => {
            builder.target(Target::parse("registration", &attempt.to_string())?)
        },
        Event::RegistrationCancelled { attempt } => builder
            .target(Target::parse("registration", &attempt.to_string())?)
            .outcome(Outcome::Compensated),
        Event::RegistrationCompleted { attempt, user }
        | Event::RegistrationJoinedExisting { attempt, user } => builder
            .target(Target::parse("registration", &attempt.to_string())?)
            .target(Target::parse("user", &user.to_string())?),
        Event::UserRegistrationWithdrawn { user } => builder
            .target(Target::parse("user", &user.to_string())?)
            .outcome(Outcome::Compensated),
        Event::UserRegistered { user }
        | Event::UserProvisioned { user }
        | Event::UserActivated { user }
        | Event::UserSuspended { user }
        | Event::UserReinstated { user }
        | Event::UserLocked { user }
        | Event::UserUnlocked { user }
        | Event::UserDeactivated { user }
        | Event::UserReactivated { user }
        | Event::UserDeletionQueued { user }
        | Event::UserDeletionCancelled { user }
        | Event::UserDeleted { user } => builder.target(Target::parse("user", &user.to_string())?),
        Event::RoleGranted {
            user,
            roles,
            scope: _,
        }
        | Event::RoleRevoked {
            user,
            roles,
            scope: _,
        } => builder
            .target(Target::parse("user", &user.to_string())?)
            .metadata("roles", names(roles)),
    })
}

fn names<'a>(roles: impl IntoIterator<Item = &'a RoleName>) -> Value {
    Value::List(
        roles
            .into_iter()
            .map(|role| Value::text(role.as_str()))
            .collect(),
    )
}
