//! The feed: every event once, in commit order, with why it happened.

use std::num::NonZeroU32;

use super::fixture::{active_tenant, admitted, at, cause, created, head, membership_id, tenant_id};
use crate::{
    event::Event,
    ports::{Position, RecordedEvent, Version},
    testing::Ports,
};

async fn read(ports: &Ports, after: Position, limit: u32) -> Vec<RecordedEvent> {
    let limit = NonZeroU32::new(limit).expect("a limit above 0");
    ports
        .feed
        .read_after(after, limit)
        .await
        .expect("a read of the feed")
}

/// An empty store MUST have an empty feed with its head at `START`.
pub async fn begins_empty(ports: &Ports) {
    assert_eq!(head(ports).await, Position::START);
    assert_eq!(read(ports, Position::START, 10).await, []);
}

/// Each commit MUST append its events at the next dense position, with the ids that the cause
/// gives them and everything that the cause says.
pub async fn tells_each_event_once_with_its_cause(ports: &Ports) {
    let new = created(1, "acme");
    let active = new.state().activate(at(1)).expect("a pending tenant");
    let joining = admitted(active.state(), 1, 7);
    let events = new.events().chain(active.events()).chain(joining.events());
    let expected: Vec<Event> = events.cloned().collect();

    let mut positions = Vec::new();
    let insert = ports
        .tenants
        .insert(&cause(1), new)
        .await
        .expect("an insert");
    positions.push(insert.position);
    let update = ports
        .tenants
        .update(&cause(2), Version::first(), active)
        .await
        .expect("an update");
    positions.push(update.position);
    let join = ports
        .memberships
        .join(&cause(3), update.version, joining)
        .await
        .expect("a join");
    positions.push(join.position);
    assert_eq!(positions, [1, 2, 3].map(Position::from_u64));
    assert_eq!(head(ports).await, join.position);

    let recorded = read(ports, Position::START, 10).await;
    assert_eq!(recorded.len(), 3);
    for ((n, position), (event, found)) in
        (1..).zip(positions).zip(expected.into_iter().zip(recorded))
    {
        let cause = cause(n);
        let expected = RecordedEvent {
            position,
            id: cause.event_id(0),
            occurred_at: cause.at,
            actor: cause.actor,
            correlation: cause.correlation,
            causation: cause.key,
            event,
        };
        assert_eq!(found, expected);
        assert_eq!(found.event.tenant(), tenant_id(1));
    }
    let joined = &read(ports, Position::from_u64(2), 10).await;
    assert!(
        matches!(joined.as_slice(), [RecordedEvent {
            event: Event::MemberJoined { membership, .. }, ..
        }] if *membership == membership_id(1)),
        "{joined:?}"
    );
}

/// `read_after` MUST answer what comes after the cursor, at most as many as asked for, in order,
/// and nothing after the head.
pub async fn is_read_in_parts(ports: &Ports) {
    for n in 1..=5_u64 {
        active_tenant(ports, n, &format!("tenant-{n}")).await;
    }
    let all: Vec<_> = (1..=10).map(Position::from_u64).collect();
    for limit in [1, 3, 10, 100] {
        let mut seen = Vec::new();
        let mut cursor = Position::START;
        loop {
            let part = read(ports, cursor, limit).await;
            assert!(part.len() <= limit as usize);
            let Some(last) = part.last() else { break };
            cursor = last.position;
            seen.extend(part.iter().map(|event| event.position));
        }
        assert_eq!(seen, all, "limit {limit}");
    }
    assert_eq!(read(ports, Position::from_u64(99), 10).await, []);
}

/// A refused write MUST leave no event, and no gap in the positions.
pub async fn is_untouched_by_a_refused_write(ports: &Ports) {
    active_tenant(ports, 1, "acme").await;
    let before = head(ports).await;
    ports
        .tenants
        .insert(&cause(1), created(2, "acme"))
        .await
        .expect_err("a taken slug");
    assert_eq!(head(ports).await, before);
    let next = ports
        .tenants
        .insert(&cause(2), created(2, "other"))
        .await
        .expect("an insert");
    assert_eq!(next.position, before.next());
    assert_eq!(read(ports, before, 10).await.len(), 1);
}
