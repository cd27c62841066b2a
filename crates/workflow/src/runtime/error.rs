//! How the engine refuses.

use crate::{
    CorruptInstance, ImpossibleEvent, InstanceId, PayloadError, Status, Unreadable, WorkflowName,
    ports::{ClaimError, OpenError, PostSignalError, StoreFailure},
};

/// Why an instance was not started. Nothing was stored, unless the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The engine does not know the workflow.
    #[error(
        "version {version} of \"{name}\" is not registered. Register it when the engine is built"
    )]
    NotRegistered {
        /// The workflow.
        name: WorkflowName,
        /// Its version.
        version: u32,
    },
    /// The workflow's name is no name.
    #[error("the workflow's name cannot be stored")]
    Name(#[source] crate::InvalidName),
    /// The input cannot rest in the journal.
    #[error("the input cannot be stored: {0}")]
    Input(#[source] PayloadError),
    /// The first state cannot rest in the journal.
    #[error("the first state cannot be stored")]
    State(#[source] Unreadable),
    /// The journal refused.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Why an instance could not be driven to rest. It goes on later from where the journal has it.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// There is none of this id.
    #[error("there is no instance {id}")]
    NotFound {
        /// The id asked for.
        id: InstanceId,
    },
    /// It cannot be read; it is parked.
    #[error("the instance cannot be read and is parked")]
    Corrupt(#[source] CorruptInstance),
    /// The output cannot be read.
    #[error("the output cannot be read")]
    Output(#[source] Unreadable),
    /// The observer stopped the driver, as a crash would.
    #[error("the observer stopped the driver")]
    Halted,
    /// Core and history contradict each other: a defect of this crate.
    #[error("the engine met an impossible event")]
    Impossible(#[from] ImpossibleEvent),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It was not started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// It was started, and stopped on the way.
    #[error(transparent)]
    Drive(#[from] DriveError),
}

/// Why a signal was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SignalError {
    /// `Signal::NAME` is no name.
    #[error("the signal's name cannot be stored")]
    Name(#[source] crate::InvalidName),
    /// The signal cannot rest in the journal.
    #[error("the signal cannot be stored: {0}")]
    Payload(#[source] PayloadError),
    /// The journal refused.
    #[error(transparent)]
    Post(#[from] PostSignalError),
}

/// Why a parked instance was not sent on its way again.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// It is not parked.
    #[error("the instance is {status}, not parked; there is nothing to retry")]
    NotParked {
        /// Where it stands.
        status: Status,
    },
    /// No reason, or a too long one.
    #[error("give a reason of 1 to {limit} characters; it is kept in the history")]
    Reason {
        /// The limit in characters.
        limit: usize,
    },
    /// The instance could not be claimed.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// Another driver has taken over.
    #[error("another driver has taken over the instance")]
    Elsewhere,
    /// Core and history contradict each other: a defect of this crate.
    #[error("the engine met an impossible event")]
    Impossible(#[from] ImpossibleEvent),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl StartError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotRegistered { .. } => "workflow/not-registered",
            Self::Name(error) => error.code(),
            Self::Input(error) => error.code(),
            Self::State(error) => error.code(),
            Self::Open(error) => error.code(),
        }
    }
}

impl DriveError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "workflow/instance-not-found",
            Self::Corrupt(_) => "workflow/instance-corrupt",
            Self::Output(error) => error.code(),
            Self::Halted => "workflow/halted",
            Self::Impossible(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl RunError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Start(error) => error.code(),
            Self::Drive(error) => error.code(),
        }
    }
}

impl SignalError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name(error) => error.code(),
            Self::Payload(error) => error.code(),
            Self::Post(error) => error.code(),
        }
    }
}

impl RetryError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotParked { .. } => "workflow/not-parked",
            Self::Reason { .. } => "workflow/reason-invalid",
            Self::Claim(error) => error.code(),
            Self::Elsewhere => "workflow/fence-lost",
            Self::Impossible(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}
