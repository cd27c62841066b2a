//! Drives one instance: decide, act, record, commit, and again.

use std::{error::Error, sync::Arc, task::Poll, time::Duration};

use chrono::{DateTime, Utc};
use tracing::Instrument as _;

use super::{
    DriveError, Outcome,
    effect::{self, Ended},
    engine::Inner,
};
use crate::{
    Direction, Execute, Fact, HistoryEvent, Instance, NodeKind, NodeName, ParkReason, Payload,
    Status, StepContext, StepError, Unreadable,
    core::{Attempt, Decision, Entry, conclude, decide, later},
    ports::{
        Boundary, ClaimError, Claimed, Commit, CommitError, Directive, Guard, LeaseAfter,
        PendingSignal, Point, SignalRef,
    },
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
            match decide(
                definition.as_ref(),
                &self.instance,
                self.signal.as_ref(),
                now,
            ) {
                Ok(Decision::Run { index, attempt }) => {
                    if self.before_effect().await? {
                        return Ok(());
                    }
                    self.act(&definition, Direction::Forward, index, attempt)
                        .await?;
                },
                Ok(Decision::Compensate { index, attempt }) => {
                    if self.before_effect().await? {
                        return Ok(());
                    }
                    self.act(&definition, Direction::Undo, index, attempt)
                        .await?;
                },
                Ok(Decision::Record { entries, consumed }) => {
                    if self.consumed.is_some() {
                        self.commit(LeaseAfter::Renewed(self.inner.lease().until))
                            .await?;
                    }
                    self.consumed = consumed;
                    self.record(entries, now)?;
                    self.signal = None;
                },
                Ok(Decision::Wait { until }) => {
                    if self.wait(until, now).await? {
                        return Ok(());
                    }
                },
                Ok(Decision::Settled) => {
                    self.commit(LeaseAfter::Released).await?;
                    return Ok(());
                },
                Err(error) => self.park_unreadable(&error)?,
            }
        }
    }

    /// Commits what must be known before the next effect. True if the driver is asked to stop.
    ///
    /// A skipped part alone waits for the step's own commit: decided again, it is skipped again.
    async fn before_effect(&mut self) -> Result<bool, Stop> {
        let stop = match &self.mode {
            Mode::ToRest => false,
            Mode::Worker { stop } => stop.load(std::sync::atomic::Ordering::Acquire),
        };
        if stop {
            self.commit(LeaseAfter::Released).await?;
            return Ok(true);
        }
        let matters = |event: &HistoryEvent| !matches!(event.fact, Fact::Skipped { .. });
        if self.events.iter().any(matters) {
            self.commit(LeaseAfter::Renewed(self.inner.lease().until))
                .await?;
        }
        Ok(false)
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
            self.commit(LeaseAfter::Renewed(self.inner.lease().until))
                .await?;
            let (id, fence) = (self.instance.id(), self.guard.fence);
            let alive = effect::pause(&self.inner, id, fence, until).await;
            return if alive { Ok(false) } else { Err(Stop::Lost) };
        }
        self.commit(LeaseAfter::Released).await?;
        if self.signal.is_none() {
            return Ok(true);
        }
        // The signal was there before the wait.
        self.claim_again().await?;
        Ok(false)
    }

    fn record(&mut self, entries: Vec<Entry>, at: DateTime<Utc>) -> Result<(), Stop> {
        for entry in entries {
            let attempted = matches!(
                entry.fact,
                Fact::StepCompleted { .. }
                    | Fact::StepFailed { .. }
                    | Fact::UndoCompleted { .. }
                    | Fact::UndoFailed { .. }
            );
            let event = HistoryEvent {
                seq: self.instance.seq().saturating_add(1),
                at,
                worker: self.inner.worker.clone(),
                fence: self.guard.fence,
                attempt: attempted.then_some(self.last.attempt),
                took: self.last.took.filter(|_| attempted),
                fact: entry.fact,
                data: entry.data,
            };
            self.instance.apply(&event)?;
            self.events.push(event);
        }
        Ok(())
    }

    /// Writes what was recorded, if anything was or the lease is to be released.
    async fn commit(&mut self, lease: LeaseAfter) -> Result<(), Stop> {
        if self.events.is_empty() && lease != LeaseAfter::Released {
            return Ok(());
        }
        let committed = self.inner.journal.commit(Commit {
            guard: self.guard,
            instance: &self.instance,
            events: &self.events,
            consumed: self.consumed.as_ref(),
            lease,
        });
        match committed.await {
            Ok(committed) => {
                self.guard.rev = committed.rev;
                self.signal = committed.signal;
            },
            Err(CommitError::FenceLost) => return Err(Stop::Lost),
            // Only a waiting instance can be moved, so nothing but bookkeeping is dropped here.
            Err(CommitError::Moved) => return self.claim_again().await,
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
        if !self.events.is_empty() {
            // An error in place of a commit's answer means nothing: the commit is durable.
            drop(self.observe(Boundary::AfterCommit).await?);
        }
        self.events.clear();
        self.consumed = None;
        self.last = Last::default();
        Ok(())
    }

    async fn claim_again(&mut self) -> Result<(), Stop> {
        let inner = &self.inner;
        let id = self.instance.id();
        let claimed = match inner
            .journal
            .claim(id, inner.lease(), inner.clock.now())
            .await
        {
            Ok(claimed) => claimed,
            Err(ClaimError::Leased { .. } | ClaimError::NotFound { .. }) => {
                return Err(Stop::Lost);
            },
            Err(ClaimError::Corrupt(error)) => return Err(DriveError::Corrupt(error).into()),
            Err(ClaimError::Store(error)) => return Err(error.into()),
        };
        self.instance = claimed.instance;
        self.guard = claimed.guard;
        self.signal = claimed.signal;
        self.events.clear();
        self.consumed = None;
        Ok(())
    }

    fn park_unreadable(&mut self, error: &Unreadable) -> Result<(), Stop> {
        let cause: &dyn Error = error;
        tracing::error!(error = cause, "parked: the instance cannot be read");
        let fact = Fact::Parked {
            reason: ParkReason::Unreadable,
            failure: None,
        };
        self.record(vec![Entry { fact, data: None }], self.inner.clock.now())
    }

    async fn park_without_definition(&mut self) -> Result<(), Stop> {
        if self.instance.wake_at().is_some() {
            let version = self.instance.head().version;
            tracing::error!(
                version,
                "parked: no such version of the workflow is registered"
            );
            let fact = Fact::Parked {
                reason: ParkReason::NoDefinition,
                failure: None,
            };
            self.record(vec![Entry { fact, data: None }], self.inner.clock.now())?;
        }
        self.commit(LeaseAfter::Released).await
    }

    /// Tells the observer; answers the error it asks for.
    async fn observe(&self, boundary: Boundary) -> Result<Option<StepError>, Stop> {
        let point = Point {
            boundary,
            instance: self.instance.id(),
            workflow: &self.instance.head().workflow,
            node: self.last.node.as_ref(),
            direction: if self.last.undo {
                Direction::Undo
            } else {
                Direction::Forward
            },
            attempt: self.last.attempt,
            took: self.last.took,
        };
        let directive = self.inner.observer.at(&point);
        match directive {
            Directive::Proceed => Ok(None),
            Directive::Stall => {
                stall().await;
                Ok(None)
            },
            Directive::Fail(error) => Ok(Some(error)),
            Directive::Halt => Err(DriveError::Halted.into()),
        }
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

/// Lets others run once.
async fn stall() {
    let mut stalled = false;
    std::future::poll_fn(|cx| {
        if stalled {
            return Poll::Ready(());
        }
        stalled = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
