//! What every store must keep: [`DeliveryRepository`], [`DeliveryDirectory`], [`PlatformDirectory`], [`EventFeed`].
//!
//! [`suite`] runs it all; `make` gives a fresh, empty store each time.

#![expect(clippy::expect_used, reason = "a contract suite fails by panicking")]

mod reads;
mod refusals;
mod writes;

use std::{num::NonZeroU32, sync::Arc};

pub use self::{
    reads::{
        a_foreign_scope_sees_nothing, pages_are_complete_and_ordered, phases_are_counted,
        the_feed_is_dense_and_tells_why,
    },
    refusals::{
        a_revoked_key_is_refused, a_taken_id_is_refused_and_leaves_nothing,
        a_wrong_version_is_refused_and_leaves_nothing, an_unknown_message_is_not_updated,
        revoking_what_happened_changes_nothing,
    },
    writes::{
        a_repeat_comes_before_the_version, a_repeat_gives_the_first_answer, every_state_comes_back,
        stored_is_found,
    },
};
use crate::{
    courier::Request,
    delivery::Delivery,
    ports::{
        Committed, DeliveryDirectory, DeliveryRepository, EventFeed, PlatformDirectory, Position,
        RecordedEvent, Stored,
    },
    testing::cause,
};

/// The four ports over one store.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "ports have no Debug")]
pub struct Stores {
    /// Writes.
    pub repository: Arc<dyn DeliveryRepository>,
    /// Reads within a scope.
    pub directory: Arc<dyn DeliveryDirectory>,
    /// Reads over the platform.
    pub platform: Arc<dyn PlatformDirectory>,
    /// Tells what happened.
    pub feed: Arc<dyn EventFeed>,
}

impl Stores {
    async fn record(&self, request: &Request) -> Option<Stored<Delivery>> {
        let found = self.directory.find(request.scope, request.message_id).await;
        found.expect("the directory answers")
    }

    /// One value that implements all four.
    pub fn of<T>(store: &Arc<T>) -> Self
    where
        T: DeliveryRepository + DeliveryDirectory + PlatformDirectory + EventFeed,
    {
        Self {
            repository: Arc::<T>::clone(store),
            directory: Arc::<T>::clone(store),
            platform: Arc::<T>::clone(store),
            feed: Arc::<T>::clone(store),
        }
    }
}

/// Runs every check, each on a fresh store.
///
/// # Panics
/// On the first sentence of the contract that is broken.
pub async fn suite<F, Fut>(make: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Stores>,
{
    stored_is_found(make().await).await;
    every_state_comes_back(make().await).await;
    a_repeat_gives_the_first_answer(make().await).await;
    a_repeat_comes_before_the_version(make().await).await;
    a_taken_id_is_refused_and_leaves_nothing(make().await).await;
    a_wrong_version_is_refused_and_leaves_nothing(make().await).await;
    an_unknown_message_is_not_updated(make().await).await;
    a_revoked_key_is_refused(make().await).await;
    revoking_what_happened_changes_nothing(make().await).await;
    a_foreign_scope_sees_nothing(make().await).await;
    pages_are_complete_and_ordered(make().await).await;
    phases_are_counted(make().await).await;
    the_feed_is_dense_and_tells_why(make().await).await;
}

async fn accept(stores: &Stores, key: u128, request: &Request) -> Committed {
    let cause = cause(key, 0);
    let change = Delivery::accept_and_start(request.envelope(), cause.at);
    stores
        .repository
        .accept(&cause, change)
        .await
        .expect("a fresh message is accepted")
}

async fn everything(stores: &Stores) -> Vec<RecordedEvent> {
    let limit = NonZeroU32::MAX;
    stores
        .feed
        .read_after(Position::START, limit)
        .await
        .expect("the feed answers")
}
