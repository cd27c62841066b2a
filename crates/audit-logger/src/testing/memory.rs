//! The trail in memory. It honours every MUST of the ports, but forgets when it is dropped.

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    EventId, Finding, LogId, LogState, Record, RecordDraft, Seq, TreeHead,
    ports::{
        AppendError, Appended, AuditEvidence, AuditLogRepository, AuditReader, BATCH_RECORDS_MAX,
        Filter, Lookup, Page, PageRequest, ReadError, StoreFailure, StoredEntry, StoredHead,
        Strays,
    },
};

/// All three ports, in memory.
#[derive(Debug, Default)]
pub struct MemoryAuditLog {
    raw: Mutex<RawTrail>,
}

/// What lies in the memory, for tests that tamper with it.
#[derive(Debug, Default, Clone)]
pub struct RawTrail {
    /// The stored heads.
    pub heads: BTreeMap<LogId, StoredHead>,
    /// The stored entries, by log and the place where they lie.
    pub entries: BTreeMap<(LogId, Seq), StoredEntry>,
    /// How many records were ever appended.
    pub total: u64,
    /// Where a record is believed to lie, by its id.
    pub places: BTreeMap<EventId, (LogId, Seq)>,
}

impl MemoryAuditLog {
    /// An empty trail.
    pub fn new() -> Self {
        Self::default()
    }

    /// Edits the memory behind the back of every rule.
    pub fn tamper(&self, edit: impl FnOnce(&mut RawTrail)) {
        edit(&mut self.raw());
    }

    fn raw(&self) -> MutexGuard<'_, RawTrail> {
        // A panicking tamperer has left nothing half done that a test could not expect.
        self.raw.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a batch would change. Nothing is changed before all of it is accepted.
#[derive(Default)]
struct Staged {
    states: BTreeMap<LogId, LogState>,
    entries: BTreeMap<(LogId, Seq), StoredEntry>,
    places: BTreeMap<EventId, (LogId, Seq)>,
    answers: Vec<Appended>,
}

impl RawTrail {
    fn stage(&self, batch: &[RecordDraft], now: DateTime<Utc>) -> Result<Staged, AppendError> {
        let mut staged = Staged::default();
        for draft in batch {
            let (event_id, log) = (draft.event_id(), draft.log());
            let known = self
                .places
                .get(&event_id)
                .or_else(|| staged.places.get(&event_id));
            if let Some((stored_log, seq)) = known.copied() {
                let place = (stored_log, seq);
                let entry = self
                    .entries
                    .get(&place)
                    .or_else(|| staged.entries.get(&place));
                let within = staged.entries.contains_key(&place)
                    || seq.as_u64() < self.head(stored_log).size;
                if !within {
                    return Err(AppendError::Damaged { log });
                }
                same_content(draft, place, entry)?;
                staged.answers.push(Appended {
                    event_id,
                    log,
                    seq,
                    replayed: true,
                });
                continue;
            }
            let mut state = match staged.states.remove(&log) {
                Some(state) => state,
                None => self.state(log)?,
            };
            let next = state.sequence(draft.canonical(), now);
            staged.states.insert(log, state);
            let lookup = Lookup::of(draft, next.recorded_at);
            let seq = next.seq;
            let entry = StoredEntry {
                seq,
                leaf: next.leaf,
                body: next.body.into_bytes(),
                lookup,
            };
            staged.entries.insert((log, seq), entry);
            staged.places.insert(event_id, (log, seq));
            staged.answers.push(Appended {
                event_id,
                log,
                seq,
                replayed: false,
            });
        }
        Ok(staged)
    }

    fn apply(&mut self, staged: Staged) -> Vec<Appended> {
        self.total += staged.entries.len() as u64;
        self.entries.extend(staged.entries);
        self.places.extend(staged.places);
        self.heads.extend(
            staged
                .states
                .iter()
                .map(|(log, state)| (*log, state.to_stored(*log))),
        );
        staged.answers
    }

    fn state(&self, log: LogId) -> Result<LogState, AppendError> {
        let Some(head) = self.heads.get(&log) else {
            return Ok(LogState::new());
        };
        LogState::restore(head).map_err(|_| AppendError::Damaged { log })
    }

    fn entries(&self, log: LogId, from: Seq) -> impl DoubleEndedIterator<Item = &StoredEntry> {
        self.entries
            .range((log, from)..=(log, Seq::new(u64::MAX)))
            .map(|(_, entry)| entry)
    }

