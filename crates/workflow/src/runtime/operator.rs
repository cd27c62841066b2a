//! What an operator of the installation may see and do.

use std::{num::NonZeroU32, sync::Arc};

use super::{RetryError, engine::Inner};
use crate::{
    ActorRef, Fact, HistoryEvent, InstanceId, ParkReason, Status,
    ports::{
        Claimed, Commit, CommitError, Counts, InstanceFilter, LeaseAfter, Page, PageCursor,
        ReadError, Recorded, StoreFailure,
    },
};

/// The longest reason of an operator, in characters.
pub const REASON_CHARS_MAX: usize = 500;

/// Sees across all scopes, and sends parked instances on their way again.
pub struct Operator<'a> {
    inner: &'a Arc<Inner>,
}

impl<'a> Operator<'a> {
    pub(super) const fn new(inner: &'a Arc<Inner>) -> Self {
        Self { inner }
    }

    /// Instances of all scopes, the newest first.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn list(
        &self,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure> {
        self.inner
            .journal
            .page_everywhere(filter, after, limit)
            .await
    }

    /// One instance.
    ///
    /// # Errors
    /// [`ReadError`] if it cannot be read.
    pub async fn inspect(&self, id: InstanceId) -> Result<Option<Recorded>, ReadError> {
        self.inner.journal.find_anywhere(id).await
    }

    /// What happened to one instance after event number `after`, in order: attempts, durations,
    /// waits, errors, undo, and who retried it.
    ///
    /// # Errors
    /// [`ReadError`] if an event cannot be read.
    pub async fn history(
        &self,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError> {
        self.inner.journal.history_anywhere(id, after, limit).await
    }

    /// How many instances have which status.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn counts(&self) -> Result<Counts, StoreFailure> {
        self.inner.journal.counts_everywhere().await
    }

    /// Sends a parked instance on its way again, from where it stood and with a fresh budget.
    ///
    /// The worker loop drives it; without one, call `run_to_rest`.
    ///
    /// # Errors
    /// [`RetryError`]; then the instance is as it was.
    pub async fn retry(
        &self,
        id: InstanceId,
        actor: ActorRef,
        reason: &str,
    ) -> Result<(), RetryError> {
        if reason.trim().is_empty() || reason.chars().count() > REASON_CHARS_MAX {
            return Err(RetryError::Reason {
                limit: REASON_CHARS_MAX,
            });
        }
        let inner = self.inner;
        let _driving = inner.driven.enter(id).await;
        let now = inner.clock.now();
        let mut claimed = inner.journal.claim(id, inner.lease(), now).await?;
        let status = claimed.instance.status();
        let mut events = Vec::new();
        for fact in retry_of(&claimed, actor, reason) {
            let event = HistoryEvent {
                seq: claimed.instance.seq().saturating_add(1),
                at: now,
                worker: inner.worker.clone(),
                fence: claimed.guard.fence,
                attempt: None,
                took: None,
                fact,
                data: None,
            };
            claimed.instance.apply(&event)?;
            events.push(event);
        }
        // One that is not parked is let go again as it was.
        let committed = inner.journal.commit(Commit {
            guard: claimed.guard,
            instance: &claimed.instance,
            events: &events,
            consumed: None,
            lease: LeaseAfter::Released,
        });
        match committed.await {
            Ok(_) if !events.is_empty() => {
                inner.wake.notify_one();
                Ok(())
            },
            Ok(_) => Err(RetryError::NotParked { status }),
            Err(CommitError::FenceLost | CommitError::Moved) => Err(RetryError::Elsewhere),
            Err(CommitError::Store(error)) => Err(RetryError::Store(error)),
        }
    }
}

/// What a retry records: nothing if the instance is not parked.
///
/// What the journal set aside has no record of it, because the row could not be read; it gets one
/// now. An instance that turns out to be finished has nothing to retry.
fn retry_of(claimed: &Claimed, actor: ActorRef, reason: &str) -> Vec<Fact> {
    let retried = Fact::Retried {
        actor,
        reason: reason.to_owned(),
    };
    let status = claimed.instance.status();
    if status == Status::Parked {
        vec![retried]
    } else if claimed.set_aside && !status.is_terminal() {
        let parked = Fact::Parked {
            reason: ParkReason::Unreadable,
            failure: None,
        };
        vec![parked, retried]
    } else {
        Vec::new()
    }
}

impl std::fmt::Debug for Operator<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operator").finish_non_exhaustive()
    }
}
