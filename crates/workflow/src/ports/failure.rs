//! How a journal refuses.

use std::{error::Error, fmt};

use chrono::{DateTime, Utc};

use super::answers::SIGNALS_MAX;
use crate::{CorruptInstance, InstanceId, SignalName};

/// The store did not answer. Whether a write took effect is unknown.
pub struct StoreFailure(Box<dyn Error + Send + Sync>);

impl StoreFailure {
    /// Wraps what the store's library said. It is kept as the source and not printed.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "workflow/store-failure"
    }
}

impl fmt::Debug for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreFailure")
    }
}

impl fmt::Display for StoreFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the workflow store did not answer")
    }
}

impl Error for StoreFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.as_ref())
    }
}

/// Why an instance was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key was used before, with another input.
    #[error(
        "the key was used before to start {id} with another input. \
         Use a new key for a new wish, or the first input to repeat the old one"
    )]
    KeyReused {
        /// The instance that has the key.
        id: InstanceId,
    },
    /// The instance that has the key cannot be read.
    #[error("the instance that was started under this key cannot be read")]
    Corrupt(#[source] CorruptInstance),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Why an instance could not be claimed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// There is none of this id.
    #[error("there is no instance {id}")]
    NotFound {
        /// The id asked for.
        id: InstanceId,
    },
    /// Another engine drives it.
    #[error("another engine drives the instance until {until}")]
    Leased {
        /// When its lease ends unless renewed.
        until: DateTime<Utc>,
    },
    /// It cannot be read; it is parked now.
    #[error("the instance cannot be read and is parked")]
    Corrupt(#[source] CorruptInstance),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Why a commit was refused. Nothing of it was stored, unless the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Another driver has taken over. The caller MUST stop.
    #[error("another driver has taken over the instance")]
    FenceLost,
    /// The row has changed under the same driver: a signal arrived. Claim again.
    #[error("a signal arrived in the meantime")]
    Moved,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Why a lease was not renewed.
#[derive(Debug, thiserror::Error)]
pub enum HeartbeatError {
    /// Another driver has taken over. The caller MUST stop the running step.
    #[error("another driver has taken over the instance")]
    FenceLost,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Why a signal was not stored.
#[derive(Debug, thiserror::Error)]
pub enum PostSignalError {
    /// The instance has as many signals as it may.
    #[error("the instance already has {SIGNALS_MAX} signals; \"{name}\" was not stored")]
    TooMany {
        /// The signal.
        name: SignalName,
    },
    /// The instance cannot be read.
    #[error("the instance cannot be read")]
    Corrupt(#[source] CorruptInstance),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The stored columns are no instance.
    #[error("the instance cannot be read")]
    Corrupt(#[source] CorruptInstance),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

macro_rules! codes {
    ($($error:ident { $($variant:pat => $code:literal),* $(,)? })*) => {$(
        impl $error {
            /// The stable code of this error.
            pub const fn code(&self) -> &'static str {
                match self {
                    $($variant => $code,)*
                    Self::Store(failure) => failure.code(),
                }
            }
        }
    )*};
}

codes! {
    OpenError {
        Self::KeyReused { .. } => "workflow/key-reused",
        Self::Corrupt(_) => "workflow/instance-corrupt",
    }
    ClaimError {
        Self::NotFound { .. } => "workflow/instance-not-found",
        Self::Leased { .. } => "workflow/instance-leased",
        Self::Corrupt(_) => "workflow/instance-corrupt",
    }
    CommitError {
        Self::FenceLost => "workflow/fence-lost",
        Self::Moved => "workflow/instance-moved",
    }
    HeartbeatError {
        Self::FenceLost => "workflow/fence-lost",
    }
    PostSignalError {
        Self::TooMany { .. } => "workflow/signals-too-many",
        Self::Corrupt(_) => "workflow/instance-corrupt",
    }
    ReadError {
        Self::Corrupt(_) => "workflow/instance-corrupt",
    }
}
