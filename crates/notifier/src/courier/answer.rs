//! What a record says to who asked for the send.

use std::time::Duration;

use super::{SendError, Sent};
use crate::{
    delivery::{Delivery, DeliveryState},
    ports::TransportError,
};

/// What the record says to who asks; `wait` is when asking again may give another answer.
pub(super) fn answer(delivery: &Delivery, wait: Option<Duration>) -> Result<Sent, SendError> {
    let maybe_sent = delivery.maybe_sent();
    match delivery.state().clone() {
        DeliveryState::Sent { at, provider_ref } => Ok(Sent {
            message_id: delivery.id(),
            at,
            attempts: delivery.attempts(),
            provider_ref,
            replayed: true,
        }),
        DeliveryState::Accepted | DeliveryState::Sending { .. } => Err(SendError::InProgress {
            retry_after: wait.unwrap_or_default(),
        }),
        DeliveryState::Retrying { code, .. } => Err(SendError::Deferred {
            code,
            retry_after: wait.unwrap_or_default(),
            maybe_sent,
            source: None,
        }),
        DeliveryState::Ambiguous { code, .. } => Err(SendError::OutcomeUnknown {
            code,
            retry_after: wait,
            source: None,
        }),
        DeliveryState::Failed { reason, .. } => Err(SendError::Failed {
            reason,
            maybe_sent,
            source: None,
        }),
        DeliveryState::Expired { .. } => Err(SendError::Expired { maybe_sent }),
        DeliveryState::Cancelled { .. } => Err(SendError::Cancelled { maybe_sent }),
    }
}

/// The same answer with the transport's error as its source.
pub(super) fn with_source(answer: SendError, error: TransportError) -> SendError {
    let source = Some(Box::new(error));
    match answer {
        SendError::Deferred {
            code,
            retry_after,
            maybe_sent,
            ..
        } => SendError::Deferred {
            code,
            retry_after,
            maybe_sent,
            source,
        },
        SendError::OutcomeUnknown {
            code, retry_after, ..
        } => SendError::OutcomeUnknown {
            code,
            retry_after,
            source,
        },
        SendError::Failed {
            reason, maybe_sent, ..
        } => SendError::Failed {
            reason,
            maybe_sent,
            source,
        },
        other => other,
    }
}
