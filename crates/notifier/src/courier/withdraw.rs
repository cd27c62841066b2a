//! Calling a message off: the undo of a send, as far as there is one.

use tracing::instrument;

use super::{Courier, WithdrawError};
use crate::{
    delivery::Phase,
    id::MessageId,
    ports::{Cause, IdempotencyKey, Revocation, UpdateDeliveryError},
    recipient::Scope,
};

/// How often a changed record is read again within one call.
const READS_MAX: u32 = 4;

/// What calling a message off came to. In each case it has not been sent and will not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    /// It had not been accepted; a late send under its key will be refused.
    NeverAccepted,
    /// It had been accepted and is cancelled, now or by an earlier call.
    Cancelled,
    /// It had already failed or expired by itself.
    AlreadyEnded {
        /// How it ended.
        phase: Phase,
    },
}

impl Courier {
    /// Makes sure that a message is not sent from now on, if that is still possible.
    ///
    /// `sent_under` is the key that was, or would have been, given to [`send`](Self::send); `cause` is this call's own.
    /// Repeating the call is harmless.
    ///
    /// # Errors
    /// [`WithdrawError::TooLate`] if it was sent or is on its way; [`WithdrawError::MaybeSent`] if it is called off or
    /// has ended, but an earlier attempt may have arrived; the others say what stood in the way.
    #[instrument(skip_all, fields(message = %message_id))]
    pub async fn withdraw(
        &self,
        cause: &Cause,
        sent_under: IdempotencyKey,
        scope: Scope,
        message_id: MessageId,
    ) -> Result<Withdrawal, WithdrawError> {
        if self.repository.revoke(sent_under, cause.at).await? == Revocation::NeverHappened {
            return Ok(Withdrawal::NeverAccepted);
        }
        for _ in 0..READS_MAX {
            let found = self.directory.find(scope, message_id).await?;
            let stored = found.ok_or(WithdrawError::NotFound)?;
            let phase = stored.value.state().phase();
            let change = match phase {
                Phase::Cancelled | Phase::Failed | Phase::Expired if stored.value.maybe_sent() => {
                    return Err(WithdrawError::MaybeSent { phase });
                },
                Phase::Cancelled => return Ok(Withdrawal::Cancelled),
                Phase::Failed | Phase::Expired => return Ok(Withdrawal::AlreadyEnded { phase }),
                _ => stored
                    .value
                    .cancel(cause.at)
                    .map_err(|refused| WithdrawError::TooLate {
                        phase: refused.from,
                    })?,
            };
            match self.repository.update(cause, stored.version, change).await {
                Ok(_) if stored.value.maybe_sent() => {
                    return Err(WithdrawError::MaybeSent {
                        phase: Phase::Cancelled,
                    });
                },
                Ok(_) => return Ok(Withdrawal::Cancelled),
                Err(UpdateDeliveryError::VersionConflict { .. }) => {},
                Err(UpdateDeliveryError::NotFound) => return Err(WithdrawError::NotFound),
                Err(UpdateDeliveryError::Revoked) => return Err(WithdrawError::Revoked),
                Err(UpdateDeliveryError::Store(failure)) => return Err(failure.into()),
            }
        }
        Err(WithdrawError::Contended)
    }
}
