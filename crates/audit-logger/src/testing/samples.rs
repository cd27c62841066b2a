//! Records to test with.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "samples are right, or the test that uses them is wrong"
)]

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    Action, Actor, ActorId, CausationId, CorrelationId, EventId, LogId, RecordBuilder, RecordDraft,
    Severity, Slug, Target, TenantId, Value,
};

/// The first moment of 2026 and some seconds more.
pub fn at(seconds: i64) -> DateTime<Utc> {
    let start = DateTime::from_timestamp(1_767_225_600, 0).expect("a time");
    start + TimeDelta::seconds(seconds)
}

/// The log of tenant number `n`.
pub fn tenant_log(n: u32) -> LogId {
    LogId::Tenant(TenantId::from_uuid(Uuid::from_u128(
        0x7e_0000 + u128::from(n),
    )))
}

/// Event number `n`.
pub fn event(n: u32) -> EventId {
    EventId::from_uuid(Uuid::from_u128(0xe_0000_0000 + u128::from(n)))
}

/// Person number `n`.
pub fn person(n: u32) -> ActorId {
    ActorId::from_uuid(Uuid::from_u128(0xac_0000 + u128::from(n)))
}

/// Correlation number `n`.
pub fn correlation(n: u32) -> CorrelationId {
    CorrelationId::from_uuid(Uuid::from_u128(0xc0_0000 + u128::from(n)))
}

/// A record of event `n` in `log`, to be changed further. Actions, actors, targets and
/// correlations come round with small periods, so that filters find some of many.
pub fn builder(log: LogId, n: u32) -> RecordBuilder {
    let actions = [
        "identity.user.registered",
        "tenant.member.joined",
        "identity.role.granted",
    ];
    let action = actions.get(n as usize % actions.len()).expect("in range");
    let actor = match n % 5 {
        0 => Actor::user(person(n % 3)),
        1 => Actor::User {
            id: person(n % 3),
            impersonated_by: Some(person(9)),
        },
        2 => Actor::System {
            component: Slug::parse("user_registration").expect("a slug"),
        },
        3 => Actor::Operator {
            name: Slug::parse("cli").expect("a slug"),
        },
        _ => Actor::Anonymous,
    };
    RecordDraft::builder(
        event(n),
        log,
        Action::parse(action).expect("an action"),
        actor,
        correlation(n / 4),
        at(i64::from(n)),
    )
    .target(Target::parse("user", &person(n % 7).to_string()).expect("a target"))
    .severity(Severity::Medium)
    .causation(CausationId::from_uuid(Uuid::from_u128(u128::from(n))))
    .metadata("process", Value::text("user_registration"))
    .metadata("attempt", Value::Int(i64::from(n)))
}

/// A record of event `n` in `log`.
pub fn draft(log: LogId, n: u32) -> RecordDraft {
    builder(log, n).build().expect("a record")
}

/// Records of the events of a range, in `log`.
pub fn drafts(log: LogId, events: std::ops::Range<u32>) -> Vec<RecordDraft> {
    events.map(|n| draft(log, n)).collect()
}
