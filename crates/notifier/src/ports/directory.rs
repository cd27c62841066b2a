//! Ports: find delivery records, within one scope or over the whole platform.

use std::collections::BTreeMap;

use async_trait::async_trait;
use auto_impl::auto_impl;

use super::{StoreFailure, Stored};
use crate::{
    delivery::{Delivery, Phase},
    id::MessageId,
    recipient::{RecipientRef, Scope},
};

/// How many records a page may hold: 1 to 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageSize(u32);

impl PageSize {
    /// The largest page.
    pub const MAX: Self = Self(500);

    /// A page of this many records; brought into 1 to 500.
    pub const fn new(records: u32) -> Self {
        match records {
            0 => Self(1),
            1..=500 => Self(records),
            _ => Self::MAX,
        }
    }

    /// The number inside.
    pub const fn as_u32(self) -> u32 {
        self.0
    }
}

/// Some records in the order of their message ids, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The records.
    pub deliveries: Vec<Stored<Delivery>>,
    /// Give this as `after` to get the next page; `None` after the last one.
    pub next: Option<MessageId>,
}

/// Finds delivery records within one scope.
///
/// Every method takes the scope. A record of another scope MUST answer exactly as one that does not exist.
#[async_trait]
#[auto_impl(Arc)]
pub trait DeliveryDirectory: Send + Sync + 'static {
    /// The record of one message.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store did not answer.
    async fn find(
        &self,
        scope: Scope,
        id: MessageId,
    ) -> Result<Option<Stored<Delivery>>, StoreFailure>;

    /// The records of a scope after `after`, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store did not answer.
    async fn page(
        &self,
        scope: Scope,
        after: Option<MessageId>,
        size: PageSize,
    ) -> Result<Page, StoreFailure>;

    /// The records of one recipient in a scope after `after`, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store did not answer.
    async fn page_of_recipient(
        &self,
        scope: Scope,
        recipient: &RecipientRef,
        after: Option<MessageId>,
        size: PageSize,
    ) -> Result<Page, StoreFailure>;
}

/// Finds delivery records whatever their scope: for the operator of the platform alone.
#[async_trait]
#[auto_impl(Arc)]
pub trait PlatformDirectory: Send + Sync + 'static {
    /// The record of one message, whatever its scope.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store did not answer.
    async fn find_anywhere(&self, id: MessageId) -> Result<Option<Stored<Delivery>>, StoreFailure>;

    /// How many records are in each phase. Phases without a record are left out.
    ///
    /// # Errors
    /// [`StoreFailure`] if the store did not answer.
    async fn count_by_phase(&self) -> Result<BTreeMap<Phase, u64>, StoreFailure>;
}
