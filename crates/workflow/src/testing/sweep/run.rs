//! Runs one schedule on virtual time, without a runtime: futures are polled by hand.

use std::{
    fmt::Write as _,
    future::Future,
    num::NonZeroU32,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll, Waker},
};

use uuid::Uuid;

use super::{
    Break, Run, Schedule, Signalling, SweepError, Violation, World, plan::Met, saboteur::Saboteur,
};
use crate::{
    CorrelationId, DedupKey, DriveError, Engine, Instance, InstanceId, Outcome, Payload, RunError,
    Scope, SignalName, Start, Status, Workflow, minutes,
    ports::{
        Clock as _, Journal, Observer, PostedSignal, SignalRef, StoreFailure,
        WorkflowOperatorRepository as _, WorkflowStateRepository as _,
    },
    testing::{InMemoryJournal, VirtualClock},
};

/// A process that has not ended after so many looks never will.
const LOOKS_MAX: u32 = 200;
/// Ports in memory answer at once, or after a few turns.
const POLLS_MAX: u32 = 10_000;

/// How a driver's turn ended.
enum Turn {
    Rests,
    Died,
    Stalled,
}

struct Stage<'a, W: World> {
    world: &'a Arc<W>,
    schedule: &'a Schedule,
    journal: Arc<InMemoryJournal>,
    clock: VirtualClock,
    saboteur: Arc<Saboteur>,
    drivers: AtomicU32,
    /// How often an effect gave way.
    turns: AtomicU32,
}

type Drive = Pin<Box<dyn Future<Output = Result<(), DriveError>>>>;

/// Runs a schedule to its end, and counts the boundaries that were met.
pub(super) fn schedule<W: World>(
    world: &Arc<W>,
    schedule: &Schedule,
) -> Result<(Run, Met), SweepError> {
    let stage = Stage {
        world,
        schedule,
        journal: Arc::new(InMemoryJournal::new()),
        clock: VirtualClock::automatic(),
        saboteur: Arc::new(Saboteur::new(schedule)),
        drivers: AtomicU32::new(0),
        turns: AtomicU32::new(0),
    };
    let start = Start {
        scope: Scope::Platform,
        key: key("sweep")?,
        correlation: CorrelationId::from_uuid(Uuid::nil()),
        input: world.input(),
    };
    let id = InstanceId::derive(start.scope, &name::<W>()?, &start.key);
    let first = stage.engine()?;
    let drive = if schedule.signalling == Signalling::Early {
        ready(first.start::<W::Workflow>(start))?.map_err(setup)?;
        stage.tell_everything(id)?;
        go_on(first.clone(), id)
    } else {
        begin::<W>(first.clone(), start)
    };
    let outcome = stage.to_the_end(id, first, drive)?;
    if schedule.signalling == Signalling::Late {
        stage.tell_everything(id)?;
    }
    let run = stage.finish(id, outcome)?;
    let boundaries = stage.saboteur.met();
    Ok((
        run,
        Met {
            boundaries,
            turns: stage.turns.load(Ordering::Relaxed),
        },
    ))
}

fn begin<W: World>(engine: Engine, start: Start<<W::Workflow as Workflow>::Input>) -> Drive {
    Box::pin(async move {
        match engine.run::<W::Workflow>(start).await {
            Ok(_) => Ok(()),
            Err(RunError::Drive(error)) => Err(error),
            Err(RunError::Start(error)) => Err(DriveError::Store(StoreFailure::new(error))),
        }
    })
}

fn go_on(engine: Engine, id: InstanceId) -> Drive {
    Box::pin(async move { engine.run_to_rest(id).await.map(drop) })
}

