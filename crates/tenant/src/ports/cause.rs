//! Why a commit happens: who asked, as part of what, when, and under which key.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::EventId;

/// Makes a write repeatable: the same key again gets the first answer and writes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(Uuid);

impl IdempotencyKey {
    /// Takes a UUID; whoever repeats a write derives the same one.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The key as a store keeps it.
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }
}

/// Binds together all that belongs to one piece of work, across truths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrelationId(Uuid);

impl CorrelationId {
    /// Takes a UUID, for example that of the process on whose behalf the write happens.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The id as a store keeps it.
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }
}

/// Who asked for a write: `operator:cli`, `process:user_registration`.
///
/// Opaque: 1 to 128 characters of printable ASCII. It names an account or a process by id, never a
/// person by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActorRef(String);

/// A text that cannot name an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an actor is named with 1 to 128 characters of printable ASCII, such as `operator:cli`")]
pub struct InvalidActorRef;

impl InvalidActorRef {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "tenant/invalid-actor"
    }
}

impl ActorRef {
    /// The most bytes of a reference.
    pub const LEN_MAX: usize = 128;

    /// Reads a reference.
    ///
    /// # Errors
    /// [`InvalidActorRef`] if it is empty, too long, or not printable ASCII.
    pub fn parse(raw: &str) -> Result<Self, InvalidActorRef> {
        let fits = (1..=Self::LEN_MAX).contains(&raw.len());
        if fits && raw.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(InvalidActorRef)
        }
    }

    /// The reference as text.
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

    fn try_from(raw: String) -> Result<Self, InvalidActorRef> {
        Self::parse(&raw)
    }
}

impl From<ActorRef> for String {
    fn from(actor: ActorRef) -> Self {
        actor.0
    }
}

/// Who asks, as part of what, when, and under which key. Every writing port method takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Makes the write repeatable.
    pub key: IdempotencyKey,
    /// Who asks.
    pub actor: ActorRef,
    /// As part of what.
    pub correlation: CorrelationId,
    /// When. A store may keep no more than microseconds of it.
    pub at: DateTime<Utc>,
}

impl Cause {
    /// The id of the event at `index` (from 0) of this commit: the UUIDv5 (RFC 9562, section 5.5)
    /// of `event/<index>` in the name space of the key, so a repeat names the same events.
    pub fn event_id(&self, index: u32) -> EventId {
        let name = format!("event/{index}");
        EventId::from_uuid(Uuid::new_v5(&self.key.as_uuid(), name.as_bytes()))
    }
}
