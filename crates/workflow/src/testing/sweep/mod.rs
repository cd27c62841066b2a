//! Breaks a workflow at every point and checks what must always hold.
//!
//! Deterministic and single-threaded, on virtual time: the same sweep gives the same schedules on
//! every machine. The ports of the world are the user's own, in memory.

mod plan;
mod run;
mod saboteur;

use std::{collections::BTreeSet, fmt, sync::Arc};

pub use self::plan::{Break, Fault, Schedule, Signalling};
use crate::{
    Definition, HistoryEvent, InvalidDefinition, NodeKind, NodeName, Outcome, Payload, Signal,
    SignalName, Workflow,
};

/// What a sweep works on: a workflow over ports in memory, made afresh for each schedule.
pub trait World: Send + Sync + 'static {
    /// The workflow to break.
    type Workflow: Workflow;

    /// The workflow over this world's ports.
    fn workflow(self: &Arc<Self>) -> Self::Workflow;
    /// What it is started with.
    fn input(&self) -> <Self::Workflow as Workflow>::Input;
    /// What the world says when the workflow waits for `signal`; `None` if it never answers.
    fn answer(&self, signal: &SignalName) -> Option<Answer>;
}

/// A signal that the world sends.
#[derive(Debug, Clone)]
pub struct Answer(pub(super) Payload);

impl Answer {
    /// A signal.
    ///
    /// # Errors
    /// [`PayloadError`](crate::PayloadError) if it cannot be stored.
    pub fn of<S: Signal>(signal: &S) -> Result<Self, crate::PayloadError> {
        Payload::encode(signal).map(Self)
    }
}

/// One finished schedule, for the invariants to look at.
#[derive(Debug, Clone)]
pub struct Run {
    /// How the instance ended.
    pub outcome: Outcome<Payload>,
    /// What its history says.
    pub history: Vec<HistoryEvent>,
}

impl Run {
    /// Whether it came to its end.
    pub const fn is_completed(&self) -> bool {
        matches!(self.outcome, Outcome::Completed(_))
    }

    /// Whether it was taken back.
    pub const fn is_compensated(&self) -> bool {
        matches!(self.outcome, Outcome::Compensated(_))
    }

    /// Whether it waits for an operator.
    pub const fn is_parked(&self) -> bool {
        matches!(self.outcome, Outcome::Parked { .. })
    }
}

type Check<W> = Box<dyn Fn(&W, &Run) -> bool>;

/// The sweep under construction.
pub struct Sweep<W: World> {
    make: Box<dyn Fn() -> W>,
    invariants: Vec<(&'static str, Check<W>)>,
    faults: bool,
    crashes: bool,
    zombies: bool,
}

/// What a clean sweep has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many schedules were run.
    pub schedules: u64,
    /// The steps that were run.
    pub run: BTreeSet<NodeName>,
    /// The steps that were taken back.
    pub undone: BTreeSet<NodeName>,
    /// The steps that no schedule has run, and the undos that none has needed.
    pub missed: BTreeSet<String>,
}

/// A schedule that breaks an invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What does not hold.
    pub invariant: String,
    /// How to make it happen again.
    pub schedule: Schedule,
    /// How the instance ended, and what its history says, one event a line.
    pub story: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "broken: {}", self.invariant)?;
        writeln!(f, "schedule: {}", self.schedule)?;
        f.write_str(&self.story)
    }
}

impl std::error::Error for Violation {}

impl<W: World> Sweep<W> {
    /// A sweep of the world that `make` builds afresh for each schedule. At first it runs the
    /// schedules without faults: with the signal early, in time, twice, and never.
    pub fn of(make: impl Fn() -> W + 'static) -> Self {
        Self {
            make: Box::new(make),
            invariants: Vec::new(),
            faults: false,
            crashes: false,
            zombies: false,
        }
    }

    /// What must hold after every schedule. Beside these it is always checked that the instance
    /// comes to an end, and that folding its history gives the instance.
    #[must_use]
    pub fn invariant(
        mut self,
        name: &'static str,
        holds: impl Fn(&W, &Run) -> bool + 'static,
    ) -> Self {
        self.invariants.push((name, Box::new(holds)));
        self
    }

    /// Every step and undo fails in every way, once and for ever: before its effect, and after it
    /// with the answer lost.
    #[must_use]
    pub const fn every_single_fault(mut self) -> Self {
        self.faults = true;
        self
    }

