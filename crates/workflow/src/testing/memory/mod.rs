//! The journal in memory: as strict as a durable one, gone with the process.

mod reads;
mod rows;

use std::{
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use self::rows::{Row, Tables, size};
use crate::{
    Fence, Instance, InstanceId, Rev, SignalAnswer, SignalFit, WorkerId,
    ports::{
        ClaimError, Claimed, Commit, CommitError, Committed, Due, HeartbeatError, Lease,
        LeaseAfter, NewInstance, OpenError, Opened, PostSignalError, PostedSignal, SIGNALS_MAX,
        StoreFailure, WorkflowStateRepository,
    },
};

/// A [`Journal`](crate::ports::Journal) without a disk.
#[derive(Debug, Default)]
pub struct InMemoryJournal {
    tables: Mutex<Tables>,
}

impl InMemoryJournal {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl WorkflowStateRepository for InMemoryJournal {
    async fn open(&self, new: NewInstance) -> Result<Opened, OpenError> {
        let mut tables = self.lock();
        let id = new.head.id;
        if let Some(row) = tables.rows.get(&id) {
            if row.instance.head().input_digest != new.head.input_digest {
                return Err(OpenError::KeyReused { id });
            }
            return Ok(Opened::Existing(row.instance.clone()));
        }
        let instance = Instance::begin(new.head, &new.first)
            .map_err(|error| OpenError::Store(StoreFailure::new(error)))?;
        let row = Row {
            rev: Rev::first(),
            fence: Fence::first(),
            lease: new.lease,
            wake_at: instance.wake_at(),
            events: vec![new.first],
            signals: Vec::new(),
            instance,
        };
        let claimed = row.claimed();
        if let Some(due) = row.due() {
            tables.due.insert((due, id));
        }
        tables.rows.insert(id, row);
        Ok(Opened::New(claimed))
    }

    async fn claim(
        &self,
        id: InstanceId,
        lease: Lease,
        now: DateTime<Utc>,
    ) -> Result<Claimed, ClaimError> {
        let mut tables = self.lock();
        let row = tables.rows.get(&id).ok_or(ClaimError::NotFound { id })?;
        if let Some(held) = &row.lease
            && held.owner != lease.owner
            && held.until > now
        {
            return Err(ClaimError::Leased { until: held.until });
        }
        tables
            .take_over(id, lease)
            .ok_or(ClaimError::NotFound { id })
    }

    async fn claim_due(
        &self,
        lease: Lease,
        now: DateTime<Utc>,
        limit: NonZeroU32,
    ) -> Result<Due, StoreFailure> {
        let mut tables = self.lock();
        let ids: Vec<InstanceId> = tables
            .due
            .iter()
            .take_while(|(due, _)| *due <= now)
            .take(size(limit))
            .map(|(_, id)| *id)
            .collect();
        let claimed = ids
            .into_iter()
            .filter_map(|id| tables.take_over(id, lease.clone()))
            .collect();
        Ok(Due {
            claimed,
            quarantined: Vec::new(),
        })
    }

    async fn commit(&self, commit: Commit<'_>) -> Result<Committed, CommitError> {
        let mut tables = self.lock();
        let id = commit.guard.id;
        let row = tables.rows.get(&id).ok_or(CommitError::FenceLost)?;
        if row.fence != commit.guard.fence {
            return Err(CommitError::FenceLost);
        }
        if row.rev != commit.guard.rev {
            return Err(CommitError::Moved);
        }
        let committed = tables.change(id, |row| {
            row.rev = row.rev.next();
            row.instance = commit.instance.clone();
            row.events.extend_from_slice(commit.events);
            for inbox in &mut row.signals {
                inbox.taken |= commit.consumed == Some(&inbox.pending.signal);
            }
            match (commit.lease, &mut row.lease) {
                (LeaseAfter::Renewed(until), Some(lease)) => lease.until = until,
                (LeaseAfter::Renewed(_), None) => {},
                (LeaseAfter::Released, lease) => *lease = None,
            }
            let signal = row.waited_signal();
            let arrived = signal.as_ref().map(|_| row.instance.updated_at());
            row.wake_at = arrived.or_else(|| row.instance.wake_at());
            Committed {
                rev: row.rev,
                signal,
            }
        });
        committed.ok_or(CommitError::FenceLost)
    }

    async fn heartbeat(
        &self,
        id: InstanceId,
        fence: Fence,
        until: DateTime<Utc>,
    ) -> Result<(), HeartbeatError> {
        let mut tables = self.lock();
        let renewed = tables.change(id, |row| {
            let lease = row.lease.as_mut().filter(|_| row.fence == fence)?;
            lease.until = until;
            Some(())
        });
        renewed.flatten().ok_or(HeartbeatError::FenceLost)
    }

    async fn post_signal(&self, posted: PostedSignal) -> Result<SignalAnswer, PostSignalError> {
        let mut tables = self.lock();
        let id = posted.instance;
        let Some(row) = tables.rows.get(&id) else {
            return Ok(SignalAnswer::Unknown);
        };
        if row.instance.head().scope != posted.scope {
            return Ok(SignalAnswer::Unknown);
        }
        if row
            .signals
            .iter()
            .any(|inbox| inbox.pending.signal == posted.signal)
        {
            return Ok(SignalAnswer::Duplicate);
        }
        match row.instance.accepts(&posted.signal.name) {
            SignalFit::Unknown => return Ok(SignalAnswer::Unknown),
            SignalFit::Closed => return Ok(SignalAnswer::TooLate),
            SignalFit::Open => {},
        }
        if row.signals.len() >= SIGNALS_MAX {
            return Err(PostSignalError::TooMany {
                name: posted.signal.name,
            });
        }
        tables.change(id, |row| row.keep(posted));
        Ok(SignalAnswer::Accepted)
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreFailure> {
        Ok(self.lock().due.first().map(|(due, _)| *due))
    }

    async fn release_leases_of_dead_workers(
        &self,
        survivor: &WorkerId,
    ) -> Result<u64, StoreFailure> {
        let mut tables = self.lock();
        let dead = |row: &Row| {
            row.lease
                .as_ref()
                .is_some_and(|lease| lease.owner != *survivor)
        };
        let ids: Vec<InstanceId> = tables
            .rows
            .iter()
            .filter(|(_, row)| dead(row))
            .map(|(id, _)| *id)
            .collect();
        for id in &ids {
            tables.change(*id, |row| row.lease = None);
        }
        Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
    }
}
