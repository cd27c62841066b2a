//! The journal as drivers and senders of signals see it: each method is one durable commit.

use std::num::NonZeroU32;

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{
    ClaimError, Claimed, Commit, CommitError, Committed, Due, Fence, HeartbeatError, Lease,
    NewInstance, OpenError, Opened, PostSignalError, PostedSignal, SignalAnswer, StoreFailure,
    WorkflowOperatorRepository, WorkflowStateReader,
};
use crate::{InstanceId, WorkerId};

/// Where processes rest. `workflow::testing::contract` tests every MUST but one: what cannot be
/// read is damaged behind the port, so each adapter tests for itself that it parks such a row.
///
/// An answer is given only when the write is durable. A refused write changes nothing.
///
/// `now` is the engine's time. A store that several machines share SHOULD measure leases by its
/// own clock instead, and add to it the span from `now` to `until`.
#[async_trait]
#[auto_impl(Arc)]
pub trait WorkflowStateRepository: Send + Sync + 'static {
    /// Stores an instance with its first event, and the starter's lease if one is asked for.
    ///
    /// - MUST answer [`Opened::Existing`] and change nothing if the id is stored with the same
    ///   input digest.
    /// - A new instance has `rev` 1, fence 1, and the wake time of
    ///   [`Instance::wake_at`](crate::Instance::wake_at).
    ///
    /// # Errors
    /// MUST answer [`OpenError::KeyReused`] if the id is stored with another input digest.
    async fn open(&self, new: NewInstance) -> Result<Opened, OpenError>;

    /// Makes the caller the driver of one instance: fence and `rev` rise by one.
    ///
    /// - MUST take an instance that is due, not yet due, waiting, parked or finished alike.
    /// - MUST take one whose lease has ended, is free, or belongs to the caller.
    /// - MUST park an instance that cannot be read (status column `parked`, reason `unreadable`,
    ///   the rest untouched), in the same commit.
    /// - MUST answer with the oldest stored, not yet taken signal that the instance waits for.
    ///
    /// # Errors
    /// [`ClaimError`] for an unknown id, another's living lease, or an unreadable row.
    async fn claim(
        &self,
        id: InstanceId,
        lease: Lease,
        now: DateTime<Utc>,
    ) -> Result<Claimed, ClaimError>;

    /// Claims up to `limit` instances that are due: the wake time has come, and nobody's lease
    /// lives. The longest due come first.
    ///
    /// - MUST NOT hand out an instance that is parked or finished.
    /// - MUST park what cannot be read and go on with the others.
    /// - Two callers MUST NOT get the same instance.
    ///
    /// # Errors
    /// [`StoreFailure`]; then leases may have been taken, and end by themselves.
    async fn claim_due(
        &self,
        lease: Lease,
        now: DateTime<Utc>,
        limit: NonZeroU32,
    ) -> Result<Due, StoreFailure>;

    /// One durable step: the instance, its events and the taken signal, together.
    ///
    /// - MUST check the fence before the `rev`.
    /// - MUST set wake time, status and lease from the instance and the commit.
    /// - If the instance now waits for a signal that is stored and not taken, MUST leave it due at
    ///   once and answer with the oldest one. So no signal is lost to a crash at this place.
    ///
    /// # Errors
    /// [`CommitError::FenceLost`] if the fence has risen, [`CommitError::Moved`] if only the `rev`
    /// has.
    async fn commit(&self, commit: Commit<'_>) -> Result<Committed, CommitError>;

    /// Prolongs the lease of the driver with this fence. `rev` stays.
    ///
    /// # Errors
    /// MUST answer [`HeartbeatError::FenceLost`] if the fence has risen or the lease was released.
    async fn heartbeat(
        &self,
        id: InstanceId,
        fence: Fence,
        until: DateTime<Utc>,
    ) -> Result<(), HeartbeatError>;

    /// Stores a signal.
    ///
    /// - MUST answer [`SignalAnswer::Unknown`] if the instance is missing, or belongs to another
    ///   scope; else [`SignalAnswer::Duplicate`] if name and key are stored; else by
    ///   [`Instance::accepts`](crate::Instance::accepts).
    /// - If the instance waits for this signal, MUST raise `rev` and make it due at once, in the
    ///   same commit: then a deadline that another is about to record is refused.
    /// - If it does not wait yet, MUST leave `rev` alone: the running step is not disturbed.
    ///
    /// # Errors
    /// MUST answer [`PostSignalError::TooMany`] above [`SIGNALS_MAX`](super::SIGNALS_MAX).
    async fn post_signal(&self, signal: PostedSignal) -> Result<SignalAnswer, PostSignalError>;

    /// The earliest instant at which [`claim_due`](Self::claim_due) may find something: wake times,
    /// put off to the end of a living lease.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreFailure>;

    /// Ends the leases of all workers but `survivor`, and says how many.
    ///
    /// Only safe if the caller knows that no other engine is alive, as one that holds the exclusive
    /// lock of the data directory does. Then the user need not wait for the leases of a killed
    /// process to end. Fences stay, so even a mistake cannot make two drivers' writes count.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn release_leases_of_dead_workers(
        &self,
        survivor: &WorkerId,
    ) -> Result<u64, StoreFailure>;
}

/// A whole journal: what drivers write, what owners read, what operators see.
pub trait Journal:
    WorkflowStateRepository + WorkflowStateReader + WorkflowOperatorRepository
{
}

impl<T> Journal for T where
    T: WorkflowStateRepository + WorkflowStateReader + WorkflowOperatorRepository + ?Sized
{
}
