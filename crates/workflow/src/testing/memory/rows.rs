//! What the journal in memory holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
};

use chrono::{DateTime, Utc};

use crate::{
    Fence, HistoryEvent, Instance, InstanceId, Phase, Rev,
    ports::{
        Claimed, Counts, Guard, InstanceFilter, InstanceSummary, Lease, Page, PageCursor,
        PendingSignal, PostedSignal, Recorded,
    },
};

#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) rows: BTreeMap<InstanceId, Row>,
    /// When each instance that has something to do may be claimed.
    pub(super) due: BTreeSet<(DateTime<Utc>, InstanceId)>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) instance: Instance,
    pub(super) rev: Rev,
    pub(super) fence: Fence,
    pub(super) lease: Option<Lease>,
    pub(super) wake_at: Option<DateTime<Utc>>,
    pub(super) events: Vec<HistoryEvent>,
    pub(super) signals: Vec<Inbox>,
}

#[derive(Debug)]
pub(super) struct Inbox {
    pub(super) pending: PendingSignal,
    pub(super) taken: bool,
}

impl Row {
    pub(super) fn due(&self) -> Option<DateTime<Utc>> {
        let lease_end = self.lease.as_ref().map(|lease| lease.until);
        self.wake_at
            .map(|wake_at| lease_end.map_or(wake_at, |end| end.max(wake_at)))
    }

    pub(super) fn waited_signal(&self) -> Option<PendingSignal> {
        let name = self.instance.waits_for()?;
        let mut waited = self
            .signals
            .iter()
            .filter(|inbox| !inbox.taken && inbox.pending.signal.name == *name);
        waited.next().map(|inbox| inbox.pending.clone())
    }

    /// Keeps a signal. An instance that waits for it is moved, and due at once.
    pub(super) fn keep(&mut self, posted: PostedSignal) {
        if self.instance.waits_for() == Some(&posted.signal.name) {
            self.rev = self.rev.next();
            self.wake_at = Some(posted.at);
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
        self.signals.push(Inbox {
            pending,
            taken: false,
        });
    }

    pub(super) fn claimed(&self) -> Claimed {
        Claimed {
            guard: Guard {
                id: self.instance.id(),
                rev: self.rev,
                fence: self.fence,
            },
            instance: self.instance.clone(),
            signal: self.waited_signal(),
            // What is in memory can always be read.
            set_aside: false,
        }
    }

    pub(super) fn recorded(&self) -> Recorded {
        Recorded {
            instance: self.instance.clone(),
            rev: self.rev,
            fence: self.fence,
            lease: self.lease.clone(),
        }
    }

    pub(super) fn summary(&self) -> InstanceSummary {
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

    pub(super) fn after(&self, seq: u64, limit: NonZeroU32) -> Vec<HistoryEvent> {
        let later = self.events.iter().filter(|event| event.seq > seq);
        later.take(size(limit)).cloned().collect()
    }
}

pub(super) fn size(limit: NonZeroU32) -> usize {
    usize::try_from(limit.get()).unwrap_or(usize::MAX)
}

impl Tables {
    /// Changes a row and keeps the index of what is due in step with it.
    pub(super) fn change<T>(
        &mut self,
        id: InstanceId,
        change: impl FnOnce(&mut Row) -> T,
    ) -> Option<T> {
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

    pub(super) fn take_over(&mut self, id: InstanceId, lease: Lease) -> Option<Claimed> {
        self.change(id, |row| {
            row.rev = row.rev.next();
            row.fence = row.fence.next();
            row.lease = Some(lease);
            row.claimed()
        })
    }

    pub(super) fn page(
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

    pub(super) fn counts(&self, wanted: impl Fn(&Row) -> bool) -> Counts {
        let mut counts = Counts::new();
        for row in self.rows.values().filter(|row| wanted(row)) {
            let count = counts.entry(row.instance.status()).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }
}

pub(super) fn fits(row: &Row, filter: &InstanceFilter) -> bool {
    filter
        .status
        .is_none_or(|status| row.instance.status() == status)
        && filter
            .workflow
            .as_ref()
            .is_none_or(|name| row.instance.head().workflow == *name)
}
