//! From how a process rests to what the caller is told.

use workflow::{Failure, InstanceId, Outcome};

use crate::{
    dtos::{Registration, RegistrationOutcome},
    errors::{RegisterError, Unavailable},
    workflows::user_registration::{Arrival, UserRegistrationOutput},
};

/// `was_settled` says that the process had ended before this call.
pub(super) fn tell(
    process: InstanceId,
    outcome: Outcome<UserRegistrationOutput>,
    was_settled: bool,
) -> Result<Registration, RegisterError> {
    let outcome = match outcome {
        Outcome::Completed(UserRegistrationOutput {
            user: Some(user),
            arrival,
        }) => {
            if was_settled || arrival == Some(Arrival::WasThere) {
                RegistrationOutcome::AlreadyThere { user }
            } else {
                RegistrationOutcome::Registered { user }
            }
        },
        Outcome::Completed(UserRegistrationOutput { user: None, .. }) => {
            return Err(unavailable(NoUser).into());
        },
        Outcome::Waiting { until, .. } => RegistrationOutcome::AwaitingProof {
            expires_at: Some(until),
        },
        Outcome::Compensated(Failure { code, message, .. }) => {
            return Err(RegisterError::Undone {
                process,
                reason: code,
                message,
            });
        },
        Outcome::Parked { .. } => return Err(RegisterError::Parked { process }),
        Outcome::Pending { .. } | Outcome::Elsewhere => {
            return Err(RegisterError::UnderWay { process });
        },
    };
    Ok(Registration { process, outcome })
}

/// The journal, or the engine on it, failed.
pub(super) fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Unavailable {
    Unavailable::new(
        "the journal of processes",
        "identity-operations/journal-unavailable",
        error,
    )
}

/// A registration that completed without saying for whom.
#[derive(Debug, thiserror::Error)]
#[error("the process completed without a user")]
struct NoUser;
