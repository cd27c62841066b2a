//! Drives one instance: decide, act, record, commit, and again.

mod record;

use std::{error::Error as _, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tracing::Instrument as _;

use super::{
    DriveError, Outcome,
    effect::{self, Ended},
    engine::Inner,
};
use crate::{
    Direction, Execute, Fact, HistoryEvent, Instance, NodeKind, NodeName, Payload, Status,
    StepContext, StepError, Unreadable,
    core::{Attempt, Decision, Entry, conclude, decide, later},
    ports::{Boundary, Claimed, Guard, LeaseAfter, PendingSignal, SignalRef},
};

/// For whom the instance is driven.
#[derive(Debug, Clone)]
pub(super) enum Mode {
    /// For a caller who waits for it.
    ToRest,
    /// For the worker loop, which has other work and may be asked to stop.
    Worker {
        /// Set when the loop is asked to stop.
        stop: Arc<std::sync::atomic::AtomicBool>,
    },
}

pub(super) struct Driver {
    inner: Arc<Inner>,
    mode: Mode,
    instance: Instance,
    guard: Guard,
    signal: Option<PendingSignal>,
    /// Recorded, not yet committed.
    events: Vec<HistoryEvent>,
    consumed: Option<SignalRef>,
    /// What the events tell of, for the observer.
    last: Last,
}

/// The attempt that the next commit tells of.
#[derive(Default)]
struct Last {
    node: Option<NodeName>,
    attempt: u32,
    undo: bool,
    took: Option<Duration>,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// It is durable, or there was nothing to write.
    Durable,
    /// A signal came first: the instance is as the journal has it.
    Void,
}

/// What a driver does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// What was decided.
    Proceed,
    /// Decide again.
    DecideAgain,
    /// Nothing: the driver lets go.
    LetGo,
}

/// Why the driver lets go.
enum Stop {
    Lost,
    Failed(DriveError),
}

impl<E: Into<DriveError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Driver {
    pub(super) fn new(inner: Arc<Inner>, claimed: Claimed, mode: Mode) -> Self {
        Self {
            inner,
            mode,
            instance: claimed.instance,
            guard: claimed.guard,
            signal: claimed.signal,
            events: Vec::new(),
            consumed: None,
            last: Last::default(),
        }
    }

    pub(super) async fn drive(mut self) -> Result<Outcome<Payload>, DriveError> {
        let head = self.instance.head();
        let span = tracing::info_span!("workflow", name = %head.workflow, instance = %head.id);
        async move {
            match self.go_on().await {
                Ok(()) => Ok(Outcome::raw(&self.instance)),
                Err(Stop::Lost) => Ok(Outcome::Elsewhere),
                Err(Stop::Failed(error)) => Err(error),
            }
        }
        .instrument(span)
        .await
    }

    async fn go_on(&mut self) -> Result<(), Stop> {
        let head = self.instance.head();
        let slot = (head.workflow.clone(), head.version);
        let Some(definition) = self.inner.definitions.get(&slot).cloned() else {
            return self.park_without_definition().await;
        };
        loop {
            let now = self.inner.clock.now();
            let signal = self.signal.as_ref();
            match effect::decided(|| decide(definition.as_ref(), &self.instance, signal, now)) {
                Ok(Decision::Run { index, attempt }) => match self.before_effect().await? {
                    Next::Proceed => {
                        self.act(&definition, Direction::Forward, index, attempt)
                            .await?;
                    },
                    Next::DecideAgain => {},
                    Next::LetGo => return Ok(()),
                },
                Ok(Decision::Compensate { index, attempt }) => match self.before_effect().await? {
                    Next::Proceed => {
                        self.act(&definition, Direction::Undo, index, attempt)
                            .await?;
                    },
                    Next::DecideAgain => {},
                    Next::LetGo => return Ok(()),
                },
                Ok(Decision::Record { entries, consumed }) => {
                    self.note(entries, consumed, now).await?;
                },
                Ok(Decision::Wait { until }) => {
                    if self.wait(until, now).await? {
                        return Ok(());
                    }
                },
                Ok(Decision::Settled) => {
                    if self.commit(LeaseAfter::Released).await? == Written::Durable {
                        return Ok(());
                    }
                },
                Err(error) => self.park_unreadable(&error)?,
            }
        }
    }

    /// Records what needs no effect. One commit takes one signal.
    async fn note(
        &mut self,
        entries: Vec<Entry>,
        consumed: Option<SignalRef>,
        now: DateTime<Utc>,
    ) -> Result<(), Stop> {
        if self.consumed.is_some() {
            let renewed = LeaseAfter::Renewed(self.inner.lease().until);
            if self.commit(renewed).await? == Written::Void {
                return Ok(());
            }
        }
        self.consumed = consumed;
        self.record(entries, now)?;
        self.signal = None;
        Ok(())
    }

