//! The only way an instance changes: one event after the other.

use super::{Fact, Failure, HistoryEvent, Instance, InstanceHead, Phase, SignalGate, Work};
use crate::{Fence, Otherwise, Payload};

/// An event that cannot follow on what the instance is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleEvent {
    /// The number is not the next one.
    #[error("event {found} cannot follow event {latest}")]
    Sequence {
        /// The number of the event.
        found: u64,
        /// The number of the instance's latest event.
        latest: u64,
    },
    /// The instance is not where such an event happens.
    #[error("`{kind}` cannot happen to an instance that is {status}")]
    Transition {
        /// The kind of the event.
        kind: &'static str,
        /// Where the instance is.
        status: super::Status,
    },
    /// The event lacks its state or output.
    #[error("`{kind}` comes without its data")]
    NoData {
        /// The kind of the event.
        kind: &'static str,
    },
}

impl ImpossibleEvent {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sequence { .. } => "workflow/event-sequence",
            Self::Transition { .. } => "workflow/event-transition",
            Self::NoData { .. } => "workflow/event-without-data",
        }
    }
}

impl Instance {
    /// Makes an instance from its first event.
    ///
    /// # Errors
    /// [`ImpossibleEvent`] if the event is not `instance.started` with the first state.
    pub fn begin(head: InstanceHead, first: &HistoryEvent) -> Result<Self, ImpossibleEvent> {
        let Fact::Started { signals } = &first.fact else {
            let status = super::Status::Running;
            return Err(ImpossibleEvent::Transition {
                kind: first.fact.kind(),
                status,
            });
        };
        if first.seq != 1 {
            return Err(ImpossibleEvent::Sequence {
                found: first.seq,
                latest: 0,
            });
        }
        let state = first.data.clone();
        Ok(Self {
            head,
            phase: Phase::Forward {
                node: 0,
                work: Work::Ready,
            },
            state: state.ok_or(ImpossibleEvent::NoData {
                kind: first.fact.kind(),
            })?,
            output: None,
            skipped: std::collections::BTreeSet::new(),
            gate: SignalGate {
                open: signals.clone(),
                ..SignalGate::default()
            },
            seq: 1,
            progressed_under: first.fence,
            updated_at: first.at,
        })
    }

    /// Changes the instance by its next event.
    ///
    /// # Errors
    /// [`ImpossibleEvent`] if it cannot follow; then the instance is unchanged.
    pub fn apply(&mut self, event: &HistoryEvent) -> Result<(), ImpossibleEvent> {
        if self.seq.checked_add(1) != Some(event.seq) {
            return Err(ImpossibleEvent::Sequence {
                found: event.seq,
                latest: self.seq,
            });
        }
        let phase = self.next_phase(event)?;
        self.note(event)?;
        self.phase = phase;
        self.seq = event.seq;
        // A skipped part is recorded with what follows it, so by itself it is no proof that this
        // driver was the first to come here: another may have skipped it, acted, and died.
        if !matches!(event.fact, Fact::Skipped { .. }) {
            self.progressed_under = event.fence;
        }
        self.updated_at = event.at;
        Ok(())
    }

    /// The transition table.
    fn next_phase(&self, event: &HistoryEvent) -> Result<Phase, ImpossibleEvent> {
        let phase = match (&self.phase, &event.fact) {
            (Phase::Forward { node, work }, fact) => forward(*node, work, event, fact),
            (Phase::Undoing { below, work, cause }, fact) => {
                undoing(*below, work, cause, event, fact)
            },
            (Phase::Parked { resume, .. }, Fact::Retried { .. }) => Some(afresh(resume)),
            (Phase::Completed | Phase::Compensated { .. } | Phase::Parked { .. }, _) => None,
        };
        let phase = phase.or_else(|| self.parked(&event.fact));
        phase.ok_or_else(|| ImpossibleEvent::Transition {
            kind: event.fact.kind(),
            status: self.status(),
        })
    }

    fn parked(&self, fact: &Fact) -> Option<Phase> {
        let Fact::Parked { reason, failure } = fact else {
            return None;
        };
        match &self.phase {
            Phase::Forward { .. } | Phase::Undoing { .. } => Some(Phase::Parked {
                reason: *reason,
                failure: failure.clone(),
                resume: Box::new(self.phase.clone()),
            }),
            Phase::Completed | Phase::Compensated { .. } | Phase::Parked { .. } => None,
        }
    }

    /// What an event changes beside the phase.
    fn note(&mut self, event: &HistoryEvent) -> Result<(), ImpossibleEvent> {
        match &event.fact {
            Fact::Completed => {
                let output = event.data.clone();
                let kind = event.fact.kind();
                self.output = Some(output.ok_or(ImpossibleEvent::NoData { kind })?);
                self.gate.close_all();
                return Ok(());
            },
            Fact::Skipped { index, signal, .. } => {
                self.skipped.insert(*index);
                if let Some(signal) = signal {
                    self.gate.close(signal);
                }
            },
            Fact::WaitSatisfied { signal, .. } | Fact::WaitExpired { signal, .. } => {
                self.gate.close(signal);
            },
            Fact::UndoStarted { .. } => self.gate.close_all(),
            Fact::Started { .. }
            | Fact::StepCompleted { .. }
            | Fact::StepFailed { .. }
            | Fact::WaitStarted { .. }
            | Fact::SleepStarted { .. }
            | Fact::SleepEnded { .. }
            | Fact::UndoCompleted { .. }
            | Fact::UndoFailed { .. }
            | Fact::UndoPassed { .. }
            | Fact::Compensated
            | Fact::Parked { .. }
            | Fact::Retried { .. } => {},
        }
        if let Some(state) = &event.data {
            self.state = Payload::clone(state);
        }
        Ok(())
    }

