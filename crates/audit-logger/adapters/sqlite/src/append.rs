//! Appending: one job of the writer thread for each batch.

use std::collections::BTreeMap;

use async_trait::async_trait;
use audit_logger::{
    Canonical, EventId, LogId, LogState, RecordDraft, Seq, Sequenced,
    ports::{AppendError, Appended, AuditLogRepository, BATCH_RECORDS_MAX, Lookup, StoredHead},
};
use chrono::{DateTime, Utc};
use sqlite_kit::{
    WriteTx,
    rusqlite::{self, ErrorCode, OptionalExtension as _, params},
    unreadable,
};

use crate::{
    AuditStore,
    place::{LogNo, log_of, seq_of, tenant_bytes},
    rows,
    store::failure,
};

#[async_trait]
impl AuditLogRepository for AuditStore {
    async fn append(
        &self,
        batch: &[RecordDraft],
        recorded_at: DateTime<Utc>,
    ) -> Result<Vec<Appended>, AppendError> {
        if batch.len() > BATCH_RECORDS_MAX {
            return Err(AppendError::BatchTooLarge);
        }
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        // All that can be done before the one writer thread is done here.
        let drafts: Vec<Prepared> = batch.iter().map(|d| Prepared::of(d, recorded_at)).collect();
        self.database
            .write(move |tx| append(tx, &drafts, recorded_at))
            .await
            .map_err(failure)?
            .map_err(AppendError::from)
    }
}

/// A draft in the form that it is stored in.
struct Prepared {
    log: LogId,
    canonical: Canonical,
    lookup: Lookup,
}

impl Prepared {
    fn of(draft: &RecordDraft, now: DateTime<Utc>) -> Self {
        let (log, canonical) = (draft.log(), draft.canonical().clone());
        Self {
            log,
            canonical,
            lookup: Lookup::of(draft, now),
        }
    }
}

/// Why a batch is refused.
enum Refusal {
    IdConflict(EventId),
    Damaged(LogId),
}

impl From<Refusal> for AppendError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::IdConflict(event_id) => Self::IdConflict { event_id },
            Refusal::Damaged(log) => Self::Damaged { log },
        }
    }
}

/// A statement's failure, or a refusal: both end the batch.
enum Stop {
    Sqlite(rusqlite::Error),
    Refused(Refusal),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn append(
    tx: &WriteTx<'_>,
    drafts: &[Prepared],
    now: DateTime<Utc>,
) -> rusqlite::Result<Result<Vec<Appended>, Refusal>> {
    let mut batch = Batch {
        tx,
        now,
        logs: BTreeMap::new(),
        added: 0,
    };
    let answers = drafts
        .iter()
        .map(|draft| batch.take(draft))
        .collect::<Result<Vec<_>, _>>();
    match answers.and_then(|answers| batch.finish().map(|()| answers)) {
        Ok(answers) => Ok(Ok(answers)),
        Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
        Err(Stop::Sqlite(error)) => Err(error),
    }
}

/// The logs that a batch touches, read once and written once.
struct Batch<'tx> {
    tx: &'tx WriteTx<'tx>,
    now: DateTime<Utc>,
    logs: BTreeMap<LogId, (LogNo, LogState)>,
    added: i64,
}

