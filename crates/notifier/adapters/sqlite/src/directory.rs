//! Reads: within one scope, and over the platform.

use std::collections::BTreeMap;

use async_trait::async_trait;
use notifier::{
    Delivery, MessageId, Phase, RecipientRef, Scope,
    ports::{DeliveryDirectory, Page, PageSize, PlatformDirectory, StoreFailure, Stored},
};
use sqlite_kit::{
    rusqlite::{self, Connection, OptionalExtension as _, Params},
    unreadable,
};

use crate::{
    record::{COLUMNS, scope_octets, stored},
    store::NotifierStore,
};

/// The octets of the message to go on after: none stands before every id.
fn octets(after: Option<MessageId>) -> Vec<u8> {
    after
        .map(|id| id.as_uuid().into_bytes().to_vec())
        .unwrap_or_default()
}

/// Reads one record more than asked for, to know whether there is a next page.
fn page(
    connection: &Connection,
    size: PageSize,
    condition: &str,
    values: impl Params,
) -> rusqlite::Result<Page> {
    let limit = size.as_u32();
    let probe = limit.saturating_add(1);
    let mut deliveries = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM delivery WHERE {condition} ORDER BY message LIMIT {probe}"
        ))?
        .query_map(values, stored)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = deliveries.len() > limit;
    deliveries.truncate(limit);
    let next = deliveries
        .last()
        .filter(|_| more)
        .map(|last| last.value.id());
    Ok(Page { deliveries, next })
}

#[async_trait]
impl DeliveryDirectory for NotifierStore {
    async fn find(
        &self,
        scope: Scope,
        id: MessageId,
    ) -> Result<Option<Stored<Delivery>>, StoreFailure> {
        self.look_up(move |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM delivery WHERE message = ?1 AND scope = ?2"
                ))?
                .query_row((id.as_uuid(), scope_octets(scope)), stored)
                .optional()
        })
        .await
    }

    async fn page(
        &self,
        scope: Scope,
        after: Option<MessageId>,
        size: PageSize,
    ) -> Result<Page, StoreFailure> {
        self.read(move |connection| {
            let values = (scope_octets(scope), octets(after));
            page(connection, size, "scope = ?1 AND message > ?2", values)
        })
        .await
    }

    async fn page_of_recipient(
        &self,
        scope: Scope,
        recipient: &RecipientRef,
        after: Option<MessageId>,
        size: PageSize,
    ) -> Result<Page, StoreFailure> {
        let recipient = recipient.clone();
        self.read(move |connection| {
            let values = (scope_octets(scope), recipient.as_str(), octets(after));
            let condition = "scope = ?1 AND recipient = ?2 AND message > ?3";
            page(connection, size, condition, values)
        })
        .await
    }
}

#[async_trait]
impl PlatformDirectory for NotifierStore {
    async fn find_anywhere(&self, id: MessageId) -> Result<Option<Stored<Delivery>>, StoreFailure> {
        self.look_up(move |connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM delivery WHERE message = ?1"
                ))?
                .query_row([id.as_uuid()], stored)
                .optional()
        })
        .await
    }

    async fn count_by_phase(&self) -> Result<BTreeMap<Phase, u64>, StoreFailure> {
        self.read(move |connection| {
            connection
                .prepare_cached("SELECT phase, count(*) FROM delivery GROUP BY phase")?
                .query_map([], |row| {
                    let word: String = row.get(0)?;
                    let phase = Phase::ALL.iter().find(|phase| phase.as_str() == word);
                    let phase = phase.ok_or_else(|| unreadable("an unknown phase is stored"))?;
                    Ok((*phase, row.get(1)?))
                })?
                .collect()
        })
        .await
    }
}