    /// Whether this driver itself recorded what led here, so that surely no other has begun the
    /// next part. Under any other fence, one that died before its commit may have.
    pub(crate) fn driven_only_by(&self, fence: Fence) -> bool {
        self.progressed_under == fence
    }
}

fn forward(node: u32, work: &Work, event: &HistoryEvent, fact: &Fact) -> Option<Phase> {
    let effect = matches!(work, Work::Ready | Work::Retrying { .. });
    let on = Phase::Forward {
        node: node.saturating_add(1),
        work: Work::Ready,
    };
    match fact {
        Fact::StepCompleted { index, .. } if effect && *index == node => Some(on),
        Fact::StepFailed {
            index, retry_at, ..
        } if effect && *index == node => Some(Phase::Forward {
            node,
            work: again(work, event, *retry_at),
        }),
        Fact::Skipped { index, .. } if *work == Work::Ready && *index == node => Some(on),
        Fact::WaitStarted {
            index,
            signal,
            deadline,
            ..
        } if *work == Work::Ready && *index == node => {
            let work = Work::Waiting {
                signal: signal.clone(),
                deadline: *deadline,
            };
            Some(Phase::Forward { node, work })
        },
        Fact::SleepStarted { index, until, .. } if *work == Work::Ready && *index == node => {
            Some(Phase::Forward {
                node,
                work: Work::Sleeping { until: *until },
            })
        },
        Fact::WaitSatisfied { index, signal, .. } if *index == node => {
            matches!(work, Work::Waiting { signal: waited, .. } if waited == signal).then_some(on)
        },
        Fact::WaitExpired {
            index,
            signal,
            otherwise: Otherwise::Continue,
            ..
        } if *index == node => {
            matches!(work, Work::Waiting { signal: waited, .. } if waited == signal).then_some(on)
        },
        // The turn back is recorded by the `undo.started` that follows in the same commit.
        Fact::WaitExpired {
            index,
            otherwise: Otherwise::Compensate,
            ..
        } if *index == node => matches!(work, Work::Waiting { .. }).then(|| Phase::Forward {
            node,
            work: Work::Ready,
        }),
        Fact::SleepEnded { index, .. } if *index == node => {
            matches!(work, Work::Sleeping { .. }).then_some(on)
        },
        Fact::UndoStarted { below, cause } if effect => Some(Phase::Undoing {
            below: *below,
            work: Work::Ready,
            cause: cause.clone(),
        }),
        Fact::Completed if *work == Work::Ready => Some(Phase::Completed),
        _ => None,
    }
}

fn undoing(
    below: u32,
    work: &Work,
    cause: &Failure,
    event: &HistoryEvent,
    fact: &Fact,
) -> Option<Phase> {
    let passed = |index: u32| Phase::Undoing {
        below: index,
        work: Work::Ready,
        cause: cause.clone(),
    };
    match fact {
        Fact::UndoCompleted { index, .. } if *index < below => Some(passed(*index)),
        Fact::UndoPassed { index, .. } if *index < below && *work == Work::Ready => {
            Some(passed(*index))
        },
        Fact::UndoFailed {
            index, retry_at, ..
        } if *index < below => Some(Phase::Undoing {
            below,
            work: again(work, event, *retry_at),
            cause: cause.clone(),
        }),
        Fact::Compensated if *work == Work::Ready => Some(Phase::Compensated {
            cause: cause.clone(),
        }),
        _ => None,
    }
}

/// Counts a failed attempt. One that is given up keeps the place, for an operator's retry.
fn again(
    work: &Work,
    event: &HistoryEvent,
    retry_at: Option<chrono::DateTime<chrono::Utc>>,
) -> Work {
    let since = match work {
        Work::Retrying { since, .. } => *since,
        Work::Ready | Work::Waiting { .. } | Work::Sleeping { .. } => event.at,
    };
    let attempts = event.attempt.unwrap_or(1);
    Work::Retrying {
        attempts,
        since,
        at: retry_at.unwrap_or(event.at),
    }
}

/// The same place with a fresh budget.
fn afresh(resume: &Phase) -> Phase {
    let mut phase = resume.clone();
    match &mut phase {
        Phase::Forward {
            work: work @ Work::Retrying { .. },
            ..
        }
        | Phase::Undoing {
            work: work @ Work::Retrying { .. },
            ..
        } => *work = Work::Ready,
        Phase::Forward { .. }
        | Phase::Undoing { .. }
        | Phase::Completed
        | Phase::Compensated { .. }
        | Phase::Parked { .. } => {},
    }
    phase
}
