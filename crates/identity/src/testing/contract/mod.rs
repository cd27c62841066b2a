//! What every store must do, as tests: one function for each MUST of the ports.
#![expect(
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a contract suite fails by panicking, in every one of its functions"
)]

mod cast;
mod completions;
mod feed;
mod registrations;
mod roles;
mod users;

use std::sync::Arc;

pub use completions::*;
pub use feed::*;
pub use registrations::*;
pub use roles::*;
pub use users::*;

use crate::ports::{
    EventFeed, RegistrationRepository, RoleRepository, UserDirectory, UserRepository,
};

/// All ports of one fresh, empty store.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "ports need not be printable")]
pub struct Stores {
    /// Registration attempts.
    pub registrations: Arc<dyn RegistrationRepository>,
    /// Changing users.
    pub users: Arc<dyn UserRepository>,
    /// Looking users up.
    pub directory: Arc<dyn UserDirectory>,
    /// Role assignments.
    pub roles: Arc<dyn RoleRepository>,
    /// What happened.
    pub feed: Arc<dyn EventFeed>,
}

impl Stores {
    /// Takes one thing that implements every port.
    pub fn of<S>(store: Arc<S>) -> Self
    where
        S: RegistrationRepository + UserRepository + UserDirectory + RoleRepository + EventFeed,
    {
        Self {
            registrations: Arc::<S>::clone(&store),
            users: Arc::<S>::clone(&store),
            directory: Arc::<S>::clone(&store),
            roles: Arc::<S>::clone(&store),
            feed: store,
        }
    }
}

/// Runs each function of a list against a fresh store.
macro_rules! run {
    ($make:ident: $($must:ident),* $(,)?) => {
        $( $must(&$make().await).await; )*
    };
}

/// Runs the whole suite, each part against a fresh store from `make`.
///
/// # Panics
/// If the store breaks a MUST; the message says which.
pub async fn suite<F, Fut>(make: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Stores>,
{
    run!(make:
        opened_attempt_is_found,
        opening_again_answers_the_first_time,
        second_attempt_with_the_same_id_is_refused,
        second_attempt_with_the_same_token_is_refused,
        attempt_is_found_by_its_token_to_the_end,
        updated_attempt_has_the_next_version,
        outdated_update_of_an_attempt_is_refused,
        update_of_no_attempt_is_refused,
        repeat_wins_over_an_outdated_version,
        completion_stores_attempt_and_user_together,
        completion_again_answers_the_first_time,
        completion_with_a_taken_address_is_refused,
        completion_with_a_taken_user_id_is_refused,
        outdated_completion_is_refused,
        completion_of_no_attempt_is_refused,
        revoked_registration_never_happens,
        revocation_after_the_fact_tells_what_happened,
    );
    run!(make:
        provisioned_user_is_found,
        provisioning_again_answers_the_first_time,
        provisioning_with_a_taken_address_is_refused,
        provisioning_with_a_taken_id_is_refused,
        user_is_found_by_any_case_of_the_address,
        updated_user_has_the_next_version,
        outdated_update_of_a_user_is_refused,
        update_of_no_user_is_refused,
        deletion_frees_the_address_and_drops_roles,
        pages_hold_every_living_user_once_in_order,
        revoked_user_write_never_happens,
    );
    run!(make:
        saved_roles_are_found_in_their_scope_only,
        saving_roles_again_answers_the_first_time,
        roles_of_nobody_are_refused,
        roles_of_a_deleted_user_are_refused,
        outdated_roles_are_refused,
        roles_of_a_user_are_listed_without_empty_ones,
        revoked_role_write_never_happens,
    );
    run!(make:
        empty_feed_starts_at_the_start,
        feed_tells_every_event_once_in_order,
        refused_write_leaves_no_gap_in_the_feed,
        one_key_belongs_to_one_write_of_the_whole_store,
    );
}
