//! Who owns an instance: every read and every signal names it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// The owner of an instance. What belongs to another scope answers like what does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Belongs to the installation, not to a customer.
    Platform,
    /// Belongs to one tenant, named by an id that is opaque here.
    Tenant(Uuid),
}

/// A text that is no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scope is `platform` or `tenant:` with a UUID")]
pub struct InvalidScope;

impl InvalidScope {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "workflow/scope-invalid"
    }
}

impl Scope {
    /// Parses the text form, `platform` or `tenant:<uuid>`.
    ///
    /// # Errors
    /// [`InvalidScope`] for every other text.
    pub fn parse(raw: &str) -> Result<Self, InvalidScope> {
        if raw == "platform" {
            return Ok(Self::Platform);
        }
        let id = raw.strip_prefix("tenant:").ok_or(InvalidScope)?;
        let id = Uuid::try_parse(id).map_err(|_| InvalidScope)?;
        Ok(Self::Tenant(id))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform => f.write_str("platform"),
            Self::Tenant(id) => write!(f, "tenant:{id}"),
        }
    }
}

impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        Self::parse(raw)
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::parse(&raw).map_err(de::Error::custom)
    }
}
