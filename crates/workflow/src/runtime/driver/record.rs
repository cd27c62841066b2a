//! What a driver writes: events, commits, and the reason when it cannot go on.

use std::{error::Error, task::Poll};

use chrono::{DateTime, Utc};

use super::{Driver, Last, Stop, Written};
use crate::{
    Direction, DriveError, Fact, HistoryEvent, ParkReason, StepError, Unreadable,
    core::Entry,
    ports::{Boundary, ClaimError, Commit, CommitError, Directive, LeaseAfter, Point},
};

impl Driver {
    pub(super) fn record(&mut self, entries: Vec<Entry>, at: DateTime<Utc>) -> Result<(), Stop> {
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
    ///
    /// If a signal has moved the instance, drops what was recorded and claims it again. What was
    /// decided before is then void: the caller MUST decide again.
    pub(super) async fn commit(&mut self, lease: LeaseAfter) -> Result<Written, Stop> {
        if self.events.is_empty() && lease != LeaseAfter::Released {
            return Ok(Written::Durable);
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
            Err(CommitError::Moved) => {
                self.claim_again().await?;
                return Ok(Written::Void);
            },
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
        if !self.events.is_empty() {
            // An error in place of a commit's answer means nothing: the commit is durable.
            drop(self.observe(Boundary::AfterCommit).await?);
        }
        self.events.clear();
        self.consumed = None;
        self.last = Last::default();
        Ok(Written::Durable)
    }

    pub(super) async fn claim_again(&mut self) -> Result<(), Stop> {
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

    pub(super) fn park_unreadable(&mut self, error: &Unreadable) -> Result<(), Stop> {
        let cause: &dyn Error = error;
        tracing::error!(error = cause, "parked: the instance cannot be read");
        let fact = Fact::Parked {
            reason: ParkReason::Unreadable,
            failure: None,
        };
        self.record(vec![Entry { fact, data: None }], self.inner.clock.now())
    }

    pub(super) async fn park_without_definition(&mut self) -> Result<(), Stop> {
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
        // One that a signal has moved is due, and the next driver parks it.
        self.commit(LeaseAfter::Released).await.map(drop)
    }

    /// Tells the observer; answers the error it asks for.
    pub(super) async fn observe(&self, boundary: Boundary) -> Result<Option<StepError>, Stop> {
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
