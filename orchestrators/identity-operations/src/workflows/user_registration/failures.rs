//! How the truths' refusals become step errors: the class decides whether the engine repeats, undoes or asks.

use std::error::Error;

use workflow::StepError;

/// A read that failed: surely nothing happened, so try again.
pub(super) fn unread(code: &'static str, source: impl Error + Send + Sync + 'static) -> StepError {
    StepError::transient(code, "a store could not be read").caused_by(source)
}

/// A write whose outcome is not known: repeat it under the same key.
pub(super) fn unwritten(
    code: &'static str,
    source: impl Error + Send + Sync + 'static,
) -> StepError {
    StepError::unknown(code, "a store did not say whether it wrote").caused_by(source)
}

/// Somebody else changed the same thing at the same time: read again.
pub(super) fn outpaced(code: &'static str) -> StepError {
    StepError::transient(code, "somebody else changed it at the same time")
}

/// What an earlier step must have left is not there: no repeat will bring it.
pub(super) fn missing(what: &'static str) -> StepError {
    StepError::fatal("identity-operations/state-missing", what)
}

/// An actor that one truth accepted and another does not.
pub(super) fn bad_actor(source: impl Error + Send + Sync + 'static) -> StepError {
    StepError::fatal(
        "identity-operations/invalid-actor",
        "the actor is not one that every truth accepts",
    )
    .caused_by(source)
}
