//! Everything as it is stored, for the verifier.

use std::num::NonZeroU32;

use async_trait::async_trait;
use audit_logger::{
    EventId, LogId, Seq,
    ports::{AuditEvidence, StoreFailure, StoredEntry, StoredHead, Strays},
};
use sqlite_kit::rusqlite::{self, Connection, params};

use crate::{
    AuditStore,
    append::stored_head,
    place::{LogNo, tenant_bytes},
    rows,
    store::failure,
};

#[async_trait]
impl AuditEvidence for AuditStore {
    async fn heads(
        &self,
        after: Option<LogId>,
        limit: NonZeroU32,
    ) -> Result<Vec<StoredHead>, StoreFailure> {
        let read = move |connection: &Connection| {
            // No name sorts before the platform's, so the first page takes that one in.
            let (first, after) = (after.is_none(), after.map(tenant_bytes).unwrap_or_default());
            let mut select = connection.prepare_cached(
                "SELECT log_no, tenant, size, root, frontier, recorded_at FROM log
                 WHERE tenant > ?1 OR (?2 AND tenant = ?1) ORDER BY tenant LIMIT ?3",
            )?;
            let heads = select.query_map(params![after, first, limit.get()], rows::head)?;
            heads
                .filter_map(|row| Some(row.transpose()?.map(|(_, head)| head)))
                .collect()
        };
        self.database.read(read).await.map_err(failure)
    }

    async fn stored_head(&self, log: LogId) -> Result<Option<StoredHead>, StoreFailure> {
        let read = move |connection: &Connection| stored_head(connection, log);
        let found = self.database.read(read).await.map_err(failure)?;
        Ok(found.map(|(_, head)| head))
    }

    async fn entries(
        &self,
        log: LogId,
        from: Seq,
        limit: NonZeroU32,
    ) -> Result<Vec<StoredEntry>, StoreFailure> {
        let read = move |connection: &Connection| match stored_head(connection, log)? {
            Some((log_no, _)) => entries(connection, log_no, from, limit.get()),
            None => Ok(Vec::new()),
        };
        self.database.read(read).await.map_err(failure)
    }

    async fn strays(&self, limit: NonZeroU32) -> Result<Strays, StoreFailure> {
        let read = move |connection: &Connection| strays(connection, limit.get() as usize);
        self.database.read(read).await.map_err(failure)
    }

    async fn total(&self) -> Result<u64, StoreFailure> {
        let read = |connection: &Connection| {
            connection
                .prepare_cached("SELECT coalesce(max(total), 0) FROM trail")?
                .query_row([], |row| row.get::<_, i64>(0))
        };
        let total = self.database.read(read).await.map_err(failure)?;
        Ok(u64::try_from(total).unwrap_or(0))
    }
}

fn entries(
    connection: &Connection,
    log_no: LogNo,
    from: Seq,
    limit: u32,
) -> rusqlite::Result<Vec<StoredEntry>> {
    let mut select = connection.prepare_cached(
        "SELECT place, event_id, leaf, body, action, actor, correlation, recorded_at FROM entry
         WHERE place >= ?1 AND place < ?2 ORDER BY place LIMIT ?3",
    )?;
    let mut found = select
        .query_map(params![log_no.from(from), log_no.end(), limit], rows::entry)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let (Some((first, _)), Some((last, _))) = (found.first(), found.last()) else {
        return Ok(Vec::new());
    };
    let mut select = connection.prepare_cached(
        "SELECT place, kind, id FROM entry_target
         WHERE place >= ?1 AND place <= ?2 ORDER BY place, kind, id",
    )?;
    let mut targets = select.query(params![first, last])?;
    let mut entries = found.iter_mut().peekable();
    while let Some(row) = targets.next()? {
        let place: i64 = row.get(0)?;
        while entries.next_if(|(entry, _)| *entry < place).is_some() {}
        if let Some((_, entry)) = entries.peek_mut().filter(|(entry, _)| *entry == place) {
            entry.lookup.targets.push((row.get(1)?, row.get(2)?));
        }
    }
    Ok(found.into_iter().map(|(_, entry)| entry).collect())
}

/// Looks into every stretch of places that belongs to no log, for what lies there.
fn strays(connection: &Connection, limit: usize) -> rusqlite::Result<Strays> {
    // The same logs as `heads` names.
    let mut logs = connection
        .prepare_cached("SELECT log_no FROM log WHERE length(tenant) IN (0, 16) ORDER BY log_no")?;
    let mut logs = logs.query([])?;
    let (mut strays, mut from) = (Strays::default(), i64::MIN);
    while let Some(row) = logs.next()? {
        let log_no = LogNo(row.get(0)?);
        if let Some(before) = log_no.from(Seq::FIRST).checked_sub(1) {
            strays_between(connection, (from, before), limit, &mut strays)?;
        }
        from = log_no.end();
    }
    strays_between(connection, (from, i64::MAX), limit, &mut strays)?;
    Ok(strays)
}

fn strays_between(
    connection: &Connection,
    (first, last): (i64, i64),
    limit: usize,
    strays: &mut Strays,
) -> rusqlite::Result<()> {
    let mut select = connection.prepare_cached(
        "SELECT event_id FROM entry WHERE place >= ?1 AND place <= ?2 ORDER BY place",
    )?;
    let mut found = select.query([first, last])?;
    while let Some(row) = found.next()? {
        strays.total += 1;
        if strays.event_ids.len() < limit {
            strays
                .event_ids
                .push(EventId::from_uuid(rows::uuid(row, 0)?));
        }
    }
    Ok(())
}
