//! What the event feed of a store must do.

use std::num::NonZeroU32;

use super::Stores;
use super::cast::{
    ADA, BOB, attempt_id, cause, events, granted, must, provisioned, register, unproven, user_id,
    vouch, vouched,
};
use crate::event::Event;
use crate::ports::{Position, RecordedEvent, Revocation};
use crate::role::RoleScope;

async fn read(stores: &Stores, after: u64, limit: u32) -> Vec<RecordedEvent> {
    let limit = NonZeroU32::new(limit).unwrap_or(NonZeroU32::MIN);
    must(
        stores
            .feed
            .read_after(Position::from_u64(after), limit)
            .await,
        "the feed must answer",
    )
}

/// An empty feed MUST have its head at the start and nothing to read.
pub async fn empty_feed_starts_at_the_start(stores: &Stores) {
    assert_eq!(must(stores.feed.head().await, "head"), Position::START);
    assert_eq!(read(stores, 0, 10).await, vec![]);
}

/// The feed MUST tell every event once, in commit order, with all that the cause said.
pub async fn feed_tells_every_event_once_in_order(stores: &Stores) {
    register(stores, 1, ADA).await;
    let change = granted(user_id(1), RoleScope::Platform, "admin");
    must(stores.roles.save(&cause(12), None, change).await, "save");
    let told = [
        (
            cause(10),
            0,
            Event::RegistrationOpened {
                attempt: attempt_id(1),
                vouched: Some(vouch()),
            },
        ),
        (cause(11), 0, Event::UserRegistered { user: user_id(1) }),
        (
            cause(11),
            1,
            Event::RegistrationCompleted {
                attempt: attempt_id(1),
                user: user_id(1),
            },
        ),
        (cause(12), 0, granted_event()),
    ];
    let expected: Vec<_> = (1_u64..)
        .zip(told)
        .map(|(position, (cause, index, event))| RecordedEvent {
            position: Position::from_u64(position),
            id: cause.event_id(index),
            occurred_at: cause.at,
            actor: cause.actor,
            correlation: cause.correlation,
            causation: cause.key,
            event,
        })
        .collect();
    assert_eq!(read(stores, 0, 100).await, expected);
    let mut in_pieces = read(stores, 0, 3).await;
    in_pieces.extend(read(stores, 3, 3).await);
    assert_eq!(in_pieces, expected, "a limit must not skip or repeat");
    assert_eq!(read(stores, 4, 3).await, vec![]);
    assert_eq!(
        read(stores, u64::MAX, 3).await,
        vec![],
        "nothing comes after the end"
    );
    assert_eq!(
        must(stores.feed.head().await, "head"),
        Position::from_u64(4)
    );
}

fn granted_event() -> Event {
    let change = granted(user_id(1), RoleScope::Platform, "admin");
    match change.into_parts().1.pop() {
        Some(event) => event,
        None => panic!("a grant must have an event"),
    }
}

/// A refused write MUST NOT use up positions.
pub async fn refused_write_leaves_no_gap_in_the_feed(stores: &Stores) {
    must(
        stores.users.insert(&cause(1), provisioned(1, ADA)).await,
        "insert",
    );
    let refused = stores.users.insert(&cause(2), provisioned(2, ADA)).await;
    assert!(refused.is_err(), "a taken address must be refused");
    must(
        stores.users.insert(&cause(3), provisioned(3, BOB)).await,
        "insert",
    );
    let positions: Vec<_> = read(stores, 0, 10)
        .await
        .iter()
        .map(|event| event.position.as_u64())
        .collect();
    assert_eq!(positions, vec![1, 2]);
}

/// A key MUST belong to one write of the whole store, not of one port.
pub async fn one_key_belongs_to_one_write_of_the_whole_store(stores: &Stores) {
    let first = must(
        stores.registrations.open(&cause(1), unproven(1, ADA)).await,
        "open",
    );
    let other = must(
        stores.users.insert(&cause(1), provisioned(1, BOB)).await,
        "insert",
    );
    assert!(
        other.replayed && other.position == first.position,
        "a used key must be a repeat"
    );
    let revoked = must(
        stores.roles.revoke(cause(2).key, cause(2).at).await,
        "revoke",
    );
    assert_eq!(revoked, Revocation::NeverHappened);
    let refused = stores.registrations.open(&cause(2), vouched(2, BOB)).await;
    assert!(
        refused.is_err(),
        "a key revoked by one port must be refused by the others"
    );
    assert_eq!(events(stores).await, 1);
}
