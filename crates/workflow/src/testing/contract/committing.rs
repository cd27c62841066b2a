//! One durable commit per step.

use std::sync::Arc;

use super::case::{Case, ME, OTHER, limit, step_completed, wait_started};
use crate::{
    Fact,
    ports::{CommitError, Journal, Lease, LeaseAfter},
};

/// State, phase and events of one commit are there together.
pub async fn commit_stores_instance_and_events_together(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let id = mine.guard.id;
    let before = mine.guard.rev;
    let facts = vec![step_completed(0), wait_started(1, case.later(60))];
    let committed = case
        .step(&mut mine, facts, None, LeaseAfter::Released)
        .await;
    assert_eq!(committed.expect("committed").rev, before.next());
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(found.instance, mine.instance);
    let history = case
        .journal
        .history(case.scope, id, 0, limit(10))
        .await
        .expect("read");
    let kinds: Vec<_> = history.iter().map(|event| event.fact.kind()).collect();
    assert_eq!(
        kinds,
        ["instance.started", "step.completed", "wait.started"]
    );
    let mut done = mine.clone();
    let claimed = case
        .journal
        .claim(id, case.lease(ME, 30), case.now)
        .await
        .expect("claimed");
    done.guard = claimed.guard;
    let expired = Fact::WaitExpired {
        index: 1,
        node: super::case::node("payment"),
        signal: super::case::signal_name(),
        otherwise: crate::Otherwise::Continue,
    };
    case.settle(&mut done, vec![expired, Fact::Completed]).await;
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(
        found.instance.output().map(crate::Payload::as_json),
        Some(r#""done""#)
    );
}

/// A driver that was replaced cannot write, whatever it knows of the rev.
pub async fn commit_with_an_old_fence_changes_nothing(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut zombie = case.mine("a").await;
    let id = zombie.guard.id;
    let taken = case
        .journal
        .claim(id, case.lease(OTHER, 90), case.later(30))
        .await;
    let taken = taken.expect("claimed");
    for rev in [zombie.guard.rev, taken.guard.rev] {
        zombie.instance = taken.instance.clone();
        zombie.guard.rev = rev;
        let facts = vec![step_completed(0)];
        let refused = case
            .step(&mut zombie, facts, None, LeaseAfter::Released)
            .await;
        assert!(matches!(refused, Err(CommitError::FenceLost)));
    }
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(found.instance, taken.instance);
    assert_eq!(found.lease, Some(case.lease(OTHER, 90)));
    let history = case
        .journal
        .history(case.scope, id, 0, limit(10))
        .await
        .expect("read");
    assert_eq!(history.len(), 1, "no event of the zombie is kept");
}

/// A commit on an old rev is refused and changes nothing.
pub async fn commit_with_an_old_rev_changes_nothing(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let mut stale = mine.clone();
    let renewed = LeaseAfter::Renewed(case.later(60));
    case.step(&mut mine, vec![step_completed(0)], None, renewed)
        .await
        .expect("committed");
    let refused = case
        .step(&mut stale, vec![Fact::Completed], None, renewed)
        .await;
    assert!(matches!(refused, Err(CommitError::Moved)));
    let found = case
        .journal
        .find(case.scope, mine.guard.id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(found.instance, mine.instance);
}

/// A commit prolongs the lease or ends it.
pub async fn commit_renews_or_releases_the_lease(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let id = mine.guard.id;
    let renewed = LeaseAfter::Renewed(case.later(77));
    case.step(&mut mine, vec![step_completed(0)], None, renewed)
        .await
        .expect("committed");
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    let lease = Lease {
        until: case.later(77),
        ..case.lease(ME, 0)
    };
    assert_eq!(found.lease, Some(lease));
    assert_eq!(case.due(case.later(76)).await, vec![], "it is still ours");
    case.settle(&mut mine, vec![step_completed(1)]).await;
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(found.lease, None);
    assert_eq!(case.due(case.now).await, vec![id], "let go of, it is due");
}
