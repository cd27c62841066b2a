//! What owners and operators read of the journal in memory.

use std::num::NonZeroU32;

use async_trait::async_trait;

use super::{
    InMemoryJournal,
    rows::{Row, fits},
};
use crate::{
    HistoryEvent, InstanceId, Scope,
    ports::{
        Counts, InstanceFilter, Page, PageCursor, ReadError, Recorded, StoreFailure,
        WorkflowOperatorRepository, WorkflowStateReader,
    },
};

#[async_trait]
impl WorkflowStateReader for InMemoryJournal {
    async fn find(&self, scope: Scope, id: InstanceId) -> Result<Option<Recorded>, ReadError> {
        let tables = self.lock();
        let row = tables
            .rows
            .get(&id)
            .filter(|row| row.instance.head().scope == scope);
        Ok(row.map(Row::recorded))
    }

    async fn page(
        &self,
        scope: Scope,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure> {
        let wanted = |row: &Row| row.instance.head().scope == scope && fits(row, filter);
        Ok(self.lock().page(wanted, after, limit))
    }

    async fn history(
        &self,
        scope: Scope,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError> {
        let tables = self.lock();
        let row = tables
            .rows
            .get(&id)
            .filter(|row| row.instance.head().scope == scope);
        Ok(row.map(|row| row.after(after, limit)).unwrap_or_default())
    }

    async fn counts(&self, scope: Scope) -> Result<Counts, StoreFailure> {
        Ok(self.lock().counts(|row| row.instance.head().scope == scope))
    }
}

#[async_trait]
impl WorkflowOperatorRepository for InMemoryJournal {
    async fn find_anywhere(&self, id: InstanceId) -> Result<Option<Recorded>, ReadError> {
        Ok(self.lock().rows.get(&id).map(Row::recorded))
    }

    async fn page_everywhere(
        &self,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure> {
        Ok(self.lock().page(|row| fits(row, filter), after, limit))
    }

    async fn history_anywhere(
        &self,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError> {
        let tables = self.lock();
        Ok(tables
            .rows
            .get(&id)
            .map(|row| row.after(after, limit))
            .unwrap_or_default())
    }

    async fn counts_everywhere(&self) -> Result<Counts, StoreFailure> {
        Ok(self.lock().counts(|_| true))
    }
}
