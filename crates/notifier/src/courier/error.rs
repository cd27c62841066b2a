//! Why a message was not sent or not called off, and what to do then.

use std::time::Duration;

use crate::{
    delivery::{FailureCode, FailureReason, Phase},
    ports::{StoreFailure, TransportError},
    template::RenderError,
};

/// What to do after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Call again with the same cause key and the same request, after this time.
    RepeatAfter(Duration),
    /// Calling again gives the same answer.
    GiveUp,
}

/// Why a message was not sent, as far as anyone knows.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The template could not be rendered. Nothing was stored.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The send was called off before it came. Nothing was stored.
    #[error("this message was called off before it was accepted")]
    Revoked,
    /// Another key was used for this message id. Nothing was stored.
    #[error("there is a message with this id already: choose another id")]
    MessageExists,
    /// The key was used for another message. Nothing was stored.
    #[error("this key was used for another message: choose another key")]
    KeyConflict,
    /// Another attempt is under way.
    #[error("another attempt to send this message is under way: try again later")]
    InProgress {
        /// When it counts as lost.
        retry_after: Duration,
    },
    /// The attempt failed, surely without effect of its own.
    #[error("the message was not delivered this time ({code}): try again later{}", doubt(*.maybe_sent))]
    Deferred {
        /// What went wrong, in the transport's word.
        code: FailureCode,
        /// When to try again.
        retry_after: Duration,
        /// Whether an earlier attempt may have delivered it.
        maybe_sent: bool,
        /// The transport's error, if the attempt was made in this call.
        source: Option<Box<TransportError>>,
    },
    /// Nobody knows whether the message was delivered.
    #[error("nobody knows whether the message was delivered ({code})")]
    OutcomeUnknown {
        /// Why nobody knows.
        code: FailureCode,
        /// When a repeat would send again; `None` if it never will.
        retry_after: Option<Duration>,
        /// The transport's error, if the attempt was made in this call.
        source: Option<Box<TransportError>>,
    },
    /// The message will not be sent any more.
    #[error("the last attempt to send the message failed and there will be no other{}", doubt(*.maybe_sent))]
    Failed {
        /// Why.
        reason: FailureReason,
        /// Whether an earlier attempt may have delivered it.
        maybe_sent: bool,
        /// The transport's error, if the attempt was made in this call.
        source: Option<Box<TransportError>>,
    },
    /// Its time had passed before it was sent.
    #[error("the time to send this message has passed{}", doubt(*.maybe_sent))]
    Expired {
        /// Whether an earlier attempt may have delivered it.
        maybe_sent: bool,
    },
    /// It was called off after it had been accepted.
    #[error("this message was called off{}", doubt(*.maybe_sent))]
    Cancelled {
        /// Whether an earlier attempt may have delivered it.
        maybe_sent: bool,
    },
    /// Others kept changing the record.
    #[error("the message is being changed by others: try again")]
    Contended,
    /// The store did not answer. The message may have been sent; a repeat finds out.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl SendError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Render(error) => error.code(),
            Self::Revoked => "notifier/revoked",
            Self::MessageExists => "notifier/message-exists",
            Self::KeyConflict => "notifier/key-conflict",
            Self::InProgress { .. } => "notifier/in-progress",
            Self::Deferred { .. } => "notifier/deferred",
            Self::OutcomeUnknown { .. } => "notifier/outcome-unknown",
            Self::Failed { .. } => "notifier/failed",
            Self::Expired { .. } => "notifier/expired",
            Self::Cancelled { .. } => "notifier/cancelled",
            Self::Contended => "notifier/contended",
            Self::Store(failure) => failure.code(),
        }
    }

    /// What to do next.
    pub const fn advice(&self) -> Advice {
        match self {
            Self::InProgress { retry_after }
            | Self::Deferred { retry_after, .. }
            | Self::OutcomeUnknown {
                retry_after: Some(retry_after),
                ..
            } => Advice::RepeatAfter(*retry_after),
            Self::Contended | Self::Store(_) => Advice::RepeatAfter(Duration::ZERO),
            Self::Render(_)
            | Self::Revoked
            | Self::MessageExists
            | Self::KeyConflict
            | Self::OutcomeUnknown {
                retry_after: None, ..
            }
            | Self::Failed { .. }
            | Self::Expired { .. }
            | Self::Cancelled { .. } => Advice::GiveUp,
        }
    }

    /// Whether it is certain that this request has not reached its recipient up to now, in any attempt.
    pub const fn surely_not_sent(&self) -> bool {
        match self {
            Self::Render(_) | Self::Revoked | Self::MessageExists | Self::KeyConflict => true,
            Self::Deferred { maybe_sent, .. }
            | Self::Failed { maybe_sent, .. }
            | Self::Expired { maybe_sent }
            | Self::Cancelled { maybe_sent } => !*maybe_sent,
            Self::InProgress { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Contended
            | Self::Store(_) => false,
        }
    }
}

/// What to add where an earlier attempt was lost sight of.
const fn doubt(maybe_sent: bool) -> &'static str {
    if maybe_sent {
        "; an earlier attempt may have delivered it"
    } else {
        ""
    }
}

/// Why a message was not called off.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// It is sent, or on its way: it cannot be called back.
    #[error("it is too late to call the message off: it is {phase}")]
    TooLate {
        /// Where it stands.
        phase: Phase,
    },
    /// It will not be sent from now on, but nobody knows how an earlier attempt ended.
    #[error(
        "the message will not be sent any more (it is {phase}), but an earlier attempt may have delivered it"
    )]
    MaybeSent {
        /// How it ended.
        phase: Phase,
    },
    /// The calling off was itself called off before it came.
    #[error("this withdrawal was called off before it was made")]
    Revoked,
    /// The key of the send was used, but not for this message in this scope.
    #[error("there is no message with this id")]
    NotFound,
    /// Others kept changing the record.
    #[error("the message is being changed by others: try again")]
    Contended,
    /// The store did not answer. A repeat is safe.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl WithdrawError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLate { .. } => "notifier/too-late",
            Self::MaybeSent { .. } => "notifier/maybe-sent",
            Self::Revoked => "notifier/revoked",
            Self::NotFound => "notifier/message-not-found",
            Self::Contended => "notifier/contended",
            Self::Store(failure) => failure.code(),
        }
    }
}
