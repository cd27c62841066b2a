//! What a store must do when an attempt becomes a user.

use super::Stores;
use super::cast::{ADA, BOB, at, cause, changed, events, must, register, some, user_id, vouched};
use super::registrations::stored_attempt;
use crate::ports::{Committed, CompleteRegistrationError, Version};

/// Completion MUST store the attempt and the user in one commit, with both events.
pub async fn completion_stores_attempt_and_user_together(stores: &Stores) {
    let answer = register(stores, 1, ADA).await;
    assert_eq!(
        (answer.version, answer.position.as_u64()),
        (Version::first().next(), 3)
    );
    let (attempt, version) = stored_attempt(stores, 1).await;
    assert_eq!(
        (attempt.user(), version),
        (Some(user_id(1)), answer.version)
    );
    let user = must(stores.directory.find(user_id(1)).await, "find must answer");
    let user = some(user, "the user must be stored");
    assert_eq!(user.version, Version::first());
    let expected = must(
        vouched(1, ADA).state().complete(user_id(1), at(2)),
        "a registration",
    );
    assert_eq!(user.value, *expected.user());
}

/// The same key again MUST answer the first answer and write nothing.
pub async fn completion_again_answers_the_first_time(stores: &Stores) {
    let first = register(stores, 1, ADA).await;
    let again = must(
        vouched(1, ADA).state().complete(user_id(1), at(2)),
        "a registration",
    );
    let again = stores
        .registrations
        .complete(&cause(11), Version::first(), again)
        .await;
    assert_eq!(
        must(again, "a repeat"),
        Committed {
            replayed: true,
            ..first
        }
    );
    assert_eq!(events(stores).await, 3, "a repeat must not record events");
}

/// An address of another user, in any case, MUST be refused, and nothing stored of either part.
pub async fn completion_with_a_taken_address_is_refused(stores: &Stores) {
    register(stores, 1, ADA).await;
    let opening = vouched(2, "ADA@Example.ORG");
    let attempt = opening.state().clone();
    must(stores.registrations.open(&cause(20), opening).await, "open");
    let registration = must(attempt.complete(user_id(2), at(2)), "a registration");
    let refused = stores
        .registrations
        .complete(&cause(21), Version::first(), registration)
        .await;
    let Err(CompleteRegistrationError::EmailTaken { user }) = refused else {
        panic!("a taken address must be refused: {refused:?}");
    };
    assert_eq!(
        user,
        user_id(1),
        "the refusal must name whose address it is"
    );
    assert_eq!(
        stored_attempt(stores, 2).await,
        (attempt.clone(), Version::first())
    );
    let nobody = must(stores.directory.find(user_id(2)).await, "find must answer");
    assert_eq!((nobody, events(stores).await), (None, 4));
    let owner = must(stores.directory.find(user_id(1)).await, "find must answer");
    let owner = some(owner, "the owner").value;
    let joined = must(attempt.join_existing(&owner, at(3)), "joining");
    let answer = stores
        .registrations
        .update(&cause(21), Version::first(), joined)
        .await;
    assert!(
        !must(answer, "its key").replayed,
        "a refused write must leave no receipt"
    );
}

/// A used user id MUST be refused, and nothing stored of either part.
pub async fn completion_with_a_taken_user_id_is_refused(stores: &Stores) {
    register(stores, 1, ADA).await;
    let opening = vouched(2, BOB);
    let attempt = opening.state().clone();
    must(stores.registrations.open(&cause(20), opening).await, "open");
    let registration = must(attempt.complete(user_id(1), at(2)), "a registration");
    let refused = stores
        .registrations
        .complete(&cause(21), Version::first(), registration)
        .await;
    assert!(
        matches!(refused, Err(CompleteRegistrationError::UserExists)),
        "{refused:?}"
    );
    assert_eq!(stored_attempt(stores, 2).await, (attempt, Version::first()));
    assert_eq!(
        events(stores).await,
        4,
        "a refused write must record nothing"
    );
}

/// An outdated version MUST be refused, and no user made.
pub async fn outdated_completion_is_refused(stores: &Stores) {
    let opening = vouched(1, ADA);
    let attempt = opening.state().clone();
    must(stores.registrations.open(&cause(1), opening).await, "open");
    let cancelled = changed(must(attempt.cancel(at(5)), "a cancellation"));
    must(
        stores
            .registrations
            .update(&cause(2), Version::first(), cancelled)
            .await,
        "update",
    );
    let registration = must(attempt.complete(user_id(1), at(2)), "a registration");
    let refused = stores
        .registrations
        .complete(&cause(3), Version::first(), registration)
        .await;
    let Err(CompleteRegistrationError::VersionConflict { found, .. }) = refused else {
        panic!("an outdated completion must conflict: {refused:?}");
    };
    assert_eq!(found, Version::first().next());
    let nobody = must(stores.directory.find(user_id(1)).await, "find must answer");
    assert_eq!((nobody, events(stores).await), (None, 2));
}

/// Without an opened attempt there MUST be no user.
pub async fn completion_of_no_attempt_is_refused(stores: &Stores) {
    let registration = must(
        vouched(1, ADA).state().complete(user_id(1), at(2)),
        "a registration",
    );
    let refused = stores
        .registrations
        .complete(&cause(1), Version::first(), registration)
        .await;
    assert!(
        matches!(refused, Err(CompleteRegistrationError::NotFound)),
        "{refused:?}"
    );
    let nobody = must(stores.directory.find(user_id(1)).await, "find must answer");
    assert_eq!((nobody, events(stores).await), (None, 0));
}
