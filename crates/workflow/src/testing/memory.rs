//! The journal in memory: as strict as a durable one, gone with the process.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    Fence, HistoryEvent, Instance, InstanceId, Phase, Rev, Scope, SignalAnswer, SignalFit,
    WorkerId,
    ports::{
        ClaimError, Claimed, Commit, CommitError, Committed, Counts, Due, Guard, HeartbeatError,
        InstanceFilter, InstanceSummary, Lease, LeaseAfter, NewInstance, OpenError, Opened, Page,
        PageCursor, PendingSignal, PostSignalError, PostedSignal, ReadError, Recorded, SIGNALS_MAX,
        StoreFailure, WorkflowOperatorRepository, WorkflowStateReader, WorkflowStateRepository,
    },
};

/// A [`Journal`](crate::ports::Journal) without a disk.
#[derive(Debug, Default)]
pub struct InMemoryJournal {
    tables: Mutex<Tables>,
}

#[derive(Debug, Default)]
struct Tables {
    rows: BTreeMap<InstanceId, Row>,
    /// When each instance that has something to do may be claimed.
    due: BTreeSet<(DateTime<Utc>, InstanceId)>,
}

#[derive(Debug)]
struct Row {
    instance: Instance,
    rev: Rev,
    fence: Fence,
    lease: Option<Lease>,
    wake_at: Option<DateTime<Utc>>,
    events: Vec<HistoryEvent>,
    signals: Vec<Inbox>,
}

#[derive(Debug)]
struct Inbox {
    pending: PendingSignal,
    taken: bool,
}

impl Row {
    fn due(&self) -> Option<DateTime<Utc>> {
        let lease_end = self.lease.as_ref().map(|lease| lease.until);
        self.wake_at
            .map(|wake_at| lease_end.map_or(wake_at, |end| end.max(wake_at)))
    }

    fn waited_signal(&self) -> Option<PendingSignal> {
        let name = self.instance.waits_for()?;
        let mut waited = self
            .signals
            .iter()
            .filter(|inbox| !inbox.taken && inbox.pending.signal.name == *name);
        waited.next().map(|inbox| inbox.pending.clone())
    }

    fn claimed(&self) -> Claimed {
        Claimed {
            guard: Guard {
                id: self.instance.id(),
                rev: self.rev,
                fence: self.fence,
            },
            instance: self.instance.clone(),
            signal: self.waited_signal(),
        }
    }

    fn recorded(&self) -> Recorded {
        Recorded {
            instance: self.instance.clone(),
            rev: self.rev,
            fence: self.fence,
            lease: self.lease.clone(),
        }
    }

    fn summary(&self) -> InstanceSummary {
        let head = self.instance.head();
        InstanceSummary {
            id: head.id,
            scope: head.scope,
            workflow: head.workflow.clone(),
            version: head.version,
            key: head.key.clone(),
            status: self.instance.status(),
            parked: match self.instance.phase() {
                Phase::Parked { reason, .. } => Some(*reason),
                Phase::Forward { .. }
                | Phase::Undoing { .. }
                | Phase::Completed
                | Phase::Compensated { .. } => None,
            },
            waits_for: self.instance.waits_for().cloned(),
            wake_at: self.wake_at,
            created_at: head.created_at,
            updated_at: self.instance.updated_at(),
        }
    }

    fn after(&self, seq: u64, limit: NonZeroU32) -> Vec<HistoryEvent> {
        let later = self.events.iter().filter(|event| event.seq > seq);
        later.take(size(limit)).cloned().collect()
    }
}

fn size(limit: NonZeroU32) -> usize {
    usize::try_from(limit.get()).unwrap_or(usize::MAX)
}

impl Tables {
    /// Changes a row and keeps the index of what is due in step with it.
    fn change<T>(&mut self, id: InstanceId, change: impl FnOnce(&mut Row) -> T) -> Option<T> {
        let row = self.rows.get_mut(&id)?;
        if let Some(due) = row.due() {
            self.due.remove(&(due, id));
        }
        let answer = change(row);
        if let Some(due) = row.due() {
            self.due.insert((due, id));
        }
        Some(answer)
    }

