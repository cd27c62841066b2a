//! What goes into the journal port and comes out of it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    DedupKey, HistoryEvent, Instance, InstanceHead, InstanceId, Payload, Scope, SignalName,
    WorkerId,
};

macro_rules! counter {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// The first one.
            pub const fn first() -> Self {
                Self(1)
            }

            /// The one after.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }

            /// For a store.
            pub const fn as_u64(self) -> u64 {
                self.0
            }

            /// From a store.
            pub const fn from_u64(raw: u64) -> Self {
                Self(raw)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

counter! {
    /// Counts the changes of an instance's row, from 1. Every write is guarded by it.
    Rev
}
counter! {
    /// Counts the drivers of an instance, from 1. Every write of a driver is guarded by it.
    ///
    /// An instance that nobody has driven yet has fence 1 too; the first claim makes it 2.
    Fence
}

/// Who drives an instance, and until when nobody else may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The engine.
    pub owner: WorkerId,
    /// When the lease ends unless it is renewed.
    pub until: DateTime<Utc>,
}

/// A wish to start.
#[derive(Debug, Clone)]
pub struct NewInstance {
    /// What never changes.
    pub head: InstanceHead,
    /// The event `instance.started`, with the first state as its data and fence 1.
    pub first: HistoryEvent,
    /// The lease of the starter, if the starter drives the instance itself.
    pub lease: Option<Lease>,
}

/// The answer to a start. Durable in either case.
#[derive(Debug, Clone)]
pub enum Opened {
    /// It is new. If a lease was asked for, the caller is its driver.
    New(Claimed),
    /// The same was started before; this is how it stands.
    Existing(Instance),
}

/// An instance in the hands of its driver.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The instance as it stands.
    pub instance: Instance,
    /// What the next commit must be guarded by.
    pub guard: Guard,
    /// The oldest stored signal that the instance waits for, if there is one.
    pub signal: Option<PendingSignal>,
    /// The journal had parked the row because it could not read it, and now it can.
    pub set_aside: bool,
}

/// What a write is guarded by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// The instance.
    pub id: InstanceId,
    /// The row as the driver knows it.
    pub rev: Rev,
    /// The driver.
    pub fence: Fence,
}

/// The answer to a claim of what is due.
#[derive(Debug, Clone, Default)]
pub struct Due {
    /// The claimed instances, the longest due first.
    pub claimed: Vec<Claimed>,
    /// The instances whose rows cannot be read. They are parked now, and hinder no others.
    pub quarantined: Vec<InstanceId>,
}

/// One durable step of a driver.
#[derive(Debug, Clone, Copy)]
pub struct Commit<'a> {
    /// What must still hold.
    pub guard: Guard,
    /// The instance after the events.
    pub instance: &'a Instance,
    /// What happened, in order. The numbers continue the stored history.
    pub events: &'a [HistoryEvent],
    /// The signal that was taken, if one was.
    pub consumed: Option<&'a SignalRef>,
    /// What becomes of the lease.
    pub lease: LeaseAfter,
}

/// What becomes of the lease with a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseAfter {
    /// The driver goes on, until this instant at first.
    Renewed(DateTime<Utc>),
    /// The driver lets go.
    Released,
}

/// The answer to a commit.
#[derive(Debug, Clone)]
pub struct Committed {
    /// What the next commit must be guarded by.
    pub rev: Rev,
    /// The oldest stored signal that the instance waits for now, if there is one.
    pub signal: Option<PendingSignal>,
}

/// Names one signal of one instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignalRef {
    /// The signal's name.
    pub name: SignalName,
    /// The key it was sent under.
    pub key: DedupKey,
}

/// A stored signal that was not taken yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingSignal {
    /// Which one.
    pub signal: SignalRef,
    /// What it says.
    pub payload: Payload,
    /// When it was stored.
    pub received_at: DateTime<Utc>,
}

/// A signal on its way into the journal.
#[derive(Debug, Clone)]
pub struct PostedSignal {
    /// The owner of the instance.
    pub scope: Scope,
    /// The instance.
    pub instance: InstanceId,
    /// Name and key.
    pub signal: SignalRef,
    /// What it says.
    pub payload: Payload,
    /// When it was sent.
    pub at: DateTime<Utc>,
}

/// What became of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalAnswer {
    /// It is stored. If the instance comes to wait for it, the oldest one is taken: one under a
    /// second key, or one that came before its wait was skipped or the process turned back, stays
    /// untaken.
    Accepted,
    /// The same was stored before; once is enough.
    Duplicate,
    /// The instance has passed or skipped the wait, turned back, or is finished.
    TooLate,
    /// There is no such instance in this scope, or it never waits for such a signal.
    Unknown,
}

/// The most signals that are stored for one instance, taken ones included.
pub const SIGNALS_MAX: usize = 64;
