//! The ids of the crate. All are derived or given; none is invented here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::{DedupKey, Scope, WorkflowName};

/// Sets the ids of this crate apart from every other use of UUIDv5.
const NAMESPACE: Uuid = Uuid::from_u128(0x6e65_7875_732e_776f_726b_666c_6f77_2e31);
const PREFIX: &str = "wfi_";

/// The id of one running or finished process, printed as `wfi_<32 hex digits>`.
///
/// It is derived from owner, workflow and key, so that starting twice cannot make two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(Uuid);

/// A text that is no instance id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an instance id is `wfi_` with 32 hex digits")]
pub struct InvalidInstanceId;

impl InvalidInstanceId {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "workflow/instance-id-invalid"
    }
}

impl InstanceId {
    /// The id of the instance that `scope` starts of `workflow` under `key`.
    pub fn derive(scope: Scope, workflow: &WorkflowName, key: &DedupKey) -> Self {
        // None of the three can contain a line break, so no two triples share a text.
        let name = format!("{scope}\n{workflow}\n{key}");
        Self(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
    }

    /// Takes an id from a store.
    pub const fn from_uuid(id: Uuid) -> Self {
        Self(id)
    }

    /// The id for a store.
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }

    /// Parses the printed form.
    ///
    /// # Errors
    /// [`InvalidInstanceId`] for every other text.
    pub fn parse(raw: &str) -> Result<Self, InvalidInstanceId> {
        let hex = raw.strip_prefix(PREFIX).ok_or(InvalidInstanceId)?;
        if hex.len() != 32 || hex.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(InvalidInstanceId);
        }
        Uuid::try_parse(hex)
            .map(Self)
            .map_err(|_| InvalidInstanceId)
    }

    /// A UUIDv5 of this instance: the same for the same name, on every machine, for ever.
    pub(crate) fn derived(&self, name: &str) -> Uuid {
        Uuid::new_v5(&self.0, name.as_bytes())
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.0.simple())
    }
}

impl fmt::Debug for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for InstanceId {
    type Err = InvalidInstanceId;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        Self::parse(raw)
    }
}

impl Serialize for InstanceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for InstanceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::parse(&raw).map_err(de::Error::custom)
    }
}

/// What ties together everything that one request caused, across truths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrelationId(Uuid);

impl CorrelationId {
    /// Takes the id of the request.
    pub const fn from_uuid(id: Uuid) -> Self {
        Self(id)
    }

    /// The id of the request.
    pub const fn as_uuid(&self) -> Uuid {
        self.0
    }
}