impl<W: World> Stage<'_, W> {
    fn engine(&self) -> Result<Engine, SweepError> {
        let number = self.drivers.fetch_add(1, Ordering::Relaxed);
        let worker = crate::WorkerId::parse(&format!("driver-{number}")).map_err(setup)?;
        let journal: Arc<dyn Journal> = Arc::<InMemoryJournal>::clone(&self.journal);
        let observer: Arc<dyn Observer> = Arc::<Saboteur>::clone(&self.saboteur);
        let engine = Engine::builder(journal, Arc::new(self.clock.clone()), worker)
            .observer(observer)
            .register(self.world.workflow())
            .map_err(setup)?;
        Ok(engine.build())
    }

    /// Drives until nothing is left to do. A driver that dies is replaced. One that stalls is
    /// replaced too, and goes on when the other has ended the instance.
    fn to_the_end(
        &self,
        id: InstanceId,
        mut engine: Engine,
        mut drive: Drive,
    ) -> Result<Outcome<Payload>, SweepError> {
        for _ in 0..LOOKS_MAX {
            match self.turn(&mut drive)? {
                Turn::Rests => {},
                Turn::Died => engine = self.replacement()?,
                Turn::Stalled => {
                    let other = self.replacement()?;
                    let outcome = self.to_the_end(id, other.clone(), go_on(other, id))?;
                    ready(drive)?.map_err(setup)?;
                    return Ok(outcome);
                },
            }
            let outcome = Outcome::raw(&self.instance(id)?);
            match &outcome {
                Outcome::Completed(_) | Outcome::Compensated(_) | Outcome::Parked { .. } => {
                    return Ok(outcome);
                },
                Outcome::Waiting {
                    signal: Some(name),
                    until,
                } => {
                    if !self.tell(id, name)? {
                        self.clock.move_to(self.clock.now().max(*until));
                    }
                },
                Outcome::Waiting {
                    signal: None,
                    until: at,
                }
                | Outcome::Pending { at } => {
                    self.clock.move_to(self.clock.now().max(*at));
                },
                Outcome::Elsewhere => self.clock.advance(minutes(1)),
            }
            drive = go_on(engine.clone(), id);
        }
        Err(SweepError::Setup(format!(
            "{}: the instance never ends",
            self.schedule
        )))
    }

    /// Another driver, when the lease of the lost one has ended.
    fn replacement(&self) -> Result<Engine, SweepError> {
        self.clock.advance(minutes(1));
        self.engine()
    }

    fn turn(&self, drive: &mut Drive) -> Result<Turn, SweepError> {
        let mut cx = Context::from_waker(Waker::noop());
        let zombies = matches!(self.schedule.broken, Some(Break::Zombie(_)));
        for _ in 0..POLLS_MAX {
            match drive.as_mut().poll(&mut cx) {
                Poll::Ready(Ok(())) => return Ok(Turn::Rests),
                Poll::Ready(Err(DriveError::Halted)) => return Ok(Turn::Died),
                Poll::Ready(Err(error)) => return Err(setup(error)),
                Poll::Pending if zombies && self.saboteur.has_stalled() => {
                    return Ok(Turn::Stalled);
                },
                Poll::Pending if !self.saboteur.is_inside() => {},
                Poll::Pending => {
                    let turn = self.turns.fetch_add(1, Ordering::Relaxed);
                    if self.schedule.broken == Some(Break::Cut(turn)) {
                        return Ok(Turn::Died);
                    }
                },
            }
        }
        Err(outside())
    }

    /// Sends what the world answers; false if the deadline is to pass.
    fn tell(&self, id: InstanceId, name: &SignalName) -> Result<bool, SweepError> {
        if self.schedule.signalling == Signalling::Late {
            return Ok(false);
        }
        let Some(answer) = self.world.answer(name) else {
            return Ok(false);
        };
        let times = if self.schedule.signalling == Signalling::Twice {
            2
        } else {
            1
        };
        for _ in 0..times {
            self.post(id, name, &answer.0)?;
        }
        Ok(true)
    }

    fn tell_everything(&self, id: InstanceId) -> Result<(), SweepError> {
        for name in self.instance(id)?.signals() {
            if let Some(answer) = self.world.answer(name) {
                self.post(id, name, &answer.0)?;
            }
        }
        Ok(())
    }

    fn post(
        &self,
        instance: InstanceId,
        name: &SignalName,
        payload: &Payload,
    ) -> Result<(), SweepError> {
        let posted = PostedSignal {
            scope: Scope::Platform,
            instance,
            signal: SignalRef {
                name: name.clone(),
                key: key("answer")?,
            },
            payload: payload.clone(),
            at: self.clock.now(),
        };
        ready(self.journal.post_signal(posted))?.map_err(setup)?;
        Ok(())
    }

    fn instance(&self, id: InstanceId) -> Result<Instance, SweepError> {
        let found = ready(self.journal.find_anywhere(id))?.map_err(setup)?;
        let found = found.ok_or_else(|| SweepError::Setup("the instance is gone".to_owned()))?;
        Ok(found.instance)
    }

    /// Checks what holds for every workflow.
    fn finish(&self, id: InstanceId, outcome: Outcome<Payload>) -> Result<Run, SweepError> {
        let history = ready(self.journal.history_anywhere(id, 0, NonZeroU32::MAX))?;
        let run = Run {
            outcome,
            history: history.map_err(setup)?,
        };
        let stored = self.instance(id)?;
        let mut events = run.history.iter();
        let folded = events.next().and_then(|first| {
            let mut folded = Instance::begin(stored.head().clone(), first).ok()?;
            events.try_for_each(|event| folded.apply(event)).ok()?;
            Some(folded)
        });
        if folded.as_ref() != Some(&stored) {
            let rule = "folding the history gives the instance";
            return Err(violation(rule, self.schedule, &run).into());
        }
        if Outcome::raw(&stored) != run.outcome {
            let rule = "nobody writes after the end";
            return Err(violation(rule, self.schedule, &run).into());
        }
        let ended = stored.status().is_terminal() || stored.status() == Status::Parked;
        if !ended {
            let rule = "the instance comes to an end";
            return Err(violation(rule, self.schedule, &run).into());
        }
        Ok(run)
    }
}

pub(super) fn violation(invariant: &str, schedule: &Schedule, run: &Run) -> Violation {
    let mut story = String::new();
    for event in &run.history {
        let node = event
            .fact
            .node()
            .map(crate::NodeName::as_str)
            .unwrap_or_default();
        // Writing to a String cannot fail.
        let _: std::fmt::Result = writeln!(
            story,
            "{:>4} {:<20} {:<20} worker {} fence {}",
            event.seq,
            event.fact.kind(),
            node,
            event.worker,
            event.fence
        );
    }
    Violation {
        invariant: invariant.to_owned(),
        schedule: schedule.clone(),
        story,
    }
}

fn name<W: World>() -> Result<crate::WorkflowName, SweepError> {
    crate::WorkflowName::parse(<W::Workflow as Workflow>::NAME).map_err(setup)
}

fn key(raw: &str) -> Result<DedupKey, SweepError> {
    DedupKey::parse(raw).map_err(setup)
}

fn setup(error: impl std::fmt::Display) -> SweepError {
    SweepError::Setup(error.to_string())
}

/// Polls to the end. Nothing here waits for the outside, so it is never asleep for long.
fn ready<T>(future: impl Future<Output = T>) -> Result<T, SweepError> {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..POLLS_MAX {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return Ok(value);
        }
    }
    Err(outside())
}

fn outside() -> SweepError {
    SweepError::Setup("a port of the world waits for something outside".to_owned())
}
