//! The journal as an operator of the installation sees it: the only reads without a scope.

use std::num::NonZeroU32;

use async_trait::async_trait;
use auto_impl::auto_impl;

use super::{Counts, InstanceFilter, Page, PageCursor, ReadError, Recorded, StoreFailure};
use crate::{HistoryEvent, InstanceId};

/// Reads across all scopes. For operators and for the engine, never for a customer's request.
#[async_trait]
#[auto_impl(Arc)]
pub trait WorkflowOperatorRepository: Send + Sync + 'static {
    /// One instance of any scope.
    ///
    /// # Errors
    /// [`ReadError`] if it cannot be read.
    async fn find_anywhere(&self, id: InstanceId) -> Result<Option<Recorded>, ReadError>;

    /// Instances of all scopes, the newest first.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn page_everywhere(
        &self,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure>;

    /// The events of one instance of any scope with a number above `after`, in order.
    ///
    /// # Errors
    /// [`ReadError`] if an event cannot be read.
    async fn history_anywhere(
        &self,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError>;

    /// How many instances of all scopes have which status.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn counts_everywhere(&self) -> Result<Counts, StoreFailure>;
}
