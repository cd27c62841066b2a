//! The history of an instance: rows that are only ever added.

use std::time::Duration;

use sqlite_kit::{
    WriteTx,
    rusqlite::{self, Connection},
};
use workflow::{CorruptInstance, Fence, HistoryEvent, WorkerId};

use crate::{
    stored::{Read, columns, payload, readable},
    time::{instant, past},
};

/// An event on its way into the file. Its JSON is written before the writer thread has it.
pub(crate) struct EventRow {
    event: HistoryEvent,
    fact: String,
}

impl EventRow {
    pub(crate) fn encode(event: HistoryEvent) -> Result<Self, serde_json::Error> {
        let fact = serde_json::to_string(&event.fact)?;
        Ok(Self { event, fact })
    }

    pub(crate) fn insert(&self, tx: &WriteTx<'_>, instance: i64) -> rusqlite::Result<()> {
        let Self { event, fact } = self;
        let took = event
            .took
            .map(|took| i64::try_from(took.as_micros()).unwrap_or(i64::MAX));
        tx.prepare_cached(
            "INSERT INTO event (instance, seq, at, worker, fence, attempt, took, fact, data)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute((
            instance,
            event.seq,
            past(event.at),
            event.worker.as_str(),
            event.fence.as_u64(),
            event.attempt,
            took,
            fact,
            event.data.as_ref().map(workflow::Payload::as_json),
        ))
        .map(drop)
    }
}

/// The columns of an event, not yet understood.
struct Columns {
    seq: u64,
    at: i64,
    worker: String,
    fence: u64,
    attempt: Option<u32>,
    took: Option<u64>,
    fact: String,
    data: Option<String>,
}

impl Columns {
    fn understand(self) -> Result<HistoryEvent, CorruptInstance> {
        Ok(HistoryEvent {
            seq: self.seq,
            at: instant(self.at)?,
            worker: readable(WorkerId::parse(&self.worker), "a worker id cannot be read")?,
            fence: Fence::from_u64(self.fence),
            attempt: self.attempt,
            took: self.took.map(Duration::from_micros),
            fact: serde_json::from_str(&self.fact).map_err(CorruptInstance::progress)?,
            data: self.data.as_deref().map(payload).transpose()?,
        })
    }
}

/// The events of an instance with a number above `after`, in order.
pub(crate) fn read_after(
    connection: &Connection,
    instance: i64,
    after: u64,
    limit: u32,
) -> Read<Vec<HistoryEvent>> {
    let rows: rusqlite::Result<Vec<Columns>> = connection
        .prepare_cached(
            "SELECT seq, at, worker, fence, attempt, took, fact, data FROM event
             WHERE instance = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        )?
        .query_map(
            (instance, i64::try_from(after).unwrap_or(i64::MAX), limit),
            |row| {
                Ok(Columns {
                    seq: row.get(0)?,
                    at: row.get(1)?,
                    worker: row.get(2)?,
                    fence: row.get(3)?,
                    attempt: row.get(4)?,
                    took: row.get(5)?,
                    fact: row.get(6)?,
                    data: row.get(7)?,
                })
            },
        )?
        .collect();
    Ok(columns(rows)?.and_then(|rows| rows.into_iter().map(Columns::understand).collect()))
}
