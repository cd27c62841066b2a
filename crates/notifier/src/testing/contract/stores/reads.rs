//! What reads and the feed must keep.

#![expect(clippy::expect_used, reason = "a contract suite fails by panicking")]

use std::num::NonZeroU32;

use uuid::Uuid;

use super::{Stores, accept, everything};
use crate::{
    courier::Request,
    delivery::Phase,
    ports::{PageSize, Position},
    recipient::{RecipientRef, Scope},
    testing::{cause, welcome_request},
};

/// A record of another scope answers as one that does not exist.
///
/// # Panics
/// If anything of it can be seen.
pub async fn a_foreign_scope_sees_nothing(stores: Stores) {
    let request = welcome_request(1);
    accept(&stores, 1, &request).await;
    for foreign in [Scope::PLATFORM, Scope::tenant(Uuid::from_u128(2))] {
        let found = stores
            .directory
            .find(foreign, request.message_id)
            .await
            .expect("answers");
        assert_eq!(found, None, "a foreign record answers as a missing one");
        let page = stores
            .directory
            .page(foreign, None, PageSize::MAX)
            .await
            .expect("answers");
        assert!(page.deliveries.is_empty(), "a foreign record is on no page");
        let page = stores
            .directory
            .page_of_recipient(foreign, &request.recipient, None, PageSize::MAX)
            .await
            .expect("answers");
        assert!(
            page.deliveries.is_empty(),
            "a foreign record is on no page of its recipient"
        );
    }
    let found = stores
        .platform
        .find_anywhere(request.message_id)
        .await
        .expect("answers");
    assert!(found.is_some(), "the platform sees every scope");
}

/// Pages together hold each record of the scope once, in the order of the ids, and say where to go on.
///
/// # Panics
/// If one is missing, doubled, or out of order.
pub async fn pages_are_complete_and_ordered(stores: Stores) {
    let other = RecipientRef::parse("usr_eve").expect("a good reference");
    for number in [5_u128, 2, 4, 1, 3] {
        let recipient = if number == 4 {
            other.clone()
        } else {
            welcome_request(1).recipient
        };
        let scope = if number == 5 {
            Scope::PLATFORM
        } else {
            welcome_request(1).scope
        };
        let request = Request {
            scope,
            recipient,
            ..welcome_request(number)
        };
        accept(&stores, number, &request).await;
    }
    let scope = welcome_request(1).scope;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = stores
            .directory
            .page(scope, after, PageSize::new(2))
            .await
            .expect("answers");
        seen.extend(
            page.deliveries
                .iter()
                .map(|kept| kept.value.id().as_uuid().as_u128()),
        );
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(
        seen,
        [1, 2, 3, 4],
        "each record once, in order, and the last page says so"
    );
    let page = stores
        .directory
        .page_of_recipient(scope, &other, None, PageSize::MAX)
        .await
        .expect("answers");
    let ids: Vec<_> = page
        .deliveries
        .iter()
        .map(|s| s.value.id().as_uuid().as_u128())
        .collect();
    assert_eq!(
        (ids.as_slice(), page.next),
        ([4].as_slice(), None),
        "the recipient's own only"
    );
}

/// The counts by phase are those of the records.
///
/// # Panics
/// If they are not.
pub async fn phases_are_counted(stores: Stores) {
    assert!(
        stores
            .platform
            .count_by_phase()
            .await
            .expect("answers")
            .is_empty(),
        "none yet"
    );
    for number in 1..=3 {
        accept(&stores, number, &welcome_request(number)).await;
    }
    let request = welcome_request(1);
    let kept = stores.record(&request).await;
    let kept = kept.expect("there");
    let cause_9 = cause(9, 1);
    let change = kept.value.confirm(None, cause_9.at).expect("fits");
    stores
        .repository
        .update(&cause_9, kept.version, change)
        .await
        .expect("fits");
    let counts: Vec<_> = stores
        .platform
        .count_by_phase()
        .await
        .expect("answers")
        .into_iter()
        .collect();
    assert_eq!(
        counts,
        [(Phase::Sending, 2), (Phase::Sent, 1)],
        "each record counts once"
    );
}

/// The feed is dense from 1, in commit order, tells who, why and when, and stops at the limit.
///
/// # Panics
/// If it does not.
pub async fn the_feed_is_dense_and_tells_why(stores: Stores) {
    assert_eq!(
        stores.feed.head().await.expect("answers"),
        Position::START,
        "an empty feed"
    );
    for number in 1..=3 {
        let committed = accept(&stores, number, &welcome_request(number)).await;
        let head = stores.feed.head().await.expect("answers");
        assert_eq!(
            committed.position, head,
            "a commit answers with its own last position"
        );
    }
    let events = everything(&stores).await;
    let positions: Vec<_> = events.iter().map(|event| event.position.as_u64()).collect();
    assert_eq!(positions, [1, 2, 3], "positions are dense from 1");
    for (number, event) in (1_u128..).zip(&events) {
        let why = cause(number, 0);
        assert_eq!(event.id, why.event_id(0), "the id follows from the key");
        assert_eq!(
            event.occurred_at, why.at,
            "the event happened when its cause did"
        );
        assert_eq!(event.actor, why.actor, "the event names its actor");
        assert_eq!(
            event.correlation, why.correlation,
            "the event says as part of what"
        );
        assert_eq!(
            event.causation, why.key,
            "the event names the write that caused it"
        );
        assert_eq!(
            event.event.facts().message.as_uuid().as_u128(),
            number,
            "its own message"
        );
        assert_eq!(
            event.event.kind(),
            "notifier.message.accepted",
            "what happened"
        );
    }
    let limit = NonZeroU32::MIN;
    let second = stores
        .feed
        .read_after(Position::from_u64(1), limit)
        .await
        .expect("answers");
    let positions: Vec<_> = second.iter().map(|event| event.position.as_u64()).collect();
    assert_eq!(positions, [2], "after the first, at most one");
}
