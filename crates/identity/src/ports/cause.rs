//! Why a commit happens: who asks, as part of what, when, and under which key.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::EventId;

/// The longest actor reference, in bytes.
pub const ACTOR_BYTES_MAX: usize = 128;

/// Makes a write repeatable: the same key again gets the first answer and writes nothing.
///
/// One key belongs to one write. The caller derives it from the step that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(Uuid);

impl IdempotencyKey {
    /// Takes a UUID the caller derived.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The bare UUID, for a store's column.
    #[must_use]
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }
}

/// Ties together what belongs to one request or one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrelationId(Uuid);

impl CorrelationId {
    /// Takes a UUID the caller made.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The bare UUID, for a store's column.
    #[must_use]
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }
}

/// Who acts, as an opaque reference such as `operator:cli` or `process:user_registration`.
///
/// 1 to 128 printable ASCII characters. Put no personal data in it: it is stored with every event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActorRef(String);

impl ActorRef {
    /// Reads a reference.
    ///
    /// # Errors
    /// [`InvalidActorRef`] when empty, longer than [`ACTOR_BYTES_MAX`] or not printable ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidActorRef> {
        let fits = (1..=ACTOR_BYTES_MAX).contains(&text.len());
        let printable = text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if fits && printable {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidActorRef)
        }
    }

    /// The reference as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActorRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ActorRef {
    type Error = InvalidActorRef;

    fn try_from(text: String) -> Result<Self, InvalidActorRef> {
        Self::parse(&text)
    }
}

impl From<ActorRef> for String {
    fn from(actor: ActorRef) -> Self {
        actor.0
    }
}

/// The text cannot name an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an actor is named by 1 to {ACTOR_BYTES_MAX} printable ASCII characters")]
pub struct InvalidActorRef;

impl InvalidActorRef {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/invalid-actor"
    }
}

/// Who asks, as part of what, when, and under which key. Every write takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Makes the write repeatable.
    pub key: IdempotencyKey,
    /// Who asks.
    pub actor: ActorRef,
    /// The request or process this write is part of.
    pub correlation: CorrelationId,
    /// When it was asked. Becomes the time of the events.
    pub at: DateTime<Utc>,
}

impl Cause {
    /// The id of the event at `index` of this commit: UUIDv5 of the key and the index.
    ///
    /// It is the same on every repeat, so whoever reads events can drop what he has seen.
    #[must_use]
    pub fn event_id(&self, index: u32) -> EventId {
        let name = format!("event/{index}");
        EventId::from_uuid(Uuid::new_v5(&self.key.as_uuid(), name.as_bytes()))
    }
}
