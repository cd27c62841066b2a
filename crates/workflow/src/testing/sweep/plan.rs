//! Which schedules a sweep runs.

use std::fmt;

use crate::{Direction, FailureClass, NodeKind, NodeName, NodeSpec, Undo, ports::Boundary};

/// So many turns of a schedule are cut, the first ones.
const TURNS_MAX: u32 = 64;

/// One way for things to go: data, so that it can be listed, printed and repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// When the signals come.
    pub signalling: Signalling,
    /// What fails: nothing, one thing, or a forward step and then an undo.
    pub faults: Vec<Fault>,
    /// How the first driver ends.
    pub broken: Option<Break>,
}

/// When signals come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signalling {
    /// When the instance waits.
    InTime,
    /// Right after the start.
    Early,
    /// When the instance waits, and again with the same key.
    Twice,
    /// Not before the deadline; but then, when the instance has ended.
    Late,
}

/// A fault at one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The step.
    pub node: NodeName,
    /// Done or undone.
    pub direction: Direction,
    /// Before the effect, or after it with the answer lost.
    pub boundary: Boundary,
    /// How it fails.
    pub class: FailureClass,
    /// At every attempt, or at the first alone.
    pub for_ever: bool,
}

/// How the first driver ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// It dies at the n-th boundary it meets, counted from 0.
    Crash(u32),
    /// It dies in the middle of an effect: at the n-th place where one gives way, counted from 0.
    Cut(u32),
    /// It stalls there until another driver has ended the instance, and goes on then.
    Zombie(u32),
}

/// The schedules in which no driver is lost.
pub(super) fn calm(nodes: &[NodeSpec], faults: bool) -> Vec<Schedule> {
    let waits = nodes
        .iter()
        .any(|spec| matches!(spec.kind, NodeKind::Wait { .. }));
    let signallings: &[Signalling] = if waits {
        &[
            Signalling::InTime,
            Signalling::Early,
            Signalling::Twice,
            Signalling::Late,
        ]
    } else {
        &[Signalling::InTime]
    };
    let mut schedules: Vec<Schedule> = signallings
        .iter()
        .map(|signalling| Schedule {
            signalling: *signalling,
            faults: Vec::new(),
            broken: None,
        })
        .collect();
    if faults {
        let singles = forward_faults(nodes);
        let turning = nodes.iter().rev().find_map(turns_back);
        let undos = undo_faults(nodes).into_iter().filter_map(|undo| {
            // The process must turn back for an undo to fail.
            turning.clone().map(|turn| vec![turn, undo])
        });
        let faults = singles.into_iter().map(|fault| vec![fault]).chain(undos);
        schedules.extend(faults.map(|faults| Schedule {
            signalling: Signalling::InTime,
            faults,
            broken: None,
        }));
    }
    schedules
}

/// What the drivers of a calm schedule have met: each is a place to lose one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met {
    pub(super) boundaries: u32,
    /// How often an effect gave way. Most effects in memory never do.
    pub(super) turns: u32,
}

pub(super) fn breaks(met: Met, crashes: bool, zombies: bool) -> Vec<Break> {
    let crash = (0..met.boundaries).filter(|_| crashes).map(Break::Crash);
    let cut = (0..met.turns.min(TURNS_MAX))
        .filter(|_| crashes)
        .map(Break::Cut);
    let zombie = (0..met.boundaries).filter(|_| zombies).map(Break::Zombie);
    crash.chain(cut).chain(zombie).collect()
}

fn forward_faults(nodes: &[NodeSpec]) -> Vec<Fault> {
    let steps = nodes
        .iter()
        .filter(|spec| matches!(spec.kind, NodeKind::Step(_)));
    steps
        .flat_map(|spec| faults_of(spec, Direction::Forward))
        .collect()
}

fn undo_faults(nodes: &[NodeSpec]) -> Vec<Fault> {
    let undone = |spec: &&NodeSpec| matches!(&spec.kind, NodeKind::Step(step) if step.undo == Undo::Compensate);
    nodes
        .iter()
        .filter(undone)
        .flat_map(|spec| faults_of(spec, Direction::Undo))
        .collect()
}

/// The last step before the pivot that can be undone, failing for good.
fn turns_back(spec: &NodeSpec) -> Option<Fault> {
    let NodeKind::Step(step) = &spec.kind else {
        return None;
    };
    (step.undo == Undo::Compensate).then(|| Fault {
        node: spec.name.clone(),
        direction: Direction::Forward,
        boundary: Boundary::AfterEffect,
        class: FailureClass::Fatal,
        for_ever: true,
    })
}

fn faults_of(spec: &NodeSpec, direction: Direction) -> Vec<Fault> {
    use Boundary::{AfterEffect, BeforeEffect};
    use FailureClass::{Fatal, Rejected, Transient, Unknown};
    // Rejected means surely without effect, so it cannot come after one.
    let ways = [
        (BeforeEffect, Rejected, true),
        (BeforeEffect, Transient, false),
        (BeforeEffect, Transient, true),
        (BeforeEffect, Unknown, false),
        (BeforeEffect, Fatal, true),
        (AfterEffect, Transient, false),
        (AfterEffect, Unknown, false),
        (AfterEffect, Unknown, true),
        (AfterEffect, Fatal, true),
    ];
    let fault = |(boundary, class, for_ever)| Fault {
        node: spec.name.clone(),
        direction,
        boundary,
        class,
        for_ever,
    };
    ways.into_iter().map(fault).collect()
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "signals {:?}", self.signalling)?;
        for fault in &self.faults {
            let what = match fault.direction {
                Direction::Forward => "",
                Direction::Undo => "undo of ",
            };
            let often = if fault.for_ever { "always" } else { "once" };
            let Fault {
                node,
                class,
                boundary,
                ..
            } = fault;
            write!(f, "; {what}{node} {often} {class} {boundary:?}")?;
        }
        match self.broken {
            None => Ok(()),
            Some(Break::Crash(point)) => write!(f, "; crash at boundary {point}"),
            Some(Break::Cut(turn)) => write!(f, "; crash inside an effect, at turn {turn}"),
            Some(Break::Zombie(point)) => write!(f, "; zombie from boundary {point}"),
        }
    }
}
