//! Which log a record belongs to.

use std::fmt;

use crate::{InvalidId, TenantId};

/// The log a record belongs to. Each is a Merkle tree of its own, so a tenant's trail can be
/// handed out, proved and kept without anything of another tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogId {
    /// What happened to the installation itself and belongs to no tenant.
    Platform,
    /// What happened in one tenant.
    Tenant(TenantId),
}

impl LogId {
    /// Reads exactly what `Display` writes: `platform`, or the tenant's id.
    ///
    /// # Errors
    /// [`InvalidId`] for any other text.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        if text == "platform" {
            Ok(Self::Platform)
        } else {
            TenantId::parse(text).map(Self::Tenant)
        }
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform => f.write_str("platform"),
            Self::Tenant(tenant) => tenant.fmt(f),
        }
    }
}
