//! Becoming the driver of an instance.

use chrono::{DateTime, Utc};
use sqlite_kit::{WriteTx, rusqlite};
use uuid::Uuid;
use workflow::{
    CorruptInstance, Fence, InstanceId, ParkReason, Rev, Status,
    ports::{ClaimError, Claimed, Due, Guard, Lease},
};

use crate::{
    stored::{InstanceRow, Read, pending_signal},
    time::{not_before, past},
};

/// What is due, the longest due first; `instance_due` holds nothing else.
pub(crate) const DUE: &str =
    "SELECT number, id FROM instance WHERE due_at <= ?1 ORDER BY due_at, number LIMIT ?2";

const TAKE_OVER: &str = "
    UPDATE instance
    SET rev = rev + 1, fence = fence + 1, lease_owner = ?2, lease_until = ?3,
        due_at = max(wake_at, ?3)
    WHERE number = ?1";

/// Claims one instance. An unreadable one is parked, which is a change to be kept.
pub(crate) fn claim(
    tx: &WriteTx<'_>,
    id: InstanceId,
    lease: &Lease,
    now: DateTime<Utc>,
) -> rusqlite::Result<Result<Claimed, ClaimError>> {
    let row = match InstanceRow::by_id(tx, id)? {
        Ok(Some(row)) => row,
        Ok(None) => return Ok(Err(ClaimError::NotFound { id })),
        Err(corrupt) => {
            park(tx, id)?;
            return Ok(Err(ClaimError::Corrupt(corrupt)));
        },
    };
    if let Some(until) = row.leased_to_another(lease, now) {
        return Ok(Err(ClaimError::Leased { until }));
    }
    Ok(take_over_or_park(tx, id, Ok(row), lease)?.map_err(ClaimError::Corrupt))
}

/// Claims what is due. What cannot be read is parked and hinders no others.
pub(crate) fn claim_due(
    tx: &WriteTx<'_>,
    lease: &Lease,
    now: DateTime<Utc>,
    limit: u32,
) -> rusqlite::Result<Due> {
    let found: Vec<(i64, Uuid)> = tx
        .prepare_cached(DUE)?
        .query_map((past(now), limit), |row| row.try_into())?
        .collect::<Result<_, _>>()?;
    let mut due = Due::default();
    for (number, id) in found {
        let id = InstanceId::from_uuid(id);
        let row = InstanceRow::by_number(tx, number)?;
        match take_over_or_park(tx, id, row, lease)? {
            Ok(claimed) => due.claimed.push(claimed),
            Err(_) => due.quarantined.push(id),
        }
    }
    Ok(due)
}

fn take_over_or_park(
    tx: &WriteTx<'_>,
    id: InstanceId,
    row: Result<InstanceRow, CorruptInstance>,
    lease: &Lease,
) -> Read<Claimed> {
    let taken = match row {
        Ok(row) => take_over(tx, row, lease)?,
        Err(corrupt) => Err(corrupt),
    };
    if taken.is_err() {
        park(tx, id)?;
    }
    Ok(taken)
}

/// Changes nothing if anything of the instance cannot be read.
fn take_over(tx: &WriteTx<'_>, row: InstanceRow, lease: &Lease) -> Read<Claimed> {
    let (number, before) = (row.number, row.guard());
    let parked = row.status == Status::Parked.as_str();
    let instance = match row.instance() {
        Ok(instance) => instance,
        Err(corrupt) => return Ok(Err(corrupt)),
    };
    let signal = match instance.waits_for() {
        Some(name) => pending_signal(tx, number, name)?,
        None => Ok(None),
    };
    let signal = match signal {
        Ok(signal) => signal,
        Err(corrupt) => return Ok(Err(corrupt)),
    };
    tx.prepare_cached(TAKE_OVER)?.execute((
        number,
        lease.owner.as_str(),
        not_before(lease.until),
    ))?;
    let guard = Guard {
        id: before.id,
        rev: Rev::next(before.rev),
        fence: Fence::next(before.fence),
    };
    let set_aside = parked && instance.status() != Status::Parked;
    Ok(Ok(Claimed {
        instance,
        guard,
        signal,
        set_aside,
    }))
}

/// Sets an unreadable instance aside; what it holds stays for whoever can read it.
fn park(tx: &WriteTx<'_>, id: InstanceId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE instance SET status = ?2, park_reason = ?3, due_at = NULL WHERE id = ?1",
    )?
    .execute((
        id.as_uuid(),
        Status::Parked.as_str(),
        ParkReason::Unreadable.as_str(),
    ))
    .map(drop)
}