    fn head(&self, log: LogId) -> TreeHead {
        let head = self.heads.get(&log);
        head.map_or_else(TreeHead::empty, |head| TreeHead {
            size: head.size,
            root: head.root,
        })
    }
}

fn same_content(
    draft: &RecordDraft,
    (log, seq): (LogId, Seq),
    entry: Option<&StoredEntry>,
) -> Result<(), AppendError> {
    let entry = entry.ok_or(AppendError::Damaged { log })?;
    let body = draft.canonical().body(seq, entry.lookup.recorded_at);
    if body.as_bytes() == entry.body {
        if draft.log() == log {
            Ok(())
        } else {
            Err(AppendError::Damaged { log })
        }
    } else {
        Err(AppendError::IdConflict {
            event_id: draft.event_id(),
        })
    }
}

#[async_trait]
impl AuditLogRepository for MemoryAuditLog {
    async fn append(
        &self,
        batch: &[RecordDraft],
        recorded_at: DateTime<Utc>,
    ) -> Result<Vec<Appended>, AppendError> {
        if batch.len() > BATCH_RECORDS_MAX {
            return Err(AppendError::BatchTooLarge);
        }
        let mut raw = self.raw();
        let staged = raw.stage(batch, recorded_at)?;
        Ok(raw.apply(staged))
    }
}

#[async_trait]
impl AuditReader for MemoryAuditLog {
    async fn find(&self, log: LogId, event: EventId) -> Result<Option<Record>, ReadError> {
        let place = self.raw().places.get(&event).copied();
        match place {
            Some((stored_log, seq)) if stored_log == log => self.at(log, seq).await,
            _ => Ok(None),
        }
    }

    async fn at(&self, log: LogId, seq: Seq) -> Result<Option<Record>, ReadError> {
        let raw = self.raw();
        let Some(entry) = raw.entries.get(&(log, seq)) else {
            return Ok(None);
        };
        if seq.as_u64() >= raw.head(log).size {
            return Err(ReadError::Tampered(Finding::Unexpected { log, seq }));
        }
        entry.record(log).map(Some).map_err(ReadError::Tampered)
    }

    async fn page(
        &self,
        log: LogId,
        filter: &Filter,
        request: &PageRequest,
    ) -> Result<Page, ReadError> {
        let raw = self.raw();
        let window = request.window(log, filter, raw.head(log).size)?;
        let mut found = Vec::new();
        for entry in raw
            .entries(log, Seq::FIRST)
            .rev()
            .filter(|entry| entry.seq < window.before)
        {
            let record = entry.record(log).map_err(ReadError::Tampered)?;
            if filter.matches(&record) {
                found.push(record);
            }
            if found.len() > usize::from(request.limit()) {
                break;
            }
        }
        Ok(Page::of(log, filter, request, window, found))
    }

    async fn head(&self, log: LogId) -> Result<TreeHead, ReadError> {
        Ok(self.raw().head(log))
    }
}

#[async_trait]
impl AuditEvidence for MemoryAuditLog {
    async fn heads(
        &self,
        after: Option<LogId>,
        limit: NonZeroU32,
    ) -> Result<Vec<StoredHead>, StoreFailure> {
        let raw = self.raw();
        let heads = raw
            .heads
            .values()
            .filter(|head| after.is_none_or(|after| head.log > after));
        Ok(heads.take(limit.get() as usize).cloned().collect())
    }

    async fn stored_head(&self, log: LogId) -> Result<Option<StoredHead>, StoreFailure> {
        Ok(self.raw().heads.get(&log).cloned())
    }

    async fn entries(
        &self,
        log: LogId,
        from: Seq,
        limit: NonZeroU32,
    ) -> Result<Vec<StoredEntry>, StoreFailure> {
        Ok(self
            .raw()
            .entries(log, from)
            .take(limit.get() as usize)
            .cloned()
            .collect())
    }

    async fn strays(&self, limit: NonZeroU32) -> Result<Strays, StoreFailure> {
        let raw = self.raw();
        let strays = raw
            .entries
            .iter()
            .filter(|((log, _), _)| !raw.heads.contains_key(log))
            .map(|(_, entry)| entry.lookup.event_id);
        Ok(Strays {
            total: strays.clone().count() as u64,
            event_ids: strays.take(limit.get() as usize).collect(),
        })
    }

    async fn total(&self) -> Result<u64, StoreFailure> {
        Ok(self.raw().total)
    }
}
