//! What a refused or revoked write must keep: nothing is left of it.

#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a contract suite fails by panicking"
)]

use super::{Stores, accept, everything};
use crate::{
    courier::Request,
    delivery::Delivery,
    ports::{AcceptDeliveryError, Revocation, UpdateDeliveryError, Version},
    recipient::Scope,
    testing::{cause, welcome_request},
};

/// A message id that is taken is refused, in another scope too, and neither event nor answer is left.
///
/// # Panics
/// If it is accepted, or leaves anything.
pub async fn a_taken_id_is_refused_and_leaves_nothing(stores: Stores) {
    accept(&stores, 1, &welcome_request(1)).await;
    let request = Request {
        scope: Scope::PLATFORM,
        ..welcome_request(1)
    };
    let cause_2 = cause(2, 0);
    let change = Delivery::accept(request.envelope(), cause_2.at);
    let refused = stores.repository.accept(&cause_2, change).await;
    assert!(
        matches!(refused, Err(AcceptDeliveryError::MessageExists)),
        "the id is taken"
    );
    assert_eq!(
        everything(&stores).await.len(),
        1,
        "a refused write records no event"
    );
    let revoked = stores
        .repository
        .revoke(cause_2.key, cause_2.at)
        .await
        .expect("answers");
    assert_eq!(
        revoked,
        Revocation::NeverHappened,
        "a refused write leaves no answer"
    );
}

/// An update of another version than the stored one is refused and leaves nothing.
///
/// # Panics
/// If it is written, or leaves anything.
pub async fn a_wrong_version_is_refused_and_leaves_nothing(stores: Stores) {
    let request = welcome_request(1);
    let committed = accept(&stores, 1, &request).await;
    let before = stores.record(&request).await;
    let delivery = before.clone().expect("there").value;
    let cause_2 = cause(2, 1);
    let change = delivery.confirm(None, cause_2.at).expect("fits");
    let wrong = committed.version.next();
    match stores.repository.update(&cause_2, wrong, change).await {
        Err(UpdateDeliveryError::VersionConflict { expected, found }) => {
            assert_eq!(
                (expected, found),
                (wrong, committed.version),
                "the error says what it saw"
            );
        },
        other => panic!("a wrong version must be refused, not {other:?}"),
    }
    let after = stores.record(&request).await;
    assert_eq!(after, before, "a refused write changes no state");
    assert_eq!(
        everything(&stores).await.len(),
        1,
        "a refused write records no event"
    );
    let revoked = stores
        .repository
        .revoke(cause_2.key, cause_2.at)
        .await
        .expect("answers");
    assert_eq!(
        revoked,
        Revocation::NeverHappened,
        "a refused write leaves no answer"
    );
}

/// A message that was never accepted is not created by an update.
///
/// # Panics
/// If it is.
pub async fn an_unknown_message_is_not_updated(stores: Stores) {
    let request = welcome_request(1);
    let cause_1 = cause(1, 0);
    let change = Delivery::accept(request.envelope(), cause_1.at);
    let refused = stores
        .repository
        .update(&cause_1, Version::first(), change)
        .await;
    assert!(
        matches!(refused, Err(UpdateDeliveryError::NotFound)),
        "there is no such message"
    );
    assert_eq!(
        everything(&stores).await.len(),
        0,
        "a refused write records no event"
    );
}

/// A late write under a revoked key is refused; revoking again is harmless.
///
/// # Panics
/// If the write happens.
pub async fn a_revoked_key_is_refused(stores: Stores) {
    let request = welcome_request(1);
    let cause_1 = cause(1, 0);
    for _ in 0..2 {
        let revoked = stores
            .repository
            .revoke(cause_1.key, cause_1.at)
            .await
            .expect("answers");
        assert_eq!(
            revoked,
            Revocation::NeverHappened,
            "nothing came under this key"
        );
    }
    let change = Delivery::accept(request.envelope(), cause_1.at);
    let late = stores.repository.accept(&cause_1, change.clone()).await;
    assert!(
        matches!(late, Err(AcceptDeliveryError::Revoked)),
        "a late write is refused"
    );
    let late = stores
        .repository
        .update(&cause_1, Version::first(), change)
        .await;
    assert!(
        matches!(late, Err(UpdateDeliveryError::Revoked)),
        "the key is looked at first"
    );
    let found = stores.record(&request).await;
    assert_eq!(found, None, "a late write leaves nothing");
    assert_eq!(
        everything(&stores).await.len(),
        0,
        "a late write records no event"
    );
}

/// Revoking a key that has an answer gives that answer and changes nothing.
///
/// # Panics
/// If it undoes anything.
pub async fn revoking_what_happened_changes_nothing(stores: Stores) {
    let request = welcome_request(1);
    let first = accept(&stores, 1, &request).await;
    let cause_1 = cause(1, 5);
    match stores
        .repository
        .revoke(cause_1.key, cause_1.at)
        .await
        .expect("answers")
    {
        Revocation::Happened(answer) => {
            assert_eq!(
                (answer.version, answer.position),
                (first.version, first.position)
            );
        },
        Revocation::NeverHappened => panic!("the write had happened"),
    }
    assert!(
        accept(&stores, 1, &request).await.replayed,
        "the key keeps its answer"
    );
    assert_eq!(
        everything(&stores).await.len(),
        1,
        "revoking records no event"
    );
}