    /// The driver dies at every boundary of every other schedule, and wherever an effect gives
    /// way (awaits something that is not ready), and another one goes on.
    #[must_use]
    pub const fn every_single_crash(mut self) -> Self {
        self.crashes = true;
        self
    }

    /// The driver stalls at every boundary of every other schedule until another one has brought
    /// the instance to its end; then it goes on as a zombie.
    #[must_use]
    pub const fn every_zombie(mut self) -> Self {
        self.zombies = true;
        self
    }

    /// Runs all schedules and answers what was reached.
    ///
    /// # Errors
    /// The first [`Violation`], or what is wrong with the definition.
    pub fn check(&self) -> Result<Report, SweepError> {
        let world = Arc::new((self.make)());
        let definition = Definition::of(world.workflow())?;
        let mut report = Report {
            schedules: 0,
            run: BTreeSet::new(),
            undone: BTreeSet::new(),
            missed: BTreeSet::new(),
        };
        for calm in plan::calm(definition.nodes(), self.faults) {
            let met = self.run(&calm, &mut report)?;
            let breaks = plan::breaks(met, self.crashes, self.zombies);
            for broken in breaks {
                self.run(
                    &Schedule {
                        broken: Some(broken),
                        ..calm.clone()
                    },
                    &mut report,
                )?;
            }
        }
        report.missed = missed(&definition, &report);
        Ok(report)
    }

    /// Runs all schedules.
    ///
    /// # Panics
    /// With the first violation and how to repeat it, or if a step or undo was never reached.
    #[expect(clippy::panic, reason = "a sweep is a test and fails by panicking")]
    pub fn run_all(&self) -> Report {
        match self.check() {
            Ok(report) if report.missed.is_empty() => report,
            Ok(report) => panic!("no schedule has reached {:?}", report.missed),
            Err(error) => panic!("{error}"),
        }
    }

    /// Runs one schedule, such as one that a violation has told.
    ///
    /// # Errors
    /// The [`Violation`], if it breaks an invariant.
    pub fn replay(&self, schedule: &Schedule) -> Result<Run, SweepError> {
        let world = Arc::new((self.make)());
        let (run, _) = run::schedule(&world, schedule)?;
        self.hold(&world, schedule, &run)?;
        Ok(run)
    }

    /// Runs one schedule and answers what its drivers have met.
    fn run(&self, schedule: &Schedule, report: &mut Report) -> Result<plan::Met, SweepError> {
        let world = Arc::new((self.make)());
        let (run, met) = run::schedule(&world, schedule)?;
        report.schedules = report.schedules.saturating_add(1);
        for event in &run.history {
            match &event.fact {
                crate::Fact::StepCompleted { node, .. } => {
                    report.run.insert(node.clone());
                },
                crate::Fact::UndoCompleted { node, .. } => {
                    report.undone.insert(node.clone());
                },
                _ => {},
            }
        }
        self.hold(&world, schedule, &run)?;
        Ok(met)
    }

    fn hold(&self, world: &W, schedule: &Schedule, run: &Run) -> Result<(), SweepError> {
        for (name, holds) in &self.invariants {
            if !holds(world, run) {
                return Err(run::violation(name, schedule, run).into());
            }
        }
        Ok(())
    }
}

fn missed<W: Workflow>(definition: &Definition<W>, report: &Report) -> BTreeSet<String> {
    let mut missed = BTreeSet::new();
    for spec in definition.nodes() {
        let NodeKind::Step(step) = &spec.kind else {
            continue;
        };
        if !report.run.contains(&spec.name) {
            missed.insert(spec.name.to_string());
        }
        if step.undo == crate::Undo::Compensate && !report.undone.contains(&spec.name) {
            missed.insert(format!("undo of {}", spec.name));
        }
    }
    missed
}

/// Why a sweep is not clean.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// An invariant does not hold.
    #[error("{0}")]
    Broken(Box<Violation>),
    /// The workflow cannot be run at all.
    #[error("the definition cannot be run: {0}")]
    Definition(#[from] InvalidDefinition),
    /// The world or the engine refused what a sweep needs.
    #[error("the sweep could not go on: {0}")]
    Setup(String),
}

impl From<Violation> for SweepError {
    fn from(violation: Violation) -> Self {
        Self::Broken(Box::new(violation))
    }
}

impl<W: World> fmt::Debug for Sweep<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.invariants.iter().map(|(name, _)| name).collect();
        f.debug_struct("Sweep")
            .field("invariants", &names)
            .finish_non_exhaustive()
    }
}
