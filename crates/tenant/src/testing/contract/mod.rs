//! The contract of the ports: one function for each MUST, and [`suite`] to run them all.
//!
//! Each function takes the ports of a **fresh, empty** store and panics where the store breaks
//! its word.
#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    clippy::panic,
    reason = "a contract suite fails by panicking"
)]

pub mod feed;
mod fixture;
pub mod keys;
pub mod memberships;
pub mod scope;
pub mod tenants;

use super::Ports;

/// Runs the whole contract, each part against a fresh store that `make` answers.
pub async fn suite<F, Fut>(make: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Ports>,
{
    tenants::are_found_as_they_were_inserted(&make().await).await;
    tenants::keep_their_slug_even_when_deleted(&make().await).await;
    tenants::are_refused_under_a_taken_id(&make().await).await;
    tenants::keep_every_state_and_what_it_carries(&make().await).await;
    tenants::are_updated_at_the_expected_version_only(&make().await).await;
    tenants::that_are_missing_are_not_updated(&make().await).await;
    tenants::are_paged_by_slug(&make().await).await;
    tenants::are_counted_by_status(&make().await).await;

    memberships::are_found_as_they_were_joined(&make().await).await;
    memberships::need_a_tenant_that_is_there(&make().await).await;
    memberships::need_a_tenant_that_runs_at_this_moment(&make().await).await;
    memberships::need_the_tenant_as_it_was_read(&make().await).await;
    memberships::are_refused_under_a_taken_id(&make().await).await;
    memberships::are_one_at_a_time(&make().await).await;
    memberships::asked_for_at_once_are_given_once(&make().await).await;
    memberships::begin_again_after_a_removal(&make().await).await;
    memberships::are_updated_at_the_expected_version_only(&make().await).await;
    memberships::that_are_missing_are_not_updated(&make().await).await;
    memberships::end_even_in_a_tenant_that_does_not_run(&make().await).await;

    scope::a_foreign_membership_is_like_a_missing_one(&make().await).await;
    scope::members_are_paged_and_counted_within_their_tenant(&make().await).await;
    scope::tenants_are_paged_within_their_member(&make().await).await;

    keys::repeat_the_first_answer_of_every_write(&make().await).await;
    keys::repeat_it_after_the_thing_has_moved_on(&make().await).await;
    keys::that_are_revoked_refuse_every_write(&make().await).await;
    keys::that_were_used_are_not_revoked(&make().await).await;
    keys::are_left_free_by_a_refused_write(&make().await).await;

    feed::begins_empty(&make().await).await;
    feed::tells_each_event_once_with_its_cause(&make().await).await;
    feed::is_read_in_parts(&make().await).await;
    feed::is_untouched_by_a_refused_write(&make().await).await;
}