impl Batch<'_> {
    fn take(&mut self, draft: &Prepared) -> Result<Appended, Stop> {
        let (event_id, log) = (draft.lookup.event_id, draft.log);
        if let Some(seq) = self.stored(draft)? {
            return Ok(Appended {
                event_id,
                log,
                seq,
                replayed: true,
            });
        }
        let (log_no, mut state) = match self.logs.remove(&log) {
            Some(known) => known,
            None => self.open_log(log)?,
        };
        let record = state.sequence(&draft.canonical, self.now);
        self.logs.insert(log, (log_no, state));
        self.insert(log_no, &record, &draft.lookup)
            .map_err(|stop| occupied(stop, log))?;
        self.added += 1;
        Ok(Appended {
            event_id,
            log,
            seq: record.seq,
            replayed: false,
        })
    }

    /// The place of the same record, if it is stored.
    ///
    /// What lies under its id is believed only within its log: the tree does not vouch for the rest.
    fn stored(&self, draft: &Prepared) -> Result<Option<Seq>, Stop> {
        let event_id = draft.lookup.event_id;
        let mut select = self
            .tx
            .prepare_cached("SELECT place, recorded_at, body FROM entry WHERE event_id = ?1")?;
        let found = select
            .query_row([event_id.as_uuid().as_bytes().as_slice()], |row| {
                let place = row.get(0)?;
                let recorded_at = rows::time(row.get(1)?);
                let body = draft.canonical.body(seq_of(place), recorded_at);
                Ok((place, rows::bytes(row, 2)? == body.as_bytes()))
            })
            .optional()?;
        let Some((place, same)) = found else {
            return Ok(None);
        };
        let refused = match self.log_around(place)? {
            Some(log) if same && log == draft.log => return Ok(Some(seq_of(place))),
            Some(_) if !same => Refusal::IdConflict(event_id),
            Some(_) | None => Refusal::Damaged(draft.log),
        };
        Err(Stop::Refused(refused))
    }

    /// The log that a place lies in, if it lies before the log's end.
    fn log_around(&self, place: i64) -> Result<Option<LogId>, Stop> {
        let (log_no, seq) = (log_of(place), seq_of(place).as_u64());
        let head = self
            .tx
            .prepare_cached(rows::HEAD_BY_NUMBER)?
            .query_row([log_no.0], rows::head)
            .optional()?;
        let Some((_, head)) = head.flatten() else {
            return Ok(None);
        };
        // What this batch has added is not in the stored head yet.
        let size = match self.logs.get(&head.log) {
            Some((known, state)) if *known == log_no => state.head().size,
            _ => head.size,
        };
        Ok((seq < size).then_some(head.log))
    }

    fn open_log(&self, log: LogId) -> Result<(LogNo, LogState), Stop> {
        if let Some((log_no, head)) = stored_head(self.tx, log)? {
            let state =
                LogState::restore(&head).map_err(|_| Stop::Refused(Refusal::Damaged(log)))?;
            return Ok((log_no, state));
        }
        let state = LogState::new();
        let head = state.to_stored(log);
        self.tx
            .prepare_cached(
                "INSERT INTO log (tenant, size, root, frontier, recorded_at)
                 VALUES (?1, 0, ?2, ?3, 0)",
            )?
            .execute(params![
                tenant_bytes(log),
                head.root.as_bytes(),
                head.frontier
            ])?;
        Ok((LogNo(self.tx.last_insert_rowid()), state))
    }

    fn insert(&self, log_no: LogNo, record: &Sequenced, lookup: &Lookup) -> Result<(), Stop> {
        let place = log_no
            .place(record.seq)
            .ok_or_else(|| unreadable("the file is out of places"))?;
        self.tx
            .prepare_cached(
                "INSERT INTO entry
                 (place, event_id, leaf, body, action, actor, correlation, recorded_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                place,
                lookup.event_id.as_uuid().as_bytes().as_slice(),
                record.leaf.as_bytes().as_slice(),
                record.body.as_bytes(),
                lookup.action,
                lookup.actor,
                lookup.correlation.as_uuid().as_bytes().as_slice(),
                record.recorded_at.timestamp_micros(),
            ])?;
        let mut insert = self
            .tx
            .prepare_cached("INSERT INTO entry_target (place, kind, id) VALUES (?1, ?2, ?3)")?;
        for (kind, id) in &lookup.targets {
            insert.execute(params![place, kind, id])?;
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), Stop> {
        let mut update = self.tx.prepare_cached(
            "UPDATE log SET size = ?2, root = ?3, frontier = ?4, recorded_at = ?5 WHERE log_no = ?1",
        )?;
        for (log, (log_no, state)) in &self.logs {
            let head = state.to_stored(*log);
            update.execute(params![
                log_no.0,
                i64::try_from(head.size).map_err(unreadable)?,
                head.root.as_bytes().as_slice(),
                head.frontier,
                head.recorded_at.timestamp_micros(),
            ])?;
        }
        if self.added > 0 {
            self.tx
                .prepare_cached("UPDATE trail SET total = total + ?1")?
                .execute([self.added])?;
        }
        Ok(())
    }
}

/// A place that no record may have yet is taken: somebody has put something there.
fn occupied(stop: Stop, log: LogId) -> Stop {
    match stop {
        Stop::Sqlite(error)
            if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) =>
        {
            Stop::Refused(Refusal::Damaged(log))
        },
        other => other,
    }
}

/// A log's number and head.
pub(crate) fn stored_head(
    connection: &rusqlite::Connection,
    log: LogId,
) -> rusqlite::Result<Option<(LogNo, StoredHead)>> {
    connection
        .prepare_cached(rows::HEAD_BY_TENANT)?
        .query_row([tenant_bytes(log)], rows::head)
        .optional()
        .map(Option::flatten)
}
