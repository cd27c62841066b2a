//! Where a role holds.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::TenantRef;

/// Where a role holds: on the whole platform, or in one tenant. One never implies the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RoleScope {
    /// The whole installation.
    Platform,
    /// One tenant.
    Tenant(TenantRef),
}

impl RoleScope {
    /// Reads `platform` or the id of a tenant, as [`Display`](fmt::Display) writes them.
    ///
    /// # Errors
    /// [`InvalidRoleScope`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidRoleScope> {
        if text == "platform" {
            return Ok(Self::Platform);
        }
        TenantRef::parse(text)
            .map(Self::Tenant)
            .map_err(|_| InvalidRoleScope)
    }
}

impl fmt::Display for RoleScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform => f.write_str("platform"),
            Self::Tenant(tenant) => fmt::Display::fmt(tenant, f),
        }
    }
}

impl TryFrom<String> for RoleScope {
    type Error = InvalidRoleScope;

    fn try_from(text: String) -> Result<Self, InvalidRoleScope> {
        Self::parse(&text)
    }
}

impl From<RoleScope> for String {
    fn from(scope: RoleScope) -> Self {
        scope.to_string()
    }
}

/// The text names no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scope is the word platform or the id of a tenant, ten_ and 32 hexadecimal digits")]
pub struct InvalidRoleScope;

impl InvalidRoleScope {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/invalid-role-scope"
    }
}
