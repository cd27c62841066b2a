//! Reading one log, by id, by place and page by page.

use async_trait::async_trait;
use audit_logger::{
    EventId, Finding, Hash, LogId, LookupField, Record, Seq, TreeHead,
    ports::{AuditReader, BadCursor, Filter, Page, PageRequest, ReadError, decode_entry},
};
use sqlite_kit::rusqlite::{self, Connection, OptionalExtension as _, Row, params};

use crate::{
    AuditStore,
    append::stored_head,
    place::{seq_of, tenant_bytes},
    rows,
    search::search,
    store::failure,
};

#[async_trait]
impl AuditReader for AuditStore {
    async fn find(&self, log: LogId, event: EventId) -> Result<Option<Record>, ReadError> {
        let read = move |connection: &Connection| {
            connection
                .prepare_cached(
                    "SELECT place, leaf, body, size FROM entry JOIN log ON log_no = place >> 40
                     WHERE event_id = ?1 AND tenant = ?2",
                )?
                .query_row(
                    params![event.as_uuid().as_bytes().as_slice(), tenant_bytes(log)],
                    |row| Ok((Raw::of(row)?, row.get(3)?)),
                )
                .optional()
        };
        let Some((raw, size)) = self.database.read(read).await.map_err(failure)? else {
            return Ok(None);
        };
        let record = raw.within(log, size)?.record(log)?;
        if record.draft().event_id() != event {
            return Err(moved(log, &record, LookupField::EventId));
        }
        Ok(Some(record))
    }

    async fn at(&self, log: LogId, seq: Seq) -> Result<Option<Record>, ReadError> {
        let read = move |connection: &Connection| {
            let Some((log_no, head)) = stored_head(connection, log)? else {
                return Ok(None);
            };
            let Some(place) = log_no.place(seq) else {
                return Ok(None);
            };
            connection
                .prepare_cached("SELECT place, leaf, body FROM entry WHERE place = ?1")?
                .query_row([place], |row| Ok((Raw::of(row)?, head.size)))
                .optional()
        };
        let found = self.database.read(read).await.map_err(failure)?;
        found
            .map(|(raw, size)| raw.within(log, size)?.record(log))
            .transpose()
    }

    async fn page(
        &self,
        log: LogId,
        filter: &Filter,
        request: &PageRequest,
    ) -> Result<Page, ReadError> {
        let (wanted, asked) = (filter.clone(), request.clone());
        let read = move |connection: &Connection| {
            let head = stored_head(connection, log)?;
            let size = head.as_ref().map_or(0, |(_, head)| head.size);
            let window = match asked.window(log, &wanted, size) {
                Ok(window) => window,
                Err(BadCursor) => return Ok(Err(BadCursor)),
            };
            let found = match head {
                Some((log_no, _)) => search(
                    connection,
                    log_no,
                    &wanted,
                    window,
                    usize::from(asked.limit()) + 1,
                )?,
                None => Vec::new(),
            };
            Ok(Ok((window, found)))
        };
        let (window, found) = self.database.read(read).await.map_err(failure)??;
        let mut records = Vec::with_capacity(found.len());
        for raw in found {
            let record = raw.record(log)?;
            if let Some(field) = filter.mismatch(&record) {
                return Err(moved(log, &record, field));
            }
            records.push(record);
        }
        Ok(Page::of(log, filter, request, window, records))
    }

    async fn head(&self, log: LogId) -> Result<TreeHead, ReadError> {
        let read = move |connection: &Connection| stored_head(connection, log);
        let head = self.database.read(read).await.map_err(failure)?;
        Ok(head.map_or_else(TreeHead::empty, |(_, head)| TreeHead {
            size: head.size,
            root: head.root,
        }))
    }
}

/// A record as stored. It is checked and decoded by the caller, not by the reader thread.
pub(crate) struct Raw {
    place: i64,
    leaf: Hash,
    body: Vec<u8>,
}

impl Raw {
    pub(crate) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            place: row.get(0)?,
            leaf: rows::hash(row, 1)?,
            body: rows::bytes(row, 2)?.to_vec(),
        })
    }

    /// Nothing beyond the end of a log belongs to it.
    fn within(&self, log: LogId, size: u64) -> Result<&Self, ReadError> {
        let seq = seq_of(self.place);
        if seq.as_u64() < size {
            Ok(self)
        } else {
            Err(ReadError::Tampered(Finding::Unexpected { log, seq }))
        }
    }

    fn record(&self, log: LogId) -> Result<Record, ReadError> {
        decode_entry(log, seq_of(self.place), &self.leaf, &self.body).map_err(ReadError::Tampered)
    }
}

/// A search found a record under something that it does not say.
fn moved(log: LogId, record: &Record, field: LookupField) -> ReadError {
    ReadError::Tampered(Finding::LookupMismatch {
        log,
        seq: record.seq(),
        field,
    })
}
