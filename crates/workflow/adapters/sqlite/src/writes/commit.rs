//! One durable step of a driver.

use chrono::{DateTime, Utc};
use sqlite_kit::{
    WriteTx,
    rusqlite::{self, OptionalExtension},
};
use workflow::{
    Instance, Payload, Phase, Rev, SignalName, Status,
    ports::{
        Commit, CommitError, Committed, Guard, LeaseAfter, PendingSignal, SignalRef, StoreFailure,
    },
};

use crate::{
    events::EventRow,
    stored::pending_signal,
    time::{not_before, past},
};

/// What most steps change. No index but `instance_due` covers any of these columns.
const MOVE_ON: &str = "
    UPDATE instance
    SET rev = rev + 1, waits_for = ?2, wake_at = ?3, lease_until = ?4, due_at = ?5,
        updated_at = ?6, progress = ?7, state = ?8
    WHERE number = ?1";

/// What changes beside it when the instance changes its status or loses its driver.
const SETTLE: &str = "
    UPDATE instance
    SET status = ?2, park_reason = ?3, output = ?4,
        lease_owner = CASE WHEN ?5 THEN NULL ELSE lease_owner END
    WHERE number = ?1";

/// A step, encoded before the writer thread has it.
pub(crate) struct Step {
    guard: Guard,
    status: Status,
    park_reason: Option<&'static str>,
    waits_for: Option<SignalName>,
    wake_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
    progress: String,
    state: Payload,
    output: Option<Payload>,
    events: Vec<EventRow>,
    consumed: Option<SignalRef>,
    lease: LeaseAfter,
}

/// The row as the driver's writes must find it.
struct Found {
    number: i64,
    rev: u64,
    fence: u64,
    status: String,
    leased: bool,
}

impl Step {
    pub(crate) fn encode(commit: &Commit<'_>) -> Result<Self, StoreFailure> {
        let instance = commit.instance;
        let events = commit.events.iter().cloned().map(EventRow::encode);
        Ok(Self {
            guard: commit.guard,
            status: instance.status(),
            park_reason: park_reason(instance),
            waits_for: instance.waits_for().cloned(),
            wake_at: instance.wake_at(),
            updated_at: instance.updated_at(),
            progress: instance.progress_json().map_err(StoreFailure::new)?,
            state: instance.state().clone(),
            output: instance.output().cloned(),
            events: events
                .collect::<Result<_, _>>()
                .map_err(StoreFailure::new)?,
            consumed: commit.consumed.cloned(),
            lease: commit.lease,
        })
    }

    pub(crate) fn carry_out(
        &self,
        tx: &WriteTx<'_>,
    ) -> rusqlite::Result<Result<Committed, CommitError>> {
        let Some(found) = self.find(tx)? else {
            return Ok(Err(CommitError::FenceLost));
        };
        if found.fence != self.guard.fence.as_u64() {
            return Ok(Err(CommitError::FenceLost));
        }
        if found.rev != self.guard.rev.as_u64() {
            return Ok(Err(CommitError::Moved));
        }
        for event in &self.events {
            event.insert(tx, found.number)?;
        }
        let signal = self.exchange_signals(tx, found.number)?;
        self.update(tx, &found, signal.is_some())?;
        Ok(Ok(Committed {
            rev: Rev::next(self.guard.rev),
            signal,
        }))
    }

    fn find(&self, tx: &WriteTx<'_>) -> rusqlite::Result<Option<Found>> {
        tx.prepare_cached(
            "SELECT number, rev, fence, status, lease_owner IS NOT NULL
             FROM instance WHERE id = ?1",
        )?
        .query_row([self.guard.id.as_uuid()], |row| {
            Ok(Found {
                number: row.get(0)?,
                rev: row.get(1)?,
                fence: row.get(2)?,
                status: row.get(3)?,
                leased: row.get(4)?,
            })
        })
        .optional()
    }

    /// Marks the consumed signal as taken, then looks for the one that is waited for now.
    fn exchange_signals(
        &self,
        tx: &WriteTx<'_>,
        number: i64,
    ) -> rusqlite::Result<Option<PendingSignal>> {
        if let Some(consumed) = &self.consumed {
            tx.prepare_cached(
                "UPDATE signal SET taken = 1 WHERE instance = ?1 AND name = ?2 AND dedup_key = ?3",
            )?
            .execute((number, consumed.name.as_str(), consumed.key.as_str()))?;
        }
        match &self.waits_for {
            Some(name) => pending_signal(tx, number, name)?.map_err(sqlite_kit::unreadable),
            None => Ok(None),
        }
    }

    fn update(&self, tx: &WriteTx<'_>, found: &Found, signalled: bool) -> rusqlite::Result<()> {
        let wake_at = if signalled {
            Some(self.updated_at)
        } else {
            self.wake_at
        };
        let wake_at = wake_at.map(not_before);
        let lease_until = match self.lease {
            LeaseAfter::Renewed(until) if found.leased => Some(not_before(until)),
            LeaseAfter::Renewed(_) | LeaseAfter::Released => None,
        };
        let due_at = wake_at.map(|wake_at| lease_until.map_or(wake_at, |end| end.max(wake_at)));
        tx.prepare_cached(MOVE_ON)?.execute((
            found.number,
            self.waits_for.as_ref().map(SignalName::as_str),
            wake_at,
            lease_until,
            due_at,
            past(self.updated_at),
            &self.progress,
            self.state.as_json(),
        ))?;
        let released = self.lease == LeaseAfter::Released;
        if released || self.status.as_str() != found.status {
            tx.prepare_cached(SETTLE)?.execute((
                found.number,
                self.status.as_str(),
                self.park_reason,
                self.output.as_ref().map(Payload::as_json),
                released,
            ))?;
        }
        Ok(())
    }
}

fn park_reason(instance: &Instance) -> Option<&'static str> {
    match instance.phase() {
        Phase::Parked { reason, .. } => Some(reason.as_str()),
        Phase::Forward { .. }
        | Phase::Undoing { .. }
        | Phase::Completed
        | Phase::Compensated { .. } => None,
    }
}
