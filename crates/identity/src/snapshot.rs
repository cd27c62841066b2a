//! The stored form of aggregates: its version, and what makes one unreadable.

/// The version of every snapshot this crate writes, stored as `"v"`.
pub const SNAPSHOT_VERSION: u32 = 1;

/// What was stored cannot be an aggregate of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorruptSnapshot {
    /// Written by a version of this crate that came later.
    #[error("the stored state has version {found}; this program knows up to {SNAPSHOT_VERSION}")]
    Version {
        /// The version found.
        found: u32,
    },
    /// A rule that always holds does not hold in it.
    #[error("the stored state breaks the rule: {rule}")]
    Rule {
        /// The rule.
        rule: &'static str,
    },
}

impl CorruptSnapshot {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Version { .. } => "identity/snapshot-newer",
            Self::Rule { .. } => "identity/snapshot-corrupt",
        }
    }

    /// Refuses what a later version wrote.
    pub(crate) const fn check_version(found: u32) -> Result<(), Self> {
        if found == SNAPSHOT_VERSION {
            Ok(())
        } else {
            Err(Self::Version { found })
        }
    }
}
