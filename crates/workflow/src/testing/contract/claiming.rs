//! Leases: one driver at a time.

use std::sync::Arc;

use super::case::{Case, ME, OTHER, limit, parked, step_completed, wait_started, worker};
use crate::{
    DedupKey, Fact, InstanceId, WorkflowName,
    ports::{ClaimError, HeartbeatError, Journal, LeaseAfter},
};

/// A claim raises fence and rev and answers the instance as it is stored.
pub async fn claim_raises_fence_and_rev(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let id = case.idle("a").await;
    let before = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    let claimed = case
        .journal
        .claim(id, case.lease(ME, 30), case.now)
        .await
        .expect("claimed");
    assert_eq!(claimed.guard.fence, before.fence.next());
    assert_eq!(claimed.guard.rev, before.rev.next());
    assert_eq!(
        claimed.instance, before.instance,
        "a claim changes nothing else"
    );
    let after = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(after.lease, Some(case.lease(ME, 30)));
}

/// While another's lease lives, a claim is refused and says until when.
pub async fn claim_refuses_a_living_lease_of_another(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mine = case.mine("a").await;
    let refused = case
        .journal
        .claim(mine.guard.id, case.lease(OTHER, 60), case.later(29))
        .await;
    assert!(matches!(refused, Err(ClaimError::Leased { until }) if until == case.later(30)));
}

/// A lease that has ended is taken, and so is one's own.
pub async fn claim_takes_an_ended_lease_and_its_own(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mine = case.mine("a").await;
    let id = mine.guard.id;
    let again = case
        .journal
        .claim(id, case.lease(ME, 40), case.later(1))
        .await
        .expect("own");
    assert_eq!(again.guard.fence, mine.guard.fence.next());
    let other = case
        .journal
        .claim(id, case.lease(OTHER, 90), case.later(40))
        .await
        .expect("ended");
    assert_eq!(other.guard.fence, again.guard.fence.next());
}

/// What does not exist cannot be claimed.
pub async fn claim_of_an_unknown_instance_is_refused(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let workflow = WorkflowName::parse("checkout").expect("a name");
    let key = DedupKey::parse("never").expect("a key");
    let id = InstanceId::derive(case.scope, &workflow, &key);
    let refused = case.journal.claim(id, case.lease(ME, 30), case.now).await;
    assert!(matches!(refused, Err(ClaimError::NotFound { id: unknown }) if unknown == id));
}

/// A direct claim takes waiting, parked and finished instances too.
pub async fn claim_takes_what_is_not_due(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let ends = [
        vec![wait_started(0, case.later(60))],
        vec![parked()],
        vec![Fact::Completed],
    ];
    for (index, facts) in ends.into_iter().enumerate() {
        let mut mine = case.mine(&format!("k{index}")).await;
        case.settle(&mut mine, facts).await;
        let claimed = case
            .journal
            .claim(mine.guard.id, case.lease(OTHER, 30), case.now)
            .await;
        assert_eq!(claimed.expect("claimed").instance, mine.instance);
    }
}

/// What is due comes in the order in which it became due, and not more than asked for.
pub async fn due_instances_come_in_order_and_up_to_the_limit(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut expected = Vec::new();
    for (name, seconds) in [("c", 30), ("a", 10), ("b", 20)] {
        let mut mine = case.mine(name).await;
        let facts = vec![wait_started(0, case.later(seconds))];
        case.settle(&mut mine, facts).await;
        expected.push((seconds, mine.guard.id));
    }
    expected.sort_unstable();
    let lease = case.lease(ME, 600);
    let due = case
        .journal
        .claim_due(lease, case.later(60), limit(2))
        .await
        .expect("answered");
    let ids: Vec<_> = due
        .claimed
        .iter()
        .map(|claimed| claimed.instance.id())
        .collect();
    assert_eq!(
        ids,
        expected
            .iter()
            .take(2)
            .map(|(_, id)| *id)
            .collect::<Vec<_>>()
    );
    assert_eq!(
        case.due(case.later(60)).await,
        vec![expected[2].1],
        "the rest comes next"
    );
}

