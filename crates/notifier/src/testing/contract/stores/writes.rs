//! What a write and its repeat must keep.

#![expect(clippy::expect_used, reason = "a contract suite fails by panicking")]

use super::{Stores, accept, everything};
use crate::{
    delivery::Delivery,
    ports::{Committed, ProviderRef, Version},
    testing::{cause, sample::ways_into_every_phase, verify_request, welcome_request},
};

/// What was accepted and changed is found as it was written.
///
/// # Panics
/// If it is not.
pub async fn stored_is_found(stores: Stores) {
    let request = verify_request(1);
    let cause_1 = cause(1, 0);
    let change = Delivery::accept_and_start(request.envelope(), cause_1.at);
    let delivery = change.state().clone();
    let committed = stores
        .repository
        .accept(&cause_1, change)
        .await
        .expect("accepted");
    assert_eq!(
        committed.version,
        Version::first(),
        "a new record has the first version"
    );
    assert!(!committed.replayed, "a first write is no replay");

    let found = stores.record(&request).await;
    let found = found.expect("what was accepted is found");
    assert_eq!(
        found.value, delivery,
        "the record comes back as it was written"
    );

    let cause_2 = cause(2, 1);
    let change = delivery
        .confirm(Some(ProviderRef::new("250-ok")), cause_2.at)
        .expect("a message being sent can be confirmed");
    let sent = change.state().clone();
    let committed = stores
        .repository
        .update(&cause_2, found.version, change)
        .await
        .expect("fits");
    assert_eq!(
        committed.version,
        Version::first().next(),
        "a write raises the version by one"
    );
    let found = stores.record(&request).await;
    let found = found.expect("what was changed is found");
    assert_eq!(
        (found.value, found.version),
        (sent, committed.version),
        "the change is there"
    );
}

/// Every state comes back with its details.
///
/// # Panics
/// If one does not.
pub async fn every_state_comes_back(stores: Stores) {
    for (number, way) in (1_u128..).zip(ways_into_every_phase()) {
        let cause_accept = cause(number, 0);
        let change = Delivery::accept(welcome_request(number).envelope(), cause_accept.at);
        let mut version = stores
            .repository
            .accept(&cause_accept, change.clone())
            .await
            .expect("fresh")
            .version;
        let mut now = change.into_parts().0;
        for (index, step) in (1_u128..).zip(way) {
            let cause = cause(number.wrapping_mul(1_000).wrapping_add(index), 1);
            let change = step(&now, cause.at);
            now = change.state().clone();
            version = stores
                .repository
                .update(&cause, version, change)
                .await
                .expect("fits")
                .version;
        }
        let found = stores
            .directory
            .find(now.scope(), now.id())
            .await
            .expect("answers");
        assert_eq!(
            found.map(|kept| kept.value),
            Some(now),
            "each state keeps its details"
        );
    }
}

/// The same key again gives the first answer, marked as a replay, and writes nothing.
///
/// # Panics
/// If it writes or answers otherwise.
pub async fn a_repeat_gives_the_first_answer(stores: Stores) {
    let request = welcome_request(1);
    let first = accept(&stores, 1, &request).await;
    let again = accept(&stores, 1, &request).await;
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..first
        },
        "a repeat gives the first answer"
    );
    assert_eq!(
        everything(&stores).await.len(),
        1,
        "a repeat records no event"
    );
}

/// A repeated update succeeds even though the version has moved on since.
///
/// # Panics
/// If the version is looked at first.
pub async fn a_repeat_comes_before_the_version(stores: Stores) {
    let request = welcome_request(1);
    let committed = accept(&stores, 1, &request).await;
    let kept = stores.record(&request).await;
    let delivery = kept.expect("there").value;
    let cause_2 = cause(2, 1);
    let change = delivery.confirm(None, cause_2.at).expect("fits");
    let update = || {
        stores
            .repository
            .update(&cause_2, committed.version, change.clone())
    };
    let first = update().await.expect("fits");
    let again = update()
        .await
        .expect("a repeat is answered before the version is looked at");
    assert_eq!(
        again,
        Committed {
            replayed: true,
            ..first
        },
        "a repeat gives the first answer"
    );
    assert_eq!(
        everything(&stores).await.len(),
        2,
        "a repeat records no event"
    );
    let kept = stores.record(&request).await;
    assert_eq!(
        kept.map(|kept| kept.version),
        Some(first.version),
        "nothing was written"
    );
}
