//! Keeping a lease, and taking it from the dead.

use chrono::{DateTime, Utc};
use sqlite_kit::{WriteTx, rusqlite};
use workflow::{Fence, InstanceId, WorkerId};

use crate::time::not_before;

/// Prolongs a lease; says whether there was one under this fence.
pub(crate) fn heartbeat(
    tx: &WriteTx<'_>,
    id: InstanceId,
    fence: Fence,
    until: DateTime<Utc>,
) -> rusqlite::Result<bool> {
    let renewed = tx
        .prepare_cached(
            "UPDATE instance SET lease_until = ?3, due_at = max(wake_at, ?3)
             WHERE id = ?1 AND fence = ?2 AND lease_owner IS NOT NULL",
        )?
        .execute((id.as_uuid(), fence.as_u64(), not_before(until)))?;
    Ok(renewed == 1)
}

/// Ends all leases but the survivor's. What was set aside as unreadable stays so.
pub(crate) fn release_all_but(tx: &WriteTx<'_>, survivor: &WorkerId) -> rusqlite::Result<u64> {
    let released = tx
        .prepare_cached(
            "UPDATE instance
             SET lease_owner = NULL, lease_until = NULL,
                 due_at = CASE WHEN due_at IS NULL THEN NULL ELSE wake_at END
             WHERE lease_owner IS NOT NULL AND lease_owner <> ?1",
        )?
        .execute([survivor.as_str()])?;
    Ok(u64::try_from(released).unwrap_or(u64::MAX))
}
