//! Ending a registration attempt that leads to nobody.

use std::sync::Arc;

use identity::ports::{RegistrationRepository, UpdateRegistrationError};
use workflow::{StepContext, StepError};

use super::{UserRegistrationInput, causes, failures};

/// Cancels the attempt and wipes the personal data in it. An attempt that has ended already, or was
/// never opened, is left as it is.
pub(super) async fn cancel(
    registrations: &Arc<dyn RegistrationRepository>,
    cx: &StepContext,
    input: &UserRegistrationInput,
) -> Result<(), StepError> {
    let found = registrations
        .find(input.attempt)
        .await
        .map_err(|failure| failures::unread(failure.code(), failure))?;
    let Some(stored) = found else { return Ok(()) };
    // An attempt that led to a user holds no personal data, and refuses to be cancelled.
    let Ok(outcome) = stored.value.cancel(cx.now()) else {
        return Ok(());
    };
    let Some(change) = outcome.into_change() else {
        return Ok(());
    };
    let cause = causes::identity(cx, input, cx.effect_key("cancel_attempt"));
    match registrations.update(&cause, stored.version, change).await {
        // Gone, or wiped under this very key.
        Ok(_) | Err(UpdateRegistrationError::NotFound | UpdateRegistrationError::Revoked) => Ok(()),
        Err(UpdateRegistrationError::VersionConflict { .. }) => {
            Err(failures::outpaced("identity/version-conflict"))
        },
        Err(UpdateRegistrationError::Store(failure)) => {
            Err(failures::unwritten(failure.code(), failure))
        },
    }
}
