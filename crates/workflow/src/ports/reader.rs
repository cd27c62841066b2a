//! The journal as the owner of an instance sees it: every read names the scope.

use std::{collections::BTreeMap, num::NonZeroU32};

use async_trait::async_trait;
use auto_impl::auto_impl;
use chrono::{DateTime, Utc};

use super::{Fence, Lease, ReadError, Rev, StoreFailure};
use crate::{
    DedupKey, HistoryEvent, Instance, InstanceId, ParkReason, Scope, SignalName, Status,
    WorkflowName,
};

/// An instance with what the journal knows about its row.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The instance.
    pub instance: Instance,
    /// How often the row has changed.
    pub rev: Rev,
    /// How many drivers it had.
    pub fence: Fence,
    /// Who drives it now, if somebody does. An ended lease may still be told of.
    pub lease: Option<Lease>,
}

/// One line of a list. It can be read even if the instance cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceSummary {
    /// Its id.
    pub id: InstanceId,
    /// Its owner.
    pub scope: Scope,
    /// Its workflow.
    pub workflow: WorkflowName,
    /// The version it began with.
    pub version: u32,
    /// The key it was started under.
    pub key: DedupKey,
    /// Where it stands.
    pub status: Status,
    /// Why it is parked, if it is.
    pub parked: Option<ParkReason>,
    /// The signal it waits for, if it waits for one.
    pub waits_for: Option<SignalName>,
    /// When it has something to do next.
    pub wake_at: Option<DateTime<Utc>>,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When its latest event happened.
    pub updated_at: DateTime<Utc>,
}

/// What a list is narrowed to. The default is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstanceFilter {
    /// Only this status.
    pub status: Option<Status>,
    /// Only this workflow.
    pub workflow: Option<WorkflowName>,
}

/// Where a list goes on: after this instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageCursor {
    /// When the last one shown was started.
    pub created_at: DateTime<Utc>,
    /// Its id.
    pub id: InstanceId,
}

/// A part of a list, the newest first (by start, then by id, both descending).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The lines.
    pub items: Vec<InstanceSummary>,
    /// Where to go on; `None` at the end.
    pub next: Option<PageCursor>,
}

/// How many instances have which status. A status without one may be absent.
pub type Counts = BTreeMap<Status, u64>;

/// What the owner of instances may read. Missing and foreign answer alike.
#[async_trait]
#[auto_impl(Arc)]
pub trait WorkflowStateReader: Send + Sync + 'static {
    /// One instance of this scope.
    ///
    /// # Errors
    /// [`ReadError`] if it cannot be read.
    async fn find(&self, scope: Scope, id: InstanceId) -> Result<Option<Recorded>, ReadError>;

    /// Instances of this scope, the newest first.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn page(
        &self,
        scope: Scope,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure>;

    /// The events of one instance of this scope with a number above `after`, in order.
    /// Empty if there is no such instance.
    ///
    /// # Errors
    /// [`ReadError`] if an event cannot be read.
    async fn history(
        &self,
        scope: Scope,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError>;

    /// How many instances of this scope have which status.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn counts(&self, scope: Scope) -> Result<Counts, StoreFailure>;
}
