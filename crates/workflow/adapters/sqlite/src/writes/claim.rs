//! Becoming the driver of an instance.

use chrono::{DateTime, Utc};
use sqlite_kit::{WriteTx, rusqlite};
use workflow::{
    CorruptInstance, Fence, InstanceId, ParkReason, Rev, Status,
    ports::{ClaimError, Claimed, Due, Guard, Lease},
};

use crate::{
    stored::{InstanceRow, pending_signal},
    time::{not_before, past},
};

/// What is due, the longest due first; `instance_due` holds nothing else.
pub(crate) const DUE: &str =
    "SELECT number FROM instance WHERE due_at <= ?1 ORDER BY due_at, number LIMIT ?2";

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
    let Some(row) = InstanceRow::by_id(tx, id)? else {
        return Ok(Err(ClaimError::NotFound { id }));
    };
    let foreign = row
        .lease_owner
        .as_deref()
        .is_some_and(|owner| owner != lease.owner.as_str());
    if foreign && row.lease_until.is_some_and(|until| until > past(now)) {
        return match row.lease() {
            Ok(Some(held)) => Ok(Err(ClaimError::Leased { until: held.until })),
            Ok(None) => take_over(tx, row, lease).map(|taken| taken.map_err(ClaimError::Corrupt)),
            Err(corrupt) => {
                park(tx, row.number)?;
                Ok(Err(ClaimError::Corrupt(corrupt)))
            },
        };
    }
    take_over(tx, row, lease).map(|taken| taken.map_err(ClaimError::Corrupt))
}

/// Claims what is due. What cannot be read is parked and hinders no others.
pub(crate) fn claim_due(
    tx: &WriteTx<'_>,
    lease: &Lease,
    now: DateTime<Utc>,
    limit: u32,
) -> rusqlite::Result<Due> {
    let numbers: Vec<i64> = tx
        .prepare_cached(DUE)?
        .query_map((past(now), limit), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut due = Due::default();
    for number in numbers {
        let row = InstanceRow::by_number(tx, number)?;
        let id = row.id();
        match take_over(tx, row, lease)? {
            Ok(claimed) => due.claimed.push(claimed),
            Err(_) => due.quarantined.push(id),
        }
    }
    Ok(due)
}

fn take_over(
    tx: &WriteTx<'_>,
    row: InstanceRow,
    lease: &Lease,
) -> rusqlite::Result<Result<Claimed, CorruptInstance>> {
    let (number, before) = (row.number, row.guard());
    let instance = match row.instance() {
        Ok(instance) => instance,
        Err(corrupt) => {
            park(tx, number)?;
            return Ok(Err(corrupt));
        },
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
    let signal = match instance.waits_for() {
        Some(name) => pending_signal(tx, number, name)?,
        None => None,
    };
    Ok(Ok(Claimed {
        instance,
        guard,
        signal,
    }))
}

/// Sets an unreadable instance aside; what it holds stays for whoever can read it.
fn park(tx: &WriteTx<'_>, number: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE instance SET status = ?2, park_reason = ?3, due_at = NULL WHERE number = ?1",
    )?
    .execute((
        number,
        Status::Parked.as_str(),
        ParkReason::Unreadable.as_str(),
    ))
    .map(drop)
}
