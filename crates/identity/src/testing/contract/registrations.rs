//! What a store of registration attempts must do.

use super::Stores;
use super::cast::{
    ADA, BOB, at, attempt_id, cause, changed, events, key, must, proven, register, some, token,
    unproven, user_id, vouched,
};
use crate::event::Event;
use crate::ports::{
    Committed, CompleteRegistrationError, OpenRegistrationError, Position, Revocation,
    UpdateRegistrationError, Version,
};
use crate::registration::{AttemptState, RegistrationAttempt};

pub(super) async fn stored_attempt(
    stores: &Stores,
    number: u128,
) -> (RegistrationAttempt, Version) {
    let found = must(
        stores.registrations.find(attempt_id(number)).await,
        "find must answer",
    );
    let found = some(found, "the attempt must be stored");
    (found.value, found.version)
}

/// An opened attempt MUST be found as it was, at the first version; unknown ones are not found.
pub async fn opened_attempt_is_found(stores: &Stores) {
    let change = unproven(1, ADA);
    let expected = change.state().clone();
    let answer = must(
        stores.registrations.open(&cause(1), change).await,
        "open must succeed",
    );
    let first = Committed {
        version: Version::first(),
        position: Position::from_u64(1),
        replayed: false,
    };
    assert_eq!(
        answer, first,
        "open must answer the first version and its event's position"
    );
    assert_eq!(
        stored_attempt(stores, 1).await,
        (expected, Version::first())
    );
    let unknown = must(
        stores.registrations.find(attempt_id(2)).await,
        "find must answer",
    );
    assert_eq!(unknown, None, "an unknown attempt must not be found");
}

/// The same key again MUST answer the first answer and write nothing.
pub async fn opening_again_answers_the_first_time(stores: &Stores) {
    let first = must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open",
    );
    let again = must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open again",
    );
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..first
        }
    );
    assert_eq!(events(stores).await, 1, "a repeat must not record events");
}

/// A used id MUST be refused, and the refusal MUST leave nothing, not even a receipt.
pub async fn second_attempt_with_the_same_id_is_refused(stores: &Stores) {
    must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open",
    );
    let refused = stores.registrations.open(&cause(2), vouched(1, BOB)).await;
    assert!(
        matches!(refused, Err(OpenRegistrationError::AttemptExists)),
        "{refused:?}"
    );
    assert_eq!(stored_attempt(stores, 1).await.0, *unproven(1, ADA).state());
    assert_eq!(
        events(stores).await,
        1,
        "a refused write must record nothing"
    );
    let answer = must(
        stores.registrations.open(&cause(2), unproven(2, BOB)).await,
        "its key",
    );
    assert!(!answer.replayed, "a refused write must leave no receipt");
}

/// A used token MUST be refused, and the refusal MUST leave nothing.
pub async fn second_attempt_with_the_same_token_is_refused(stores: &Stores) {
    must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open",
    );
    let mut copy = unproven(1, BOB).state().snapshot();
    copy.id = attempt_id(2);
    let copy = must(RegistrationAttempt::restore(copy), "a copy");
    let change = crate::ports::Change::new(
        copy,
        Event::RegistrationOpened {
            attempt: attempt_id(2),
            vouched: None,
        },
    );
    let refused = stores.registrations.open(&cause(2), change).await;
    assert!(
        matches!(refused, Err(OpenRegistrationError::AttemptExists)),
        "{refused:?}"
    );
    let found = must(
        stores.registrations.find(attempt_id(2)).await,
        "find must answer",
    );
    assert_eq!(found, None, "a refused write must store nothing");
    assert_eq!(
        events(stores).await,
        1,
        "a refused write must record nothing"
    );
}

/// An attempt MUST be found by its token's hash, also when it is closed; others are not.
pub async fn attempt_is_found_by_its_token_to_the_end(stores: &Stores) {
    must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open",
    );
    must(
        stores.registrations.open(&cause(2), unproven(2, BOB)).await,
        "open",
    );
    let (attempt, version) = stored_attempt(stores, 1).await;
    let cancelled = changed(must(attempt.cancel(at(5)), "a cancellation"));
    must(
        stores
            .registrations
            .update(&cause(3), version, cancelled)
            .await,
        "update",
    );
    let hash = token(1).hash();
    let found = must(
        stores.registrations.find_by_token(&hash).await,
        "find must answer",
    );
    let found = some(found, "a closed attempt must be found by its token").value;
    assert_eq!(
        (found.id(), found.state()),
        (attempt_id(1), AttemptState::Cancelled)
    );
    let hash = token(3).hash();
    let found = must(
        stores.registrations.find_by_token(&hash).await,
        "find must answer",
    );
    assert_eq!(found, None, "an unknown token must find nothing");
}

/// An update MUST store the new state at the next version, with its event.
pub async fn updated_attempt_has_the_next_version(stores: &Stores) {
    must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open",
    );
    let (attempt, version) = stored_attempt(stores, 1).await;
    let change = proven(&attempt, 1);
    let expected = change.state().clone();
    let answer = must(
        stores
            .registrations
            .update(&cause(2), version, change)
            .await,
        "update",
    );
    assert_eq!(
        (answer.version, answer.position.as_u64()),
        (version.next(), 2)
    );
    assert_eq!(stored_attempt(stores, 1).await, (expected, version.next()));
}

