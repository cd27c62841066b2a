//! What a store gives back that cannot be.

use crate::{name::InvalidTenantName, slug::InvalidTenantSlug};

/// A snapshot that no aggregate can have made: the store is corrupt or from another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorruptSnapshot {
    /// The shape has a version that this crate does not know.
    #[error("the snapshot has version {found}, this program knows 1: use a newer program")]
    UnknownVersion {
        /// The version it has.
        found: u16,
    },
    /// The slug is none.
    #[error("the stored slug is not valid")]
    Slug(#[source] InvalidTenantSlug),
    /// The name is none.
    #[error("the stored name is not valid")]
    Name(#[source] InvalidTenantName),
    /// The present state began before the thing itself.
    #[error("the stored state began before the thing itself")]
    TimesOutOfOrder,
    /// A membership counts its epochs from 1, and has more than one once it has changed.
    #[error("the stored epoch does not fit the stored state")]
    Epoch,
}

impl CorruptSnapshot {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownVersion { .. } => "tenant/snapshot-version",
            Self::Slug(_) => "tenant/snapshot-slug",
            Self::Name(_) => "tenant/snapshot-name",
            Self::TimesOutOfOrder => "tenant/snapshot-times",
            Self::Epoch => "tenant/snapshot-epoch",
        }
    }

    pub(crate) const fn check_version(found: u16) -> Result<(), Self> {
        if found == VERSION {
            Ok(())
        } else {
            Err(Self::UnknownVersion { found })
        }
    }
}

/// The version of the snapshots that this crate writes.
pub(crate) const VERSION: u16 = 1;