    fn take_over(&mut self, id: InstanceId, lease: Lease) -> Option<Claimed> {
        self.change(id, |row| {
            row.rev = row.rev.next();
            row.fence = row.fence.next();
            row.lease = Some(lease);
            row.claimed()
        })
    }

    fn page(
        &self,
        wanted: impl Fn(&Row) -> bool,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Page {
        let mut items: Vec<InstanceSummary> = self
            .rows
            .values()
            .filter(|row| wanted(row))
            .map(Row::summary)
            .collect();
        items.sort_by_key(|item| std::cmp::Reverse((item.created_at, item.id)));
        if let Some(cursor) = after {
            items.retain(|item| (item.created_at, item.id) < (cursor.created_at, cursor.id));
        }
        let more = items.len() > size(limit);
        items.truncate(size(limit));
        let last = items.last().filter(|_| more);
        let next = last.map(|item| PageCursor {
            created_at: item.created_at,
            id: item.id,
        });
        Page { items, next }
    }

    fn counts(&self, wanted: impl Fn(&Row) -> bool) -> Counts {
        let mut counts = Counts::new();
        for row in self.rows.values().filter(|row| wanted(row)) {
            let count = counts.entry(row.instance.status()).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }
}

fn fits(row: &Row, filter: &InstanceFilter) -> bool {
    filter
        .status
        .is_none_or(|status| row.instance.status() == status)
        && filter
            .workflow
            .as_ref()
            .is_none_or(|name| row.instance.head().workflow == *name)
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
        tables.change(id, |row| store_signal(row, posted));
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

fn store_signal(row: &mut Row, posted: PostedSignal) {
    if row.instance.waits_for() == Some(&posted.signal.name) {
        row.rev = row.rev.next();
        row.wake_at = Some(posted.at);
    }
    let PostedSignal {
        signal,
        payload,
        at,
        ..
    } = posted;
    let pending = PendingSignal {
        signal,
        payload,
        received_at: at,
    };
    row.signals.push(Inbox {
        pending,
        taken: false,
    });
}

#[async_trait]
impl WorkflowStateReader for InMemoryJournal {
    async fn find(&self, scope: Scope, id: InstanceId) -> Result<Option<Recorded>, ReadError> {
        let tables = self.lock();
        let row = tables
            .rows
            .get(&id)
            .filter(|row| row.instance.head().scope == scope);
        Ok(row.map(Row::recorded))
    }

    async fn page(
        &self,
        scope: Scope,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure> {
        let wanted = |row: &Row| row.instance.head().scope == scope && fits(row, filter);
        Ok(self.lock().page(wanted, after, limit))
    }

    async fn history(
        &self,
        scope: Scope,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError> {
        let tables = self.lock();
        let row = tables
            .rows
            .get(&id)
            .filter(|row| row.instance.head().scope == scope);
        Ok(row.map(|row| row.after(after, limit)).unwrap_or_default())
    }

    async fn counts(&self, scope: Scope) -> Result<Counts, StoreFailure> {
        Ok(self.lock().counts(|row| row.instance.head().scope == scope))
    }
}

#[async_trait]
impl WorkflowOperatorRepository for InMemoryJournal {
    async fn find_anywhere(&self, id: InstanceId) -> Result<Option<Recorded>, ReadError> {
        Ok(self.lock().rows.get(&id).map(Row::recorded))
    }

    async fn page_everywhere(
        &self,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure> {
        Ok(self.lock().page(|row| fits(row, filter), after, limit))
    }

    async fn history_anywhere(
        &self,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError> {
        let tables = self.lock();
        Ok(tables
            .rows
            .get(&id)
            .map(|row| row.after(after, limit))
            .unwrap_or_default())
    }

    async fn counts_everywhere(&self) -> Result<Counts, StoreFailure> {
        Ok(self.lock().counts(|_| true))
    }
}
