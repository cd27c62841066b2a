//! Why a tenant refuses.

use chrono::{DateTime, Utc};

use super::{
    state::{SuspensionReason, TenantStatus},
    transition::TenantCommand,
};

/// The transition table has no such step. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{command}` is not allowed for a tenant that is {}; {}", .status.in_words(), possible(*.status))]
pub struct TenantTransitionNotAllowed {
    /// What the tenant is.
    pub status: TenantStatus,
    /// What was asked of it.
    pub command: TenantCommand,
}

impl TenantTransitionNotAllowed {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "tenant/transition-not-allowed"
    }
}

fn possible(status: TenantStatus) -> String {
    let names: Vec<_> = status
        .allowed()
        .map(|command| format!("`{command}`"))
        .collect();
    if names.is_empty() {
        "nothing can be done with it any more".to_owned()
    } else {
        format!("possible now: {}", names.join(", "))
    }
}

/// Why a tenant was not resumed. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResumeTenantError {
    /// It is not suspended.
    #[error(transparent)]
    NotAllowed(#[from] TenantTransitionNotAllowed),
    /// It is suspended for another reason than the one that was cleared.
    #[error("the tenant stays suspended: its reason, {in_force}, is not the one that was cleared")]
    AnotherReason {
        /// The reason that holds.
        in_force: SuspensionReason,
    },
}

impl ResumeTenantError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed(inner) => inner.code(),
            Self::AnotherReason { .. } => "tenant/suspended-for-another-reason",
        }
    }
}

/// Why a tenant was not deleted. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeleteTenantError {
    /// It is not queued for deletion.
    #[error(transparent)]
    NotAllowed(#[from] TenantTransitionNotAllowed),
    /// Its hold is not over.
    #[error("the tenant may be deleted from {due} on, not before")]
    NotDue {
        /// When it is over.
        due: DateTime<Utc>,
    },
}

impl DeleteTenantError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed(inner) => inner.code(),
            Self::NotDue { .. } => "tenant/deletion-not-due",
        }
    }
}

/// The tenant does not run: nobody can work in it or join it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tenant is {}: it must be on trial or active", .status.in_words())]
pub struct NotOperational {
    /// What it is instead.
    pub status: TenantStatus,
}

impl NotOperational {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "tenant/not-operational"
    }
}
