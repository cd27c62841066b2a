//! A tenant as a store keeps it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{aggregate::Tenant, state::TenantState};
use crate::{
    id::TenantId,
    name::TenantName,
    slug::TenantSlug,
    snapshot::{CorruptSnapshot, VERSION},
};

/// A tenant as a store keeps it: plain data, the only way in and out for adapters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantSnapshot {
    /// The version of this shape: 1.
    pub v: u16,
    /// See [`Tenant::id`].
    pub id: TenantId,
    /// See [`Tenant::slug`].
    pub slug: String,
    /// See [`Tenant::name`].
    pub name: String,
    /// See [`Tenant::state`].
    pub state: TenantState,
    /// See [`Tenant::created_at`].
    pub created_at: DateTime<Utc>,
    /// See [`Tenant::state_since`].
    pub state_since: DateTime<Utc>,
}

impl Tenant {
    /// The tenant as plain data.
    pub fn snapshot(&self) -> TenantSnapshot {
        TenantSnapshot {
            v: VERSION,
            id: self.id,
            slug: self.slug.as_str().to_owned(),
            name: self.name.as_str().to_owned(),
            state: self.state,
            created_at: self.created_at,
            state_since: self.state_since,
        }
    }

    /// The tenant that a snapshot was taken of.
    ///
    /// # Errors
    /// [`CorruptSnapshot`] if no tenant can have that snapshot.
    pub fn restore(snapshot: TenantSnapshot) -> Result<Self, CorruptSnapshot> {
        CorruptSnapshot::check_version(snapshot.v)?;
        let TenantSnapshot {
            v: _,
            id,
            slug,
            name,
            state,
            created_at,
            state_since,
        } = snapshot;
        let slug = TenantSlug::parse_existing(&slug).map_err(CorruptSnapshot::Slug)?;
        let name = TenantName::parse(&name).map_err(CorruptSnapshot::Name)?;
        if state_since < created_at {
            return Err(CorruptSnapshot::TimesOutOfOrder);
        }
        Ok(Self {
            id,
            slug,
            name,
            state,
            created_at,
            state_since,
        })
    }
}
