//! Why a person was not registered.

use chrono::{DateTime, Utc};
use identity::{InvalidReason, OpenAttemptError, WeakPassword};
use tenant::TenantStatus;
use workflow::InstanceId;

use super::Unavailable;

/// Why a person was not registered.
///
/// Nothing of the person is left behind, but by [`Parked`](Self::Parked), [`UnderWay`](Self::UnderWay),
/// [`AwaitsProof`](Self::AwaitsProof), whose process still needs it, and
/// [`Unavailable`](Self::Unavailable), where the opened attempt stays until the same person is registered
/// again.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// No tenant has this slug.
    #[error("there is no such tenant: create it first with `nexus tenant create`")]
    TenantUnknown,
    /// Nobody can join this tenant now.
    #[error("nobody can join a tenant that is {}: it must be active or on trial", .status.in_words())]
    TenantNotOperational {
        /// How it stands.
        status: TenantStatus,
    },
    /// A password came without a vouch.
    #[error(
        "a password can be set only with a vouch: without one, the person sets it when following the link"
    )]
    PasswordWithoutVouch,
    /// The password is too weak.
    #[error(transparent)]
    PasswordWeak(#[from] WeakPassword),
    /// The reason of the vouch is none.
    #[error(transparent)]
    VouchReason(#[from] InvalidReason),
    /// The person is being registered, or was, with other roles.
    #[error(
        "this person was registered in this tenant before, with other roles: \
         registering does not change what people may do"
    )]
    RolesDiffer,
    /// The person is being registered on another basis: vouched for then and not now, or the other way
    /// round.
    #[error(
        "this person is being registered in this tenant on another basis: \
         see that registration through first, with or without a vouch as it was begun"
    )]
    VouchDiffers,
    /// The person has a link and has not followed it; a vouch cannot end that wait.
    #[error(
        "this person was sent a link that works until {}: wait until it is followed or has expired, then vouch",
        .until.format("%Y-%m-%d %H:%M UTC")
    )]
    AwaitsProof {
        /// The process that waits.
        process: InstanceId,
        /// How long it waits.
        until: DateTime<Utc>,
    },
    /// `identity` refuses the attempt.
    #[error(transparent)]
    Refused(#[from] OpenAttemptError),
    /// The person is there, but was there before without a password, and registering sets none then.
    #[error(
        "the person belongs to the tenant, but the password was not set: the account was there before"
    )]
    PasswordNotTaken {
        /// The process.
        process: InstanceId,
    },
    /// The process was undone.
    #[error("the registration was undone: {message}")]
    Undone {
        /// The process.
        process: InstanceId,
        /// The stable code of the step's failure.
        reason: String,
        /// What went wrong.
        message: String,
    },
    /// The process can go neither forward nor back by itself.
    #[error(
        "the registration is parked and needs an operator: `nexus workflow show {process}` says why, `nexus workflow retry` sends it on its way"
    )]
    Parked {
        /// The process.
        process: InstanceId,
    },
    /// The process is not at rest: another driver has it, or a step waits to be tried again.
    #[error("the registration is still under way: run the same command again to see it through")]
    UnderWay {
        /// The process.
        process: InstanceId,
    },
    /// It was undone so often that it is not tried again by itself.
    #[error(
        "the registration was undone {times} times: look into the causes with `nexus workflow list`"
    )]
    UndoneTooOften {
        /// How often.
        times: u32,
    },
    /// Something behind a port did not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl RegisterError {
    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::TenantUnknown => "identity-operations/tenant-unknown",
            Self::TenantNotOperational { .. } => "identity-operations/tenant-not-operational",
            Self::PasswordWithoutVouch => "identity-operations/password-without-vouch",
            Self::PasswordWeak(weak) => weak.code(),
            Self::PasswordNotTaken { .. } => "identity-operations/password-not-taken",
            Self::VouchReason(invalid) => invalid.code(),
            Self::RolesDiffer => "identity-operations/roles-differ",
            Self::VouchDiffers => "identity-operations/vouch-differs",
            Self::AwaitsProof { .. } => "identity-operations/awaits-proof",
            Self::Refused(refused) => refused.code(),
            Self::Undone { reason, .. } => reason,
            Self::Parked { .. } => "identity-operations/registration-parked",
            Self::UnderWay { .. } => "identity-operations/registration-under-way",
            Self::UndoneTooOften { .. } => "identity-operations/undone-too-often",
            Self::Unavailable(unavailable) => unavailable.code(),
        }
    }

    /// Which part of the request is at fault, by the name of its column, if it is one part.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::TenantUnknown | Self::TenantNotOperational { .. } => Some("tenant"),
            Self::PasswordWithoutVouch | Self::PasswordWeak(_) | Self::PasswordNotTaken { .. } => {
                Some("password")
            },
            Self::VouchReason(_) | Self::VouchDiffers | Self::AwaitsProof { .. } => Some("vouch"),
            Self::RolesDiffer => Some("roles"),
            Self::Refused(_)
            | Self::Undone { .. }
            | Self::Parked { .. }
            | Self::UnderWay { .. }
            | Self::UndoneTooOften { .. }
            | Self::Unavailable(_) => None,
        }
    }

    /// Whether the environment failed rather than the request: the same request may succeed later.
    pub const fn is_environment(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}
