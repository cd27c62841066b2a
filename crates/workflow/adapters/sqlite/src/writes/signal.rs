//! Storing a signal.

use sqlite_kit::{WriteTx, rusqlite};
use workflow::{
    SignalAnswer, SignalFit,
    ports::{PostSignalError, PostedSignal, SIGNALS_MAX},
};

use crate::{
    stored::InstanceRow,
    time::{not_before, past},
};

/// Stores a signal and, if it is waited for, makes its instance due at once.
pub(crate) fn post(
    tx: &WriteTx<'_>,
    posted: &PostedSignal,
) -> rusqlite::Result<Result<SignalAnswer, PostSignalError>> {
    let row = match InstanceRow::by_id(tx, posted.instance)? {
        Ok(Some(row)) => row,
        Ok(None) => return Ok(Ok(SignalAnswer::Unknown)),
        Err(corrupt) => return Ok(Err(PostSignalError::Corrupt(corrupt))),
    };
    if row.scope != posted.scope.to_string() {
        return Ok(Ok(SignalAnswer::Unknown));
    }
    let number = row.number;
    if is_stored(tx, number, posted)? {
        return Ok(Ok(SignalAnswer::Duplicate));
    }
    let instance = match row.instance() {
        Ok(instance) => instance,
        Err(corrupt) => return Ok(Err(PostSignalError::Corrupt(corrupt))),
    };
    let name = &posted.signal.name;
    match instance.accepts(name) {
        SignalFit::Unknown => return Ok(Ok(SignalAnswer::Unknown)),
        SignalFit::Closed => return Ok(Ok(SignalAnswer::TooLate)),
        SignalFit::Open => {},
    }
    if count(tx, number)? >= SIGNALS_MAX {
        return Ok(Err(PostSignalError::TooMany { name: name.clone() }));
    }
    insert(tx, number, posted)?;
    if instance.waits_for() == Some(name) {
        tx.prepare_cached(
            "UPDATE instance
             SET rev = rev + 1, wake_at = ?2, due_at = max(?2, coalesce(lease_until, ?2))
             WHERE number = ?1",
        )?
        .execute((number, not_before(posted.at)))?;
    }
    Ok(Ok(SignalAnswer::Accepted))
}

fn is_stored(tx: &WriteTx<'_>, number: i64, posted: &PostedSignal) -> rusqlite::Result<bool> {
    tx.prepare_cached("SELECT 1 FROM signal WHERE instance = ?1 AND name = ?2 AND dedup_key = ?3")?
        .exists((
            number,
            posted.signal.name.as_str(),
            posted.signal.key.as_str(),
        ))
}

fn count(tx: &WriteTx<'_>, number: i64) -> rusqlite::Result<usize> {
    tx.prepare_cached("SELECT count(*) FROM signal WHERE instance = ?1")?
        .query_row([number], |row| row.get(0))
}

fn insert(tx: &WriteTx<'_>, number: i64, posted: &PostedSignal) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO signal (instance, name, dedup_key, payload, received_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        number,
        posted.signal.name.as_str(),
        posted.signal.key.as_str(),
        posted.payload.as_json(),
        past(posted.at),
    ))
    .map(drop)
}
