//! What every adapter of this crate's contracts must do, one function per MUST.
#![expect(clippy::expect_used, reason = "a contract suite fails by panicking")]

use std::future::Future;

use identity::{AttemptId, MailboxVerification, TokenHash};
use tenant::TenantId;
use uuid::Uuid;
use workflow::InstanceId;

use crate::contracts::{EventCursorRepository, Feed, VerificationLink, VerificationLinkRepository};

const LISTENER: &str = "contract_listener";

/// Runs every check, each against a fresh store that `make` gives.
///
/// # Panics
/// If the store breaks the contract.
pub async fn suite<S, F, Fut>(make: F)
where
    S: EventCursorRepository + VerificationLinkRepository,
    F: Fn() -> Fut,
    Fut: Future<Output = S>,
{
    a_cursor_begins_at_zero(&make().await).await;
    a_cursor_stays_where_it_was_moved(&make().await).await;
    a_cursor_never_moves_back(&make().await).await;
    cursors_of_listeners_and_feeds_are_apart(&make().await).await;
    a_link_is_found_by_its_token_alone(&make().await).await;
    the_first_of_two_links_with_one_token_stays(&make().await).await;
    a_forgotten_link_is_gone_and_forgetting_repeats(&make().await).await;
}

/// # Panics
/// If it does not.
pub async fn a_cursor_begins_at_zero(store: &impl EventCursorRepository) {
    for feed in Feed::ALL {
        assert_eq!(
            store.load(LISTENER, feed).await.expect("the store answers"),
            0
        );
    }
}

/// # Panics
/// If it does not.
pub async fn a_cursor_stays_where_it_was_moved(store: &impl EventCursorRepository) {
    let moves = [(Feed::Identity, 7), (Feed::Tenant, u64::from(u32::MAX) + 1)];
    store
        .advance(LISTENER, &moves)
        .await
        .expect("the store answers");
    for (feed, position) in moves {
        assert_eq!(
            store.load(LISTENER, feed).await.expect("the store answers"),
            position
        );
    }
    assert_eq!(
        store
            .load(LISTENER, Feed::Notifier)
            .await
            .expect("the store answers"),
        0
    );
}

/// # Panics
/// If it does.
pub async fn a_cursor_never_moves_back(store: &impl EventCursorRepository) {
    store
        .advance(LISTENER, &[(Feed::Tenant, 9)])
        .await
        .expect("the store answers");
    store
        .advance(LISTENER, &[(Feed::Tenant, 3)])
        .await
        .expect("the store answers");
    assert_eq!(
        store
            .load(LISTENER, Feed::Tenant)
            .await
            .expect("the store answers"),
        9
    );
}

/// # Panics
/// If they are not.
pub async fn cursors_of_listeners_and_feeds_are_apart(store: &impl EventCursorRepository) {
    store
        .advance(LISTENER, &[(Feed::Tenant, 9)])
        .await
        .expect("the store answers");
    assert_eq!(
        store
            .load("another_listener", Feed::Tenant)
            .await
            .expect("the store answers"),
        0
    );
    assert_eq!(
        store
            .load(LISTENER, Feed::Identity)
            .await
            .expect("the store answers"),
        0
    );
}

/// # Panics
/// If it is not.
pub async fn a_link_is_found_by_its_token_alone(store: &impl VerificationLinkRepository) {
    let (one, other) = (link(1), link(2));
    store.put(&one).await.expect("the store answers");
    assert_eq!(
        store.find(&one.token).await.expect("the store answers"),
        Some(one)
    );
    assert_eq!(
        store.find(&other.token).await.expect("the store answers"),
        None
    );
}

/// # Panics
/// If it does not.
pub async fn the_first_of_two_links_with_one_token_stays(store: &impl VerificationLinkRepository) {
    let first = link(1);
    let second = VerificationLink {
        token: first.token,
        ..link(2)
    };
    store.put(&first).await.expect("the store answers");
    store.put(&second).await.expect("the store answers");
    assert_eq!(
        store.find(&first.token).await.expect("the store answers"),
        Some(first)
    );
}

/// # Panics
/// If it is not.
pub async fn a_forgotten_link_is_gone_and_forgetting_repeats(
    store: &impl VerificationLinkRepository,
) {
    let link = link(1);
    store.put(&link).await.expect("the store answers");
    for _ in 0..2 {
        store.forget(&link.token).await.expect("the store answers");
        assert_eq!(
            store.find(&link.token).await.expect("the store answers"),
            None
        );
    }
}

fn link(seed: u8) -> VerificationLink {
    VerificationLink {
        token: TokenHash::<MailboxVerification>::from_bytes([seed; 32]),
        tenant: TenantId::from_uuid(Uuid::from_bytes([seed; 16])),
        attempt: AttemptId::from_uuid(Uuid::from_bytes([seed; 16])),
        process: InstanceId::from_uuid(Uuid::from_bytes([seed; 16])),
    }
}
