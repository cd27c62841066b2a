//! Starting an instance.

use sqlite_kit::{WriteTx, rusqlite};
use workflow::{
    CorruptInstance, Instance, Payload,
    ports::{Claimed, Fence, Guard, Lease, NewInstance, Rev, StoreFailure},
};

use crate::{
    events::EventRow,
    stored::InstanceRow,
    time::{not_before, past},
};

/// A wish to start, encoded before the writer thread has it.
pub(crate) struct Opening {
    instance: Instance,
    progress: String,
    first: EventRow,
    lease: Option<Lease>,
}

/// What came of it.
pub(crate) enum Outcome {
    New(Box<Claimed>),
    Existing(Box<Instance>),
    KeyReused,
    Corrupt(CorruptInstance),
}

impl Opening {
    pub(crate) fn encode(new: NewInstance) -> Result<Self, StoreFailure> {
        let instance = Instance::begin(new.head, &new.first).map_err(StoreFailure::new)?;
        let progress = instance.progress_json().map_err(StoreFailure::new)?;
        let first = EventRow::encode(new.first).map_err(StoreFailure::new)?;
        Ok(Self {
            instance,
            progress,
            first,
            lease: new.lease,
        })
    }

    pub(crate) fn carry_out(&self, tx: &WriteTx<'_>) -> rusqlite::Result<Outcome> {
        match InstanceRow::by_id(tx, self.instance.id())? {
            Ok(None) => {},
            Ok(Some(row)) => return Ok(self.meet(row)),
            Err(corrupt) => return Ok(Outcome::Corrupt(corrupt)),
        }
        self.insert(tx)?;
        let number = tx.last_insert_rowid();
        self.first.insert(tx, number)?;
        let guard = Guard {
            id: self.instance.id(),
            rev: Rev::first(),
            fence: Fence::first(),
        };
        Ok(Outcome::New(Box::new(Claimed {
            instance: self.instance.clone(),
            guard,
            signal: None,
            set_aside: false,
        })))
    }

    /// Compares the wish with what was started under its key before.
    fn meet(&self, row: InstanceRow) -> Outcome {
        if row.input_digest != self.instance.head().input_digest {
            return Outcome::KeyReused;
        }
        match row.instance() {
            Ok(instance) => Outcome::Existing(Box::new(instance)),
            Err(corrupt) => Outcome::Corrupt(corrupt),
        }
    }

    fn insert(&self, tx: &WriteTx<'_>) -> rusqlite::Result<()> {
        let (instance, head) = (&self.instance, self.instance.head());
        let wake_at = instance.wake_at().map(not_before);
        let lease_until = self.lease.as_ref().map(|lease| not_before(lease.until));
        tx.prepare_cached(
            "INSERT INTO instance
             (id, scope, workflow, dedup_key, version, correlation, input, input_digest,
              created_at, rev, fence, status, wake_at, due_at, lease_owner, lease_until,
              updated_at, progress, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                     ?17, ?18, ?19)",
        )?
        .execute(rusqlite::params![
            head.id.as_uuid(),
            head.scope.to_string(),
            head.workflow.as_str(),
            head.key.as_str(),
            head.version,
            head.correlation.as_uuid(),
            head.input.as_json(),
            head.input_digest,
            past(head.created_at),
            Rev::first().as_u64(),
            Fence::first().as_u64(),
            instance.status().as_str(),
            wake_at,
            wake_at.map(|wake_at| lease_until.map_or(wake_at, |until| until.max(wake_at))),
            self.lease.as_ref().map(|lease| lease.owner.as_str()),
            lease_until,
            past(instance.updated_at()),
            self.progress,
            Payload::as_json(instance.state()),
        ])
        .map(drop)
    }
}
