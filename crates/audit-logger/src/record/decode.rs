//! Reading a stored body back, wholly or only as far as a verifier needs.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    Action, Actor, FieldKey, LogId, Outcome, Record, RecordDraft, Seq, Severity, Slug, Target,
    Value,
};
use crate::{ActorId, CausationId, CorrelationId, EventId, mask::MaskReason};

/// Bytes that no version of this crate wrote as a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored bytes are not a record that this version can read")]
pub struct CorruptRecord;

impl CorruptRecord {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/corrupt-record"
    }
}

impl Record {
    /// Reads a record from the bytes that [`Record::body`] writes, and from no others: bytes that
    /// say the same in another way are refused.
    ///
    /// # Errors
    /// [`CorruptRecord`] for anything else.
    pub fn decode(body: &[u8]) -> Result<Self, CorruptRecord> {
        let wire: Wire<'_> = serde_json::from_slice(body).map_err(|_| CorruptRecord)?;
        let record = wire.into_record().ok_or(CorruptRecord)?;
        if record.body().as_bytes() == body {
            Ok(record)
        } else {
            Err(CorruptRecord)
        }
    }
}

/// The whole record as JSON has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(borrow)]
    action: Cow<'a, str>,
    actor: WireActor,
    causation: Option<CausationId>,
    correlation: CorrelationId,
    event: EventId,
    #[serde(borrow)]
    log: Cow<'a, str>,
    metadata: BTreeMap<String, serde_json::Value>,
    occurred_at: DateTime<Utc>,
    outcome: Outcome,
    recorded_at: DateTime<Utc>,
    seq: u64,
    severity: Severity,
    #[serde(borrow)]
    targets: Vec<WireTarget<'a>>,
    v: u8,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum WireActor {
    User {
        id: ActorId,
        impersonated_by: Option<ActorId>,
    },
    Operator {
        name: String,
    },
    Service {
        name: String,
    },
    System {
        name: String,
    },
    Anonymous,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WireTarget<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) kind: Cow<'a, str>,
}

impl Wire<'_> {
    fn into_record(self) -> Option<Record> {
        if self.v != 1 {
            return None;
        }
        let mut builder = RecordDraft::builder(
            self.event,
            LogId::parse(&self.log).ok()?,
            Action::parse(&self.action).ok()?,
            self.actor.into_actor()?,
            self.correlation,
            self.occurred_at,
        )
        .outcome(self.outcome)
        .severity(self.severity);
        if let Some(causation) = self.causation {
            builder = builder.causation(causation);
        }
        for target in self.targets {
            builder = builder.target(Target::parse(&target.kind, &target.id).ok()?);
        }
        for (key, value) in self.metadata {
            builder = builder.metadata(key, into_value(value)?);
        }
        Some(Record::new(
            builder.build().ok()?,
            Seq::new(self.seq),
            self.recorded_at,
        ))
    }
}

impl WireActor {
    fn into_actor(self) -> Option<Actor> {
        let slug = |name: String| Slug::parse(&name).ok();
        Some(match self {
            Self::User {
                id,
                impersonated_by,
            } => Actor::User {
                id,
                impersonated_by,
            },
            Self::Operator { name } => Actor::Operator { name: slug(name)? },
            Self::Service { name } => Actor::Service { name: slug(name)? },
            Self::System { name } => Actor::System {
                component: slug(name)?,
            },
            Self::Anonymous => Actor::Anonymous,
        })
    }
}

/// `serde_json` bounds the depth while reading, so this recursion is bounded too.
fn into_value(json: serde_json::Value) -> Option<Value> {
    Some(match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(bit) => Value::Bool(bit),
        serde_json::Value::Number(number) => Value::Int(number.as_i64()?),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(items) => {
            Value::List(items.into_iter().map(into_value).collect::<Option<_>>()?)
        },
        serde_json::Value::Object(fields) => {
            if let Some(reason) = fields.get("$masked") {
                return MaskReason::parse(reason.as_str()?).map(Value::Masked);
            }
            let fields = fields
                .into_iter()
                .map(|(key, value)| Some((FieldKey::parse(&key).ok()?, into_value(value)?)));
            Value::Map(fields.collect::<Option<_>>()?)
        },
    })
}

/// What a verifier compares with the store's own columns. Unread fields cost next to nothing.
#[derive(Deserialize)]
pub(crate) struct Skim<'a> {
    #[serde(borrow)]
    pub(crate) action: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) actor: SkimActor<'a>,
    #[serde(borrow)]
    pub(crate) correlation: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) event: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) log: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) recorded_at: Cow<'a, str>,
    pub(crate) seq: u64,
    #[serde(borrow)]
    pub(crate) targets: Vec<WireTarget<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct SkimActor<'a> {
    #[serde(borrow)]
    pub(crate) kind: Cow<'a, str>,
    /// A user's id.
    #[serde(borrow)]
    pub(crate) id: Option<Cow<'a, str>>,
    /// Anybody else's name.
    #[serde(borrow)]
    pub(crate) name: Option<Cow<'a, str>>,
}

/// Reads only what a verifier needs.
pub(crate) fn skim(body: &[u8]) -> Result<Skim<'_>, CorruptRecord> {
    serde_json::from_slice(body).map_err(|_| CorruptRecord)
}