/// What is leased, not yet due, parked or finished is not handed out.
pub async fn due_leaves_out_what_is_leased_waiting_parked_or_finished(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let leased = case.mine("leased").await;
    let ends = [
        vec![wait_started(0, case.later(20))],
        vec![parked()],
        vec![Fact::Completed],
    ];
    let mut ids = Vec::new();
    for (index, facts) in ends.into_iter().enumerate() {
        let mut mine = case.mine(&format!("k{index}")).await;
        case.settle(&mut mine, facts).await;
        ids.push(mine.guard.id);
    }
    assert_eq!(case.due(case.later(19)).await, vec![]);
    let due = case.due(case.later(1_000_000)).await;
    assert_eq!(
        due,
        vec![ids[0], leased.guard.id],
        "the deadline passes, the lease ends"
    );
}

/// Callers at the same time share what is due and get nothing twice.
pub async fn due_gives_each_instance_to_one_caller(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    for index in 0..20 {
        case.idle(&format!("k{index}")).await;
    }
    let (first, second) = tokio::join!(
        case.journal
            .claim_due(case.lease(ME, 30), case.now, limit(15)),
        case.journal
            .claim_due(case.lease(OTHER, 30), case.now, limit(15)),
    );
    let mut ids: Vec<_> = [first, second]
        .into_iter()
        .flat_map(|due| due.expect("answered").claimed)
        .map(|claimed| claimed.instance.id())
        .collect();
    assert_eq!(ids.len(), 20, "everything due is given to somebody");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20, "nothing is given twice");
}

/// The next chance is the earliest wake time, or the end of the lease that covers it.
pub async fn next_due_tells_the_earliest_chance(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    assert_eq!(
        case.journal.next_due().await.expect("answered"),
        None,
        "nothing to do"
    );
    let mut waits = case.mine("waits").await;
    case.settle(&mut waits, vec![wait_started(0, case.later(100))])
        .await;
    assert_eq!(
        case.journal.next_due().await.expect("answered"),
        Some(case.later(100))
    );
    case.mine("leased").await;
    assert_eq!(
        case.journal.next_due().await.expect("answered"),
        Some(case.later(30))
    );
    case.idle("idle").await;
    assert_eq!(
        case.journal.next_due().await.expect("answered"),
        Some(case.now)
    );
}

/// With the leases of dead workers gone, their instances are due at once; one's own stay.
pub async fn released_leases_of_dead_workers_are_due_at_once(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mine = case.mine("mine").await;
    let dead = case.idle("dead").await;
    let claimed = case
        .journal
        .claim(dead, case.lease("dead", 500), case.now)
        .await;
    let zombie = claimed.expect("claimed");
    let released = case
        .journal
        .release_leases_of_dead_workers(&worker(ME))
        .await;
    assert_eq!(released.expect("answered"), 1);
    assert_eq!(case.due(case.now).await, vec![dead]);
    let found = case
        .journal
        .find(case.scope, mine.guard.id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(found.lease, Some(case.lease(ME, 30)));
    let late = case
        .journal
        .heartbeat(dead, zombie.guard.fence, case.later(500))
        .await;
    assert!(
        matches!(late, Err(HeartbeatError::FenceLost)),
        "the fence holds the zombie off"
    );
}

/// A heartbeat prolongs the lease of the present driver, and of nobody else.
pub async fn heartbeat_prolongs_the_lease_of_the_driver_alone(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let (id, fence) = (mine.guard.id, mine.guard.fence);
    case.journal
        .heartbeat(id, fence, case.later(90))
        .await
        .expect("ours");
    assert_eq!(case.due(case.later(89)).await, vec![], "the lease lives on");
    let renewed = LeaseAfter::Renewed(case.later(90));
    case.step(&mut mine, vec![step_completed(0)], None, renewed)
        .await
        .expect("the rev stays");
    let other = case
        .journal
        .claim(id, case.lease(OTHER, 200), case.later(90))
        .await
        .expect("ended");
    let late = case.journal.heartbeat(id, fence, case.later(900)).await;
    assert!(matches!(late, Err(HeartbeatError::FenceLost)));
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(
        found.lease,
        Some(case.lease(OTHER, 200)),
        "a zombie's heartbeat changes nothing"
    );
    assert_eq!(found.fence, other.guard.fence);
    let mut other = other;
    case.settle(&mut other, vec![Fact::Completed]).await;
    let done = case
        .journal
        .heartbeat(id, other.guard.fence, case.later(900))
        .await;
    assert!(
        matches!(done, Err(HeartbeatError::FenceLost)),
        "a released lease is not revived"
    );
}