/// An outdated version MUST be refused, and the refusal MUST leave nothing.
pub async fn outdated_update_of_an_attempt_is_refused(stores: &Stores) {
    must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open",
    );
    let (attempt, version) = stored_attempt(stores, 1).await;
    let change = proven(&attempt, 1);
    must(
        stores
            .registrations
            .update(&cause(2), version, change.clone())
            .await,
        "update",
    );
    let refused = stores
        .registrations
        .update(&cause(3), version, change)
        .await;
    let Err(UpdateRegistrationError::VersionConflict { expected, found }) = refused else {
        panic!("an outdated update must conflict: {refused:?}");
    };
    assert_eq!((expected, found), (version, version.next()));
    assert_eq!(stored_attempt(stores, 1).await.1, version.next());
    assert_eq!(
        events(stores).await,
        2,
        "a refused write must record nothing"
    );
}

/// What is not there MUST NOT be updated into being.
pub async fn update_of_no_attempt_is_refused(stores: &Stores) {
    let change = proven(unproven(1, ADA).state(), 1);
    let refused = stores
        .registrations
        .update(&cause(1), Version::first(), change)
        .await;
    assert!(
        matches!(refused, Err(UpdateRegistrationError::NotFound)),
        "{refused:?}"
    );
    let found = must(
        stores.registrations.find(attempt_id(1)).await,
        "find must answer",
    );
    assert_eq!((found, events(stores).await), (None, 0));
}

/// A repeat MUST be answered before the version is looked at.
pub async fn repeat_wins_over_an_outdated_version(stores: &Stores) {
    must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open",
    );
    let (attempt, version) = stored_attempt(stores, 1).await;
    let proof = proven(&attempt, 1);
    let first = stores
        .registrations
        .update(&cause(2), version, proof.clone())
        .await;
    let first = must(first, "update");
    let (attempt, next) = stored_attempt(stores, 1).await;
    let cancelled = changed(must(attempt.cancel(at(5)), "a cancellation"));
    must(
        stores
            .registrations
            .update(&cause(3), next, cancelled)
            .await,
        "update",
    );
    let again = stores.registrations.update(&cause(2), version, proof).await;
    assert_eq!(
        must(again, "a repeat"),
        Committed {
            replayed: true,
            ..first
        }
    );
    assert_eq!(
        stored_attempt(stores, 1).await.0.state(),
        AttemptState::Cancelled
    );
}

/// What is revoked before it comes MUST be refused for ever, by every writing method.
pub async fn revoked_registration_never_happens(stores: &Stores) {
    for number in [1, 2, 3] {
        let answer = must(
            stores.registrations.revoke(key(number), at(0)).await,
            "revoke",
        );
        assert_eq!(answer, Revocation::NeverHappened);
    }
    let again = must(
        stores.registrations.revoke(key(1), at(1)).await,
        "revoke again",
    );
    assert_eq!(
        again,
        Revocation::NeverHappened,
        "revoking twice must answer the same"
    );
    let refused = stores.registrations.open(&cause(1), vouched(1, ADA)).await;
    assert!(
        matches!(refused, Err(OpenRegistrationError::Revoked)),
        "{refused:?}"
    );

    must(
        stores.registrations.open(&cause(4), unproven(1, ADA)).await,
        "another key",
    );
    let (attempt, version) = stored_attempt(stores, 1).await;
    let proof = proven(&attempt, 1);
    let refused = stores
        .registrations
        .update(&cause(2), version, proof.clone())
        .await;
    assert!(
        matches!(refused, Err(UpdateRegistrationError::Revoked)),
        "{refused:?}"
    );
    let registration = must(proof.state().complete(user_id(1), at(2)), "a registration");
    let refused = stores
        .registrations
        .complete(&cause(3), version, registration)
        .await;
    assert!(
        matches!(refused, Err(CompleteRegistrationError::Revoked)),
        "{refused:?}"
    );
    assert_eq!(stored_attempt(stores, 1).await, (attempt, version));
    assert_eq!(
        events(stores).await,
        1,
        "a refused write must record nothing"
    );
}

/// Revoking what happened MUST change nothing and tell the first answer.
pub async fn revocation_after_the_fact_tells_what_happened(stores: &Stores) {
    let first = register(stores, 1, ADA).await;
    let answer = must(stores.registrations.revoke(key(11), at(9)).await, "revoke");
    assert_eq!(answer, Revocation::Happened(first));
    assert_eq!(stored_attempt(stores, 1).await.0.user(), Some(user_id(1)));
    let again = must(
        vouched(1, ADA).state().complete(user_id(1), at(2)),
        "a registration",
    );
    let again = stores
        .registrations
        .complete(&cause(11), Version::first(), again)
        .await;
    assert!(
        must(again, "a repeat").replayed,
        "a key that happened must still answer repeats"
    );
}
