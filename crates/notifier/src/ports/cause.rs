//! Why a commit happens; passed to every method that writes.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::EventId;

/// Makes a write repeatable: the same key again gives the first answer and writes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(Uuid);

impl IdempotencyKey {
    /// Wraps a UUID.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The UUID inside.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }

    /// A key for a further write of the same operation: UUIDv5 of this key and `label`, so the same on every repeat.
    #[must_use]
    pub fn derive(self, label: &str) -> Self {
        Self(Uuid::new_v5(&self.0, label.as_bytes()))
    }
}

/// The text cannot name an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an actor: expected 1 to {max} printable ASCII characters without spaces", max = ActorRef::OCTETS_MAX)]
pub struct InvalidActorRef;

impl InvalidActorRef {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "notifier/invalid-actor"
    }
}

/// Who asks, as the caller names that actor: `operator:cli`, `process:user_registration`. Never an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActorRef(String);

impl ActorRef {
    /// The most octets a reference may have.
    pub const OCTETS_MAX: usize = 128;

    /// Reads a reference.
    ///
    /// # Errors
    /// [`InvalidActorRef`] if it is empty, too long, or has a character that is not printable ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidActorRef> {
        let fits = (1..=Self::OCTETS_MAX).contains(&text.len());
        if fits && text.bytes().all(|b| b.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidActorRef)
        }
    }

    /// The reference as it was given.
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

/// Ties together everything that one request set off, over all truths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrelationId(Uuid);

impl CorrelationId {
    /// Wraps a UUID.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The UUID inside.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

/// Who asks, as part of what, when, and under which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Makes the write repeatable.
    pub key: IdempotencyKey,
    /// Who asks.
    pub actor: ActorRef,
    /// As part of what.
    pub correlation: CorrelationId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Cause {
    /// The id of the event number `index` (from 0) of this commit: UUIDv5 of the key, so the same on every repeat.
    pub fn event_id(&self, index: u32) -> EventId {
        EventId::from_uuid(self.key.derive(&format!("event/{index}")).as_uuid())
    }

    /// The cause of a further write of the same operation, under a key derived by `label`.
    #[must_use]
    pub fn derive(&self, label: &str) -> Self {
        Self {
            key: self.key.derive(label),
            ..self.clone()
        }
    }
}
