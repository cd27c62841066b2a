//! What every journal must do: one function for each MUST, and [`suite`] for all of them.
//!
//! An adapter's own test is three lines:
//!
//! ```
//! # async fn run() {
//! use workflow::testing::{InMemoryJournal, contract};
//!
//! contract::suite(|| async { InMemoryJournal::new() }).await;
//! # }
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(run());
//! ```
#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a contract suite fails by panicking"
)]

mod case;
mod claiming;
mod committing;
mod opening;
mod reading;
mod signals;

use std::{future::Future, sync::Arc};

pub use self::{claiming::*, committing::*, opening::*, reading::*, signals::*};
use crate::ports::Journal;

/// Runs every function of the contract, each against a fresh journal that `make` opens.
#[expect(clippy::future_not_send, reason = "a test awaits it on its own thread")]
pub async fn suite<F, Fut, J>(make: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = J>,
    J: Journal,
{
    let make = || async {
        let journal: Arc<dyn Journal> = Arc::new(make().await);
        journal
    };
    open_stores_the_instance_with_its_first_event(make().await).await;
    open_again_answers_the_existing_one(make().await).await;
    open_with_another_input_is_refused(make().await).await;
    open_with_a_lease_makes_the_starter_the_driver(make().await).await;
    claim_raises_fence_and_rev(make().await).await;
    claim_refuses_a_living_lease_of_another(make().await).await;
    claim_takes_an_ended_lease_and_its_own(make().await).await;
    claim_of_an_unknown_instance_is_refused(make().await).await;
    claim_takes_what_is_not_due(make().await).await;
    due_instances_come_in_order_and_up_to_the_limit(make().await).await;
    due_leaves_out_what_is_leased_waiting_parked_or_finished(make().await).await;
    due_gives_each_instance_to_one_caller(make().await).await;
    next_due_tells_the_earliest_chance(make().await).await;
    released_leases_of_dead_workers_are_due_at_once(make().await).await;
    commit_stores_instance_and_events_together(make().await).await;
    commit_with_an_old_fence_changes_nothing(make().await).await;
    commit_with_an_old_rev_changes_nothing(make().await).await;
    commit_renews_or_releases_the_lease(make().await).await;
    heartbeat_prolongs_the_lease_of_the_driver_alone(make().await).await;
    signal_is_stored_once(make().await).await;
    signal_to_another_scope_is_unknown(make().await).await;
    signal_that_nobody_waits_for_is_unknown(make().await).await;
    signal_after_the_wait_is_too_late(make().await).await;
    signal_to_a_skipped_wait_is_too_late(make().await).await;
    signals_have_a_limit(make().await).await;
    early_signal_does_not_disturb_the_driver(make().await).await;
    early_signal_is_answered_by_the_commit_that_waits(make().await).await;
    signal_moves_the_waiting_instance(make().await).await;
    taken_signal_is_not_given_again(make().await).await;
    reads_keep_to_their_scope(make().await).await;
    pages_are_complete_and_the_newest_come_first(make().await).await;
    filters_narrow_the_list(make().await).await;
    history_can_be_read_in_parts_and_folds_to_the_instance(make().await).await;
    counts_tell_each_status(make().await).await;
}
