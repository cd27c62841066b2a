//! Starting.

use std::sync::Arc;

use super::case::{Case, ME, limit};
use crate::{
    Fact, Fence, Rev,
    ports::{Journal, OpenError, Opened},
};

/// An opened instance can be read back, with its first event, rev 1 and fence 1.
pub async fn open_stores_the_instance_with_its_first_event(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let wish = case.wish("a", r#"{"basket":1}"#);
    let id = case.idle("a").await;
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(
        *found.instance.head(),
        wish.head,
        "all that never changes is kept"
    );
    assert_eq!(found.instance.state().as_json(), r#"{"total":0}"#);
    assert_eq!((found.rev, found.fence), (Rev::first(), Fence::first()));
    assert_eq!(found.lease, None, "nobody asked to drive it");
    let history = case
        .journal
        .history(case.scope, id, 0, limit(10))
        .await
        .expect("read");
    assert_eq!(history, vec![wish.first], "the first event is kept in full");
    assert_eq!(
        case.due(case.now).await,
        vec![id],
        "it has something to do at once"
    );
}

/// The same wish again answers the existing instance and changes nothing.
pub async fn open_again_answers_the_existing_one(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    case.settle(
        &mut mine,
        vec![super::case::step_completed(0), Fact::Completed],
    )
    .await;
    let mut wish = case.wish("a", r#"{"basket":1}"#);
    wish.lease = Some(case.lease(ME, 30));
    wish.head.created_at = case.later(5);
    match case.journal.open(wish).await.expect("opened") {
        Opened::Existing(instance) => assert_eq!(instance, mine.instance),
        Opened::New(_) => panic!("the key was used before"),
    }
    let found = case
        .journal
        .find(case.scope, mine.guard.id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(
        (found.rev, found.lease),
        (mine.guard.rev, None),
        "nothing changed"
    );
}

/// The same key with another input is refused and changes nothing.
pub async fn open_with_another_input_is_refused(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let id = case.idle("a").await;
    let refused = case.journal.open(case.wish("a", r#"{"basket":2}"#)).await;
    assert!(matches!(refused, Err(OpenError::KeyReused { id: taken }) if taken == id));
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(found.instance.input().as_json(), r#"{"basket":1}"#);
}

/// A starter who asks for the lease has it, and nobody else finds the instance due.
pub async fn open_with_a_lease_makes_the_starter_the_driver(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mine = case.mine("a").await;
    assert_eq!(
        (mine.guard.rev, mine.guard.fence),
        (Rev::first(), Fence::first())
    );
    assert_eq!(
        case.due(case.later(29)).await,
        vec![],
        "it is ours for 30 seconds"
    );
    assert_eq!(
        case.due(case.later(30)).await,
        vec![mine.guard.id],
        "and then anybody's"
    );
}