    /// Commits what must be known before the next effect.
    ///
    /// A skipped part alone waits for the step's own commit: decided again, it is skipped again.
    async fn before_effect(&mut self) -> Result<Next, Stop> {
        let stop = match &self.mode {
            Mode::ToRest => false,
            Mode::Worker { stop } => stop.load(std::sync::atomic::Ordering::Acquire),
        };
        let matters = |event: &HistoryEvent| !matches!(event.fact, Fact::Skipped { .. });
        let written = if stop {
            self.commit(LeaseAfter::Released).await?
        } else if self.events.iter().any(matters) {
            self.commit(LeaseAfter::Renewed(self.inner.lease().until))
                .await?
        } else {
            Written::Durable
        };
        Ok(match (written, stop) {
            (Written::Void, _) => Next::DecideAgain,
            (Written::Durable, true) => Next::LetGo,
            (Written::Durable, false) => Next::Proceed,
        })
    }

    async fn act(
        &mut self,
        definition: &Arc<dyn Execute>,
        direction: Direction,
        index: u32,
        number: u32,
    ) -> Result<(), Stop> {
        let Some((node, timeout)) = step_of(definition, index) else {
            self.park_unreadable(&Unreadable::NoSuchNode { index })?;
            return Ok(());
        };
        let began = self.inner.clock.now();
        self.last = Last {
            node: Some(node.clone()),
            attempt: number,
            undo: direction == Direction::Undo,
            took: None,
        };
        let cx = StepContext {
            instance: self.instance.id(),
            scope: self.instance.head().scope,
            correlation: self.instance.head().correlation,
            node,
            direction,
            attempt: number,
            now: began,
            deadline: later(began, timeout),
            fence: self.guard.fence,
        };
        let outcome = self.effect(definition, index, &cx).await?;
        let now = self.inner.clock.now();
        self.last.took = Some((now - began).to_std().unwrap_or_default());
        let outcome = match self.observe(Boundary::AfterEffect).await? {
            Some(error) => Err(error),
            None => outcome,
        };
        if let Err(error) = &outcome {
            let (code, class) = (error.code(), error.class());
            tracing::warn!(step = %cx.node, number, code, %class,
                source = error.source(), "a step failed");
        }
        let attempt = Attempt {
            direction,
            index,
            number,
            fence: self.guard.fence,
            outcome,
        };
        match conclude(definition.as_ref(), &self.instance, attempt, now) {
            Ok(entries) => self.record(entries, now),
            Err(error) => self.park_unreadable(&error),
        }
    }

    async fn effect(
        &mut self,
        definition: &Arc<dyn Execute>,
        index: u32,
        cx: &StepContext,
    ) -> Result<Result<Payload, StepError>, Stop> {
        if let Some(error) = self.observe(Boundary::BeforeEffect).await? {
            return Ok(Err(error));
        }
        let span = tracing::debug_span!("step", name = %cx.node, attempt = cx.attempt);
        let effect = match cx.direction {
            Direction::Forward => definition.run(index, cx, &self.instance),
            Direction::Undo => definition.undo(index, cx, &self.instance),
        };
        let id = self.instance.id();
        let ended = effect::attempt(&self.inner, id, self.guard.fence, effect, cx.deadline);
        match ended.instrument(span).await {
            Ended::With(outcome) => Ok(outcome),
            Ended::FenceLost => Err(Stop::Lost),
        }
    }

    /// True if the driver lets go here.
    async fn wait(&mut self, until: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool, Stop> {
        let patience = match self.mode {
            Mode::ToRest => self.inner.settings.patience,
            Mode::Worker { .. } => self.inner.settings.worker_patience,
        };
        let resting = self.instance.status() == Status::Waiting || until > later(now, patience);
        if !resting {
            let renewed = LeaseAfter::Renewed(self.inner.lease().until);
            if self.commit(renewed).await? == Written::Void {
                return Ok(false);
            }
            let (id, fence) = (self.instance.id(), self.guard.fence);
            let alive = effect::pause(&self.inner, id, fence, until).await;
            return if alive { Ok(false) } else { Err(Stop::Lost) };
        }
        if self.commit(LeaseAfter::Released).await? == Written::Void {
            return Ok(false);
        }
        if self.signal.is_none() {
            return Ok(true);
        }
        // The signal was there before the wait.
        self.claim_again().await?;
        Ok(false)
    }
}

fn step_of(definition: &Arc<dyn Execute>, index: u32) -> Option<(NodeName, Duration)> {
    let place = usize::try_from(index).ok()?;
    let spec = definition.nodes().get(place)?;
    match &spec.kind {
        NodeKind::Step(step) => Some((spec.name.clone(), step.timeout)),
        NodeKind::Wait { .. } | NodeKind::Sleep { .. } => None,
    }
}
