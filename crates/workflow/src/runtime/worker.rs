//! Drives what is due: once, or until it is stopped.

use std::{
    future::Future,
    num::NonZeroU32,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::task::JoinSet;

use super::{DriveError, Engine, Outcome, driver::Mode};
use crate::{Payload, core::later, ports::StoreFailure};

/// What became of the instances that were driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Came to their end.
    pub completed: u64,
    /// Were taken back.
    pub compensated: u64,
    /// Wait for a signal or for time.
    pub waiting: u64,
    /// Wait for a later attempt.
    pub pending: u64,
    /// Wait for an operator, unreadable ones included.
    pub parked: u64,
    /// Were taken over by another driver.
    pub elsewhere: u64,
    /// Could not be driven to rest; they go on later.
    pub failed: u64,
}

impl Summary {
    fn count(&mut self, outcome: &Result<Outcome<Payload>, DriveError>) {
        let count = match outcome {
            Ok(Outcome::Completed(_)) => &mut self.completed,
            Ok(Outcome::Compensated(_)) => &mut self.compensated,
            Ok(Outcome::Waiting { .. }) => &mut self.waiting,
            Ok(Outcome::Pending { .. }) => &mut self.pending,
            Ok(Outcome::Parked { .. }) => &mut self.parked,
            Ok(Outcome::Elsewhere) => &mut self.elsewhere,
            Err(_) => &mut self.failed,
        };
        *count = count.saturating_add(1);
    }

    /// How many instances were driven in all.
    pub const fn total(&self) -> u64 {
        self.completed
            .saturating_add(self.compensated)
            .saturating_add(self.waiting)
            .saturating_add(self.pending)
            .saturating_add(self.parked)
            .saturating_add(self.elsewhere)
            .saturating_add(self.failed)
    }
}

type Drives = JoinSet<Result<Outcome<Payload>, DriveError>>;

/// One run over what is due.
struct Shift {
    engine: Engine,
    drives: Drives,
    summary: Summary,
    mode: Mode,
}

impl Shift {
    /// Claims as many as there is room for, and says how many it got.
    async fn claim(&mut self) -> Result<usize, StoreFailure> {
        let inner = &self.engine.inner;
        let busy = u32::try_from(self.drives.len()).unwrap_or(u32::MAX);
        let room = inner.settings.concurrency.get().saturating_sub(busy);
        let Some(room) = NonZeroU32::new(room) else {
            return Ok(0);
        };
        let due = inner
            .journal
            .claim_due(inner.lease(), inner.clock.now(), room)
            .await?;
        for id in &due.quarantined {
            tracing::error!(%id, "parked: the instance cannot be read");
            self.summary.parked = self.summary.parked.saturating_add(1);
        }
        let count = due.claimed.len();
        for claimed in due.claimed {
            let inner = Arc::clone(inner);
            let mode = self.mode.clone();
            self.drives
                .spawn(async move { inner.drive(claimed, mode).await });
        }
        Ok(count)
    }

    /// Waits for one drive to end; false if none is under way.
    async fn join(&mut self) -> bool {
        let Some(joined) = self.drives.join_next().await else {
            return false;
        };
        match joined {
            Ok(outcome) => {
                if let Err(error) = &outcome {
                    let error: &dyn std::error::Error = error;
                    tracing::warn!(error, "an instance could not be driven to rest");
                }
                self.summary.count(&outcome);
            },
            // Steps are contained; this would be a defect of the engine or of an observer.
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "a driver ended without an outcome");
                self.summary.failed = self.summary.failed.saturating_add(1);
            },
        }
        true
    }
}

impl Engine {
    /// Drives everything that is due now to rest, and answers what became of it.
    ///
    /// Call it after a restart, and whenever no worker loop runs.
    ///
    /// # Errors
    /// [`StoreFailure`] if the journal could not say what is due. What was claimed before is
    /// driven to rest first.
    pub async fn resume_all(&self) -> Result<Summary, StoreFailure> {
        let mut shift = self.shift(Mode::ToRest);
        loop {
            let claimed = match shift.claim().await {
                Ok(claimed) => claimed,
                Err(error) => {
                    while shift.join().await {}
                    return Err(error);
                },
            };
            if !shift.join().await && claimed == 0 {
                return Ok(shift.summary);
            }
        }
    }

    /// Drives what is due until `stop` is ready; then lets each instance reach its next safe
    /// point, releases it, and answers what became of all.
    ///
    /// A store that does not answer is logged and asked again.
    pub async fn work(&self, stop: impl Future<Output = ()> + Send) -> Summary {
        let stopping = Arc::new(AtomicBool::new(false));
        let mut shift = self.shift(Mode::Worker {
            stop: Arc::clone(&stopping),
        });
        let mut stop = pin!(stop);
        loop {
            match shift.claim().await {
                Ok(0) => {},
                Ok(_) => continue,
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::error!(error, "the journal does not say what is due");
                },
            }
            let look = self.next_look().await;
            let busy = !shift.drives.is_empty();
            tokio::select! {
                biased;
                () = &mut stop => break,
                _ = shift.join(), if busy => {},
                () = self.inner.wake.notified() => {},
                () = self.inner.clock.sleep_until(look) => {},
            }
        }
        stopping.store(true, Ordering::Release);
        while shift.join().await {}
        shift.summary
    }

    fn shift(&self, mode: Mode) -> Shift {
        Shift {
            engine: self.clone(),
            drives: JoinSet::new(),
            summary: Summary::default(),
            mode,
        }
    }

    /// When to look again, if nothing happens before: other engines may write to the journal.
    async fn next_look(&self) -> chrono::DateTime<chrono::Utc> {
        let now = self.inner.clock.now();
        let poll = later(now, self.inner.settings.poll);
        match self.inner.journal.next_due().await {
            // What is due but could not be claimed is asked for again after the poll only.
            Ok(Some(due)) if due > now => due.min(poll),
            Ok(_) | Err(_) => poll,
        }
    }
}
