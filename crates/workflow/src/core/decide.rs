//! What an instance does next.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Blueprint, Fact, Failure, FailureClass, Instance, NodeKind, NodeName, NodeSpec, Otherwise,
    Payload, Phase, Undo, Unreadable, Work,
    ports::{PendingSignal, SignalRef},
};

/// Something to be recorded: it becomes an event when number, time and worker are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub fact: Fact,
    /// The state after it if it changed, or the output.
    pub data: Option<Payload>,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Run this step.
    Run {
        /// Its place.
        index: u32,
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// Take this step back.
    Compensate {
        /// Its place.
        index: u32,
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// Nothing to do outside: record this and decide again.
    Record {
        /// What to record, in order.
        entries: Vec<Entry>,
        /// The signal that is taken with it.
        consumed: Option<SignalRef>,
    },
    /// Nothing to do before this instant, unless a signal arrives.
    Wait {
        /// When to decide again.
        until: DateTime<Utc>,
    },
    /// Nothing to do ever, or until an operator says so.
    Settled,
}

impl Entry {
    pub(crate) const fn of(fact: Fact) -> Self {
        Self { fact, data: None }
    }
}

impl Decision {
    fn record(entry: Entry) -> Self {
        Self::Record {
            entries: vec![entry],
            consumed: None,
        }
    }
}

/// Says what `instance` does next. Pure: the same arguments give the same answer.
///
/// `signal` is the oldest signal that the instance waits for and that is stored.
///
/// # Errors
/// [`Unreadable`] if the definition cannot read what the instance holds. The engine then parks it.
pub fn decide(
    definition: &dyn Blueprint,
    instance: &Instance,
    signal: Option<&PendingSignal>,
    now: DateTime<Utc>,
) -> Result<Decision, Unreadable> {
    match instance.phase() {
        Phase::Forward { node, work } => forward(definition, instance, *node, work, signal, now),
        Phase::Undoing { below, work, .. } => undoing(definition, instance, *below, work, now),
        Phase::Completed | Phase::Compensated { .. } | Phase::Parked { .. } => {
            Ok(Decision::Settled)
        },
    }
}

fn forward(
    definition: &dyn Blueprint,
    instance: &Instance,
    index: u32,
    work: &Work,
    signal: Option<&PendingSignal>,
    now: DateTime<Utc>,
) -> Result<Decision, Unreadable> {
    let nodes = definition.nodes();
    if usize::try_from(index).is_ok_and(|place| place == nodes.len()) && *work == Work::Ready {
        let data = Some(definition.output(instance)?);
        return Ok(Decision::record(Entry {
            fact: Fact::Completed,
            data,
        }));
    }
    let spec = node(nodes, index)?;
    match work {
        Work::Ready => begin(definition, instance, index, spec, now),
        Work::Retrying { at, .. } if now < *at => Ok(Decision::Wait { until: *at }),
        Work::Retrying { attempts, .. } => Ok(Decision::Run {
            index,
            attempt: attempts.saturating_add(1),
        }),
        Work::Waiting { deadline, .. } => match signal {
            Some(signal) if instance.waits_for() == Some(&signal.signal.name) => {
                take(definition, instance, index, &spec.name, signal)
            },
            _ if now < *deadline => Ok(Decision::Wait { until: *deadline }),
            _ => expire(index, spec),
        },
        Work::Sleeping { until } if now < *until => Ok(Decision::Wait { until: *until }),
        Work::Sleeping { .. } => Ok(Decision::record(Entry::of(Fact::SleepEnded {
            index,
            node: spec.name.clone(),
        }))),
    }
}

fn begin(
    definition: &dyn Blueprint,
    instance: &Instance,
    index: u32,
    spec: &NodeSpec,
    now: DateTime<Utc>,
) -> Result<Decision, Unreadable> {
    let node = spec.name.clone();
    if spec.conditional && !definition.holds(index, instance)? {
        let signal = match &spec.kind {
            NodeKind::Wait { signal, .. } => Some(signal.clone()),
            NodeKind::Step(_) | NodeKind::Sleep { .. } => None,
        };
        let skipped = Fact::Skipped {
            index,
            node,
            signal,
        };
        return Ok(Decision::record(Entry::of(skipped)));
    }
    Ok(match &spec.kind {
        NodeKind::Step(_) => Decision::Run { index, attempt: 1 },
        NodeKind::Wait { signal, until, .. } => {
            let deadline = later(now, *until);
            let signal = signal.clone();
            Decision::record(Entry::of(Fact::WaitStarted {
                index,
                node,
                signal,
                deadline,
            }))
        },
        NodeKind::Sleep { span } => {
            let until = later(now, *span);
            Decision::record(Entry::of(Fact::SleepStarted { index, node, until }))
        },
    })
}

fn take(
    definition: &dyn Blueprint,
    instance: &Instance,
    index: u32,
    node: &NodeName,
    pending: &PendingSignal,
) -> Result<Decision, Unreadable> {
    let state = definition.absorb(index, instance, &pending.payload)?;
    let fact = Fact::WaitSatisfied {
        index,
        node: node.clone(),
        signal: pending.signal.name.clone(),
        key: pending.signal.key.clone(),
    };
    let data = changed(instance, state);
    let consumed = Some(pending.signal.clone());
    Ok(Decision::Record {
        entries: vec![Entry { fact, data }],
        consumed,
    })
}

fn expire(index: u32, spec: &NodeSpec) -> Result<Decision, Unreadable> {
    let NodeKind::Wait {
        signal, otherwise, ..
    } = &spec.kind
    else {
        return Err(Unreadable::NoSuchNode { index });
    };
    let node = spec.name.clone();
    let expired = Fact::WaitExpired {
        index,
        node: node.clone(),
        signal: signal.clone(),
        otherwise: *otherwise,
    };
    let mut entries = vec![Entry::of(expired)];
    if *otherwise == Otherwise::Compensate {
        let cause = Failure {
            node,
            class: FailureClass::Rejected,
            code: "workflow/deadline-passed".to_owned(),
            message: format!("the signal \"{signal}\" did not arrive in time"),
        };
        entries.push(Entry::of(Fact::UndoStarted {
            below: index,
            cause,
        }));
    }
    Ok(Decision::Record {
        entries,
        consumed: None,
    })
}

fn undoing(
    definition: &dyn Blueprint,
    instance: &Instance,
    below: u32,
    work: &Work,
    now: DateTime<Utc>,
) -> Result<Decision, Unreadable> {
    let nodes = definition.nodes();
    for index in (0..below).rev() {
        let spec = node(nodes, index)?;
        let NodeKind::Step(step) = &spec.kind else {
            continue;
        };
        if instance.skipped(index) {
            continue;
        }
        let reason = match &step.undo {
            Undo::Compensate => return Ok(undo(index, work, now)),
            Undo::Irrevocable { reason } | Undo::Nothing { reason } => reason.clone().into_owned(),
            Undo::ForwardOnly => continue,
        };
        let node = spec.name.clone();
        return Ok(Decision::record(Entry::of(Fact::UndoPassed {
            index,
            node,
            reason,
        })));
    }
    Ok(Decision::record(Entry::of(Fact::Compensated)))
}

fn undo(index: u32, work: &Work, now: DateTime<Utc>) -> Decision {
    match work {
        Work::Retrying { at, .. } if now < *at => Decision::Wait { until: *at },
        Work::Retrying { attempts, .. } => Decision::Compensate {
            index,
            attempt: attempts.saturating_add(1),
        },
        Work::Ready | Work::Waiting { .. } | Work::Sleeping { .. } => {
            Decision::Compensate { index, attempt: 1 }
        },
    }
}

pub(super) fn node(nodes: &[NodeSpec], index: u32) -> Result<&NodeSpec, Unreadable> {
    let place = usize::try_from(index).map_err(|_| Unreadable::NoSuchNode { index })?;
    nodes.get(place).ok_or(Unreadable::NoSuchNode { index })
}

/// The state, if it is another one than before.
pub(super) fn changed(instance: &Instance, state: Payload) -> Option<Payload> {
    (*instance.state() != state).then_some(state)
}

/// The end of the year 9999, the last instant that RFC 3339 can write. It is a whole microsecond,
/// so a store that rounds an instant up stays in range.
const END_OF_TIME: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(end) => end,
    None => DateTime::<Utc>::MAX_UTC,
};

/// The end of time instead of an overflow: a deadline of ten thousand years never passes.
pub(crate) fn later(now: DateTime<Utc>, span: Duration) -> DateTime<Utc> {
    let span = TimeDelta::from_std(span).unwrap_or(TimeDelta::MAX);
    now.checked_add_signed(span)
        .map_or(END_OF_TIME, |at| at.min(END_OF_TIME))
}
