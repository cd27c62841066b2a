//! What the outcome of an attempt means for the instance.

use chrono::{DateTime, Utc};

use super::{
    backoff::backoff,
    decide::{Entry, changed, later, node},
};
use crate::{
    Blueprint, Direction, Fact, Failure, FailureClass, Fence, Instance, NodeKind, ParkReason,
    Payload, Phase, Retry, StepError, StepSpec, Unreadable, Work,
};

/// One attempt at the effect of a step, or at its undo.
#[derive(Debug)]
pub struct Attempt {
    /// Done or undone.
    pub direction: Direction,
    /// The step's place.
    pub index: u32,
    /// Which attempt, from 1.
    pub number: u32,
    /// The driver that made it.
    pub fence: Fence,
    /// The state after it, or the error.
    pub outcome: Result<Payload, StepError>,
}

/// Says what to record after an attempt: done, to be repeated, turned back, or parked.
///
/// # Errors
/// [`Unreadable`] if the definition has no such step.
pub fn conclude(
    definition: &dyn Blueprint,
    instance: &Instance,
    attempt: Attempt,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, Unreadable> {
    let index = attempt.index;
    let spec = node(definition.nodes(), index)?;
    let NodeKind::Step(step) = &spec.kind else {
        return Err(Unreadable::NoSuchNode { index });
    };
    let error = match attempt.outcome {
        Ok(state) => {
            let node = spec.name.clone();
            let fact = match attempt.direction {
                Direction::Forward => Fact::StepCompleted { index, node },
                Direction::Undo => Fact::UndoCompleted { index, node },
            };
            return Ok(vec![Entry {
                fact,
                data: changed(instance, state),
            }]);
        },
        Err(error) => error,
    };
    let failure = Failure::of(&spec.name, &error);
    let made = Made {
        index,
        number: attempt.number,
        direction: attempt.direction,
    };
    let retry_at = made.retry_at(step, instance, &error, now);
    let untouched = failure.class == FailureClass::Rejected
        && attempt.number == 1
        && instance.driven_only_by(attempt.fence);
    Ok(match attempt.direction {
        Direction::Forward => {
            let failed = Fact::StepFailed {
                index,
                failure: failure.clone(),
                retry_at,
            };
            let mut earlier = definition.nodes().iter().zip(0..index);
            let pivoted = earlier.any(|(spec, _)| is_pivot(&spec.kind));
            let way = Way {
                pivoted,
                pivot: step.pivot,
                untouched,
            };
            let then = retry_at.is_none().then(|| give_up(&way, index, failure));
            [Some(failed), then]
                .into_iter()
                .flatten()
                .map(Entry::of)
                .collect()
        },
        Direction::Undo => {
            let failed = Fact::UndoFailed {
                index,
                failure: failure.clone(),
                retry_at,
            };
            let reason = ParkReason::UndoFailed;
            let then = retry_at.is_none().then_some(Fact::Parked {
                reason,
                failure: Some(failure),
            });
            [Some(failed), then]
                .into_iter()
                .flatten()
                .map(Entry::of)
                .collect()
        },
    })
}

/// What decides whether the way back is open.
struct Way {
    /// A pivot came before.
    pivoted: bool,
    /// The step is the pivot.
    pivot: bool,
    /// Surely nothing happened: a first and only attempt was rejected. In every other case an
    /// earlier attempt may have taken effect, or may still be under way.
    untouched: bool,
}

/// A step that fails for good turns the process back, unless that way is closed.
///
/// Unless surely nothing happened, the undo begins with this very step.
fn give_up(way: &Way, index: u32, failure: Failure) -> Fact {
    let park = |reason, failure| Fact::Parked {
        reason,
        failure: Some(failure),
    };
    if way.pivoted {
        park(ParkReason::StuckAfterPivot, failure)
    } else if way.pivot && !way.untouched {
        park(ParkReason::PivotUnclear, failure)
    } else {
        let below = if way.untouched {
            index
        } else {
            index.saturating_add(1)
        };
        Fact::UndoStarted {
            below,
            cause: failure,
        }
    }
}

const fn is_pivot(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Step(StepSpec { pivot: true, .. }))
}

struct Made {
    index: u32,
    number: u32,
    direction: Direction,
}

impl Made {
    fn retry_at(
        &self,
        step: &StepSpec,
        instance: &Instance,
        error: &StepError,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let retry: &Retry = match self.direction {
            Direction::Forward => &step.retry,
            Direction::Undo => &step.undo_retry,
        };
        let repeatable = match error.class() {
            FailureClass::Transient | FailureClass::Unknown => true,
            FailureClass::Rejected | FailureClass::Fatal => false,
        };
        if !repeatable || self.number >= retry.attempts_max {
            return None;
        }
        let wait = backoff(
            retry,
            instance.id(),
            self.index,
            self.direction,
            self.number,
        )
        .max(error.retry_after_span().unwrap_or_default());
        let at = later(now, wait);
        let since = match instance.phase() {
            Phase::Forward {
                work: Work::Retrying { since, .. },
                ..
            }
            | Phase::Undoing {
                work: Work::Retrying { since, .. },
                ..
            } => *since,
            Phase::Forward { .. }
            | Phase::Undoing { .. }
            | Phase::Completed
            | Phase::Compensated { .. }
            | Phase::Parked { .. } => now,
        };
        (at <= later(since, retry.budget)).then_some(at)
    }
}
