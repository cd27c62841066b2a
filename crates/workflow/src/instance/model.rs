//! An instance: what was asked, and how far it is.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Phase, Status, Work};
use crate::{CorrelationId, DedupKey, Fence, InstanceId, Payload, Scope, SignalName, WorkflowName};

/// What never changes about an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceHead {
    /// Its id, derived from the three that follow.
    pub id: InstanceId,
    /// Its owner.
    pub scope: Scope,
    /// Its workflow.
    pub workflow: WorkflowName,
    /// The key it was started under.
    pub key: DedupKey,
    /// The version of the workflow it began with.
    pub version: u32,
    /// The request that started it.
    pub correlation: CorrelationId,
    /// What it was started with.
    pub input: Payload,
    /// SHA-256 of the input, 64 hex digits.
    pub input_digest: String,
    /// When it was started.
    pub created_at: DateTime<Utc>,
}

/// One running or finished process.
///
/// It changes in one way only: by [`apply`](Instance::apply) of the next event. So folding its
/// history gives it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    pub(super) head: InstanceHead,
    pub(super) phase: Phase,
    pub(super) state: Payload,
    pub(super) output: Option<Payload>,
    pub(super) skipped: BTreeSet<u32>,
    pub(super) gate: SignalGate,
    pub(super) seq: u64,
    pub(super) progressed_under: Fence,
    pub(super) updated_at: DateTime<Utc>,
}

/// Which signals an instance still takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SignalGate {
    pub(super) open: BTreeSet<SignalName>,
    pub(super) closed: BTreeSet<SignalName>,
}

impl SignalGate {
    pub(super) fn close(&mut self, signal: &SignalName) {
        if let Some(signal) = self.open.take(signal) {
            self.closed.insert(signal);
        }
    }

    pub(super) fn close_all(&mut self) {
        self.closed.append(&mut self.open);
    }
}

impl Instance {
    /// What never changes about it.
    pub const fn head(&self) -> &InstanceHead {
        &self.head
    }

    /// Its id.
    pub const fn id(&self) -> InstanceId {
        self.head.id
    }

    /// What it was started with.
    pub const fn input(&self) -> &Payload {
        &self.head.input
    }

    /// What its steps have found out so far.
    pub const fn state(&self) -> &Payload {
        &self.state
    }

    /// What it answered; only a completed instance has one.
    pub const fn output(&self) -> Option<&Payload> {
        self.output.as_ref()
    }

    /// Where it stands.
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The word for where it stands.
    pub const fn status(&self) -> Status {
        self.phase.status()
    }

    /// The number of its latest event; events count from 1.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// When its latest event happened.
    pub const fn updated_at(&self) -> DateTime<Utc> {
        self.updated_at
    }

    /// The fence of the driver that made the latest event, skipped parts aside: these are found
    /// again by whoever comes next.
    pub const fn progressed_under(&self) -> Fence {
        self.progressed_under
    }

    /// The signal it waits for, if it waits for one.
    pub fn waits_for(&self) -> Option<&SignalName> {
        match self.phase.work() {
            Some(Work::Waiting { signal, .. }) => Some(signal),
            Some(Work::Ready | Work::Retrying { .. } | Work::Sleeping { .. }) | None => None,
        }
    }

    /// When there is something to do, if a driver has anything to do at all.
    ///
    /// A parked or finished instance answers `None`. A signal that has arrived makes the instance
    /// due at once, whatever this says.
    pub fn wake_at(&self) -> Option<DateTime<Utc>> {
        self.phase.work().map(|work| match work {
            Work::Ready => self.updated_at,
            Work::Retrying { at, .. } => *at,
            Work::Waiting { deadline, .. } => *deadline,
            Work::Sleeping { until } => *until,
        })
    }

    /// Whether a signal of this name is still of use.
    pub fn accepts(&self, signal: &SignalName) -> SignalFit {
        if self.gate.open.contains(signal) {
            SignalFit::Open
        } else if self.gate.closed.contains(signal) {
            SignalFit::Closed
        } else {
            SignalFit::Unknown
        }
    }

    /// The signals it still takes.
    pub fn signals(&self) -> impl Iterator<Item = &SignalName> {
        self.gate.open.iter()
    }

    /// Whether a part was passed by because its condition did not hold.
    pub fn skipped(&self, index: u32) -> bool {
        self.skipped.contains(&index)
    }
}

/// What an instance says to a signal's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignalFit {
    /// It will take one.
    Open,
    /// It has passed the wait.
    Closed,
    /// It never waits for one.
    Unknown,
}
