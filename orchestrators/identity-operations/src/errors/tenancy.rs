//! Why nothing was done to a tenant.

use tenant::{InvalidTenantName, ResumeTenantError, TenantTransitionNotAllowed};

use super::Unavailable;
use crate::listeners::RecordEventsError;

/// Why nothing was done to a tenant.
#[derive(Debug, thiserror::Error)]
pub enum TenancyError {
    /// No tenant has this slug.
    #[error("there is no such tenant: `nexus tenant list` shows those there are")]
    Unknown,
    /// A tenant with this slug is there already.
    #[error("a tenant with this slug exists already: choose another slug")]
    SlugTaken,
    /// The name is none.
    #[error(transparent)]
    Name(#[from] InvalidTenantName),
    /// Its state does not allow it.
    #[error(transparent)]
    NotAllowed(#[from] TenantTransitionNotAllowed),
    /// It cannot be resumed.
    #[error(transparent)]
    NotResumed(#[from] ResumeTenantError),
    /// Somebody else changed it at the same time.
    #[error("the tenant was changed by somebody else at the same time: try again")]
    Outpaced,
    /// It was done, and the audit trail does not know yet; it will, at the next command.
    #[error("it was done, but the audit trail is behind: {0}")]
    TrailBehind(#[from] RecordEventsError),
    /// Something behind a port did not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl TenancyError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "identity-operations/tenant-unknown",
            Self::SlugTaken => "tenant/slug-taken",
            Self::Name(invalid) => invalid.code(),
            Self::NotAllowed(refused) => refused.code(),
            Self::NotResumed(refused) => refused.code(),
            Self::Outpaced => "tenant/version-conflict",
            Self::TrailBehind(behind) => behind.code(),
            Self::Unavailable(unavailable) => unavailable.code(),
        }
    }

    /// Whether the environment failed rather than the request.
    pub const fn is_environment(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::TrailBehind(_))
    }
}
