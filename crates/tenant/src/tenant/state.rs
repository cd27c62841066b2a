//! The states of a tenant, as plain names and with what each carries.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The state of a tenant by name alone: for lists, columns, messages and the transition table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// Being set up. Nobody can join yet.
    Pending,
    /// Runs, for a time.
    Trial,
    /// Runs.
    Active,
    /// Stopped for a reason, until that reason is cleared.
    Suspended,
    /// Put away: read-only, and can be restored.
    Archived,
    /// Waits for its deletion; it can still be called off.
    QueuedForDeletion,
    /// Gone. A tombstone remains: the id, and the slug, which nobody else gets.
    Deleted,
}

impl TenantStatus {
    /// Every status, in the order of a life.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Trial,
        Self::Active,
        Self::Suspended,
        Self::Archived,
        Self::QueuedForDeletion,
        Self::Deleted,
    ];

    /// The stable name: `queued_for_deletion`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Trial => "trial",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Archived => "archived",
            Self::QueuedForDeletion => "queued_for_deletion",
            Self::Deleted => "deleted",
        }
    }

    /// As a sentence says it after "is": `queued for deletion`.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Trial => "on trial",
            Self::QueuedForDeletion => "queued for deletion",
            other => other.as_str(),
        }
    }

    /// Whether members can work and new ones can join: on trial or active.
    pub const fn is_operational(self) -> bool {
        matches!(self, Self::Trial | Self::Active)
    }
}

impl fmt::Display for TenantStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a tenant is suspended. Only clearing the same reason resumes it: a paid bill does not
/// excuse an abuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionReason {
    /// Something is not paid.
    Billing,
    /// The tenant harms others.
    Abuse,
    /// An administrator decided so.
    Admin,
}

impl SuspensionReason {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::Abuse => "abuse",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for SuspensionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The state of a tenant with what it carries.
///
/// A state that can be left backwards carries the one it interrupted, so that nothing is gained
/// by a detour: a suspended tenant that was archived and restored is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum TenantState {
    /// See [`TenantStatus::Pending`].
    Pending,
    /// See [`TenantStatus::Trial`].
    Trial,
    /// See [`TenantStatus::Active`].
    Active,
    /// See [`TenantStatus::Suspended`].
    Suspended {
        /// Why.
        reason: SuspensionReason,
        /// To what it resumes.
        prior: RunningState,
    },
    /// See [`TenantStatus::Archived`].
    Archived {
        /// To what it is restored.
        prior: OpenState,
    },
    /// See [`TenantStatus::QueuedForDeletion`].
    QueuedForDeletion {
        /// From when on it may be deleted.
        due: DateTime<Utc>,
        /// What it is again if the deletion is called off.
        prior: KeptState,
    },
    /// See [`TenantStatus::Deleted`].
    Deleted,
}

impl TenantState {
    /// The name of this state.
    pub const fn status(&self) -> TenantStatus {
        match self {
            Self::Pending => TenantStatus::Pending,
            Self::Trial => TenantStatus::Trial,
            Self::Active => TenantStatus::Active,
            Self::Suspended { .. } => TenantStatus::Suspended,
            Self::Archived { .. } => TenantStatus::Archived,
            Self::QueuedForDeletion { .. } => TenantStatus::QueuedForDeletion,
            Self::Deleted => TenantStatus::Deleted,
        }
    }

    /// The state that this one interrupted and returns to.
    pub(super) fn interrupted(self) -> Option<Self> {
        match self {
            Self::Suspended { prior, .. } => Some(prior.into()),
            Self::Archived { prior } => Some(prior.into()),
            Self::QueuedForDeletion { prior, .. } => Some(prior.into()),
            Self::Pending | Self::Trial | Self::Active | Self::Deleted => None,
        }
    }

    /// This state as one that a suspension can interrupt.
    pub(super) const fn running(self) -> Option<RunningState> {
        match self {
            Self::Trial => Some(RunningState::Trial),
            Self::Active => Some(RunningState::Active),
            _ => None,
        }
    }

    /// This state as one that archiving can interrupt.
    pub(super) const fn open(self) -> Option<OpenState> {
        Some(match self {
            Self::Pending => OpenState::Pending,
            Self::Trial => OpenState::Trial,
            Self::Active => OpenState::Active,
            Self::Suspended { reason, prior } => OpenState::Suspended { reason, prior },
            _ => return None,
        })
    }

    /// This state as one that queueing for deletion can interrupt.
    pub(super) const fn kept(self) -> Option<KeptState> {
        Some(match self {
            Self::Pending => KeptState::Pending,
            Self::Trial => KeptState::Trial,
            Self::Active => KeptState::Active,
            Self::Suspended { reason, prior } => KeptState::Suspended { reason, prior },
            Self::Archived { prior } => KeptState::Archived { prior },
            _ => return None,
        })
    }
}

/// A state in which a tenant runs: what a suspension interrupts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunningState {
    /// See [`TenantStatus::Trial`].
    Trial,
    /// See [`TenantStatus::Active`].
    Active,
}

/// A state in which a tenant is in use, or would be: what archiving interrupts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum OpenState {
    /// See [`TenantStatus::Pending`].
    Pending,
    /// See [`TenantStatus::Trial`].
    Trial,
    /// See [`TenantStatus::Active`].
    Active,
    /// See [`TenantStatus::Suspended`].
    Suspended {
        /// Why.
        reason: SuspensionReason,
        /// To what it resumes.
        prior: RunningState,
    },
}

/// A state in which a tenant is kept: what queueing for deletion interrupts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum KeptState {
    /// See [`TenantStatus::Pending`].
    Pending,
    /// See [`TenantStatus::Trial`].
    Trial,
    /// See [`TenantStatus::Active`].
    Active,
    /// See [`TenantStatus::Suspended`].
    Suspended {
        /// Why.
        reason: SuspensionReason,
        /// To what it resumes.
        prior: RunningState,
    },
    /// See [`TenantStatus::Archived`].
    Archived {
        /// To what it is restored.
        prior: OpenState,
    },
}

impl From<RunningState> for TenantState {
    fn from(state: RunningState) -> Self {
        match state {
            RunningState::Trial => Self::Trial,
            RunningState::Active => Self::Active,
        }
    }
}

impl From<OpenState> for TenantState {
    fn from(state: OpenState) -> Self {
        match state {
            OpenState::Pending => Self::Pending,
            OpenState::Trial => Self::Trial,
            OpenState::Active => Self::Active,
            OpenState::Suspended { reason, prior } => Self::Suspended { reason, prior },
        }
    }
}

impl From<KeptState> for TenantState {
    fn from(state: KeptState) -> Self {
        match state {
            KeptState::Pending => Self::Pending,
            KeptState::Trial => Self::Trial,
            KeptState::Active => Self::Active,
            KeptState::Suspended { reason, prior } => Self::Suspended { reason, prior },
            KeptState::Archived { prior } => Self::Archived { prior },
        }
    }
}
