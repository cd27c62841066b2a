//! The smallest part of a process: one effect, and how it is taken back.

use async_trait::async_trait;

use super::{StepContext, StepError, Workflow};

/// One effect on the world outside. It runs at least once and, by its key, takes effect once.
///
/// `state` is a copy: what is written to it counts only when the step's commit succeeds. So an
/// undo cannot rely on what its own step has written; it finds its thing by
/// [`StepContext::key`] or [`StepContext::derived_id`].
///
/// A step that can be taken back also implements [`Compensate`]; a flow does not accept another
/// one without a reason (see [`Flow::irrevocable`](crate::Flow::irrevocable) and
/// [`Flow::no_undo`](crate::Flow::no_undo)).
#[async_trait]
pub trait Step<W: Workflow>: Send + Sync + 'static {
    /// Takes effect.
    ///
    /// MUST be repeatable with the same [`StepContext::key`]: the second call answers like the
    /// first and changes nothing.
    ///
    /// # Errors
    /// [`StepError`], whose class decides what comes next. Use [`StepError::rejected`] only if
    /// surely nothing happened.
    async fn run(
        &self,
        cx: &StepContext,
        input: &W::Input,
        state: &mut W::State,
    ) -> Result<(), StepError>;
}

/// A step that can be taken back.
#[async_trait]
#[diagnostic::on_unimplemented(
    message = "the step `{Self}` has no undo",
    label = "this step cannot be taken back",
    note = "implement `Compensate<{W}>` for `{Self}`, or say why there is none: \
            `.irrevocable(\"reason\")` for an effect that stays, \
            `.no_undo(\"reason\")` for a step without effect"
)]
pub trait Compensate<W: Workflow>: Step<W> {
    /// Takes the effect back.
    ///
    /// MUST be repeatable; MUST succeed if the effect never happened; and MUST leave a tombstone
    /// for [`StepContext::key`], so that a call of `run` still under way is refused when it
    /// arrives.
    ///
    /// # Errors
    /// [`StepError`]. Transient and unknown ones are repeated with the longer undo budget; then,
    /// and for the others at once, the instance is parked for an operator.
    async fn compensate(
        &self,
        cx: &StepContext,
        input: &W::Input,
        state: &mut W::State,
    ) -> Result<(), StepError>;
}
