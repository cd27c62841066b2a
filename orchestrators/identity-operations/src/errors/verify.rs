//! Why a link proved nothing.

use identity::WeakPassword;

use super::{RegisterError, Unavailable};

/// Why a link proved nothing.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is no link of ours, it was used up, or its time is over. Which of these is not told.
    #[error("this link is not valid, or not valid any more: ask for a new registration")]
    Invalid,
    /// The password is too weak. The link still works.
    #[error(transparent)]
    PasswordWeak(#[from] WeakPassword),
    /// The mailbox is proven, and the registration did not end well.
    #[error(transparent)]
    Registration(#[from] RegisterError),
    /// Something behind a port did not answer. The link still works.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl VerifyError {
    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::Invalid => "identity-operations/link-invalid",
            Self::PasswordWeak(weak) => weak.code(),
            Self::Registration(error) => error.code(),
            Self::Unavailable(unavailable) => unavailable.code(),
        }
    }

    /// Whether the environment failed rather than the request.
    pub const fn is_environment(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Registration(error) => error.is_environment(),
            Self::Invalid | Self::PasswordWeak(_) => false,
        }
    }
}
