//! What owners and operators read.

use std::sync::Arc;

use super::case::{Case, limit, parked, step_completed, wait_started};
use crate::{
    Fact, Instance, ParkReason, Scope, Status, WorkflowName,
    ports::{Counts, InstanceFilter, Journal},
};

/// What belongs to another scope answers like what does not exist; the operator sees all.
pub async fn reads_keep_to_their_scope(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let id = case.idle("a").await;
    let foreign = Scope::Platform;
    let all = InstanceFilter::default();
    let journal = &case.journal;
    assert!(journal.find(foreign, id).await.expect("read").is_none());
    assert!(
        journal
            .history(foreign, id, 0, limit(9))
            .await
            .expect("read")
            .is_empty()
    );
    assert!(
        journal
            .page(foreign, &all, None, limit(9))
            .await
            .expect("read")
            .items
            .is_empty()
    );
    assert_eq!(
        journal
            .counts(foreign)
            .await
            .expect("read")
            .values()
            .sum::<u64>(),
        0
    );
    assert!(journal.find_anywhere(id).await.expect("read").is_some());
    assert_eq!(
        journal
            .history_anywhere(id, 0, limit(9))
            .await
            .expect("read")
            .len(),
        1
    );
    let page = journal
        .page_everywhere(&all, None, limit(9))
        .await
        .expect("read");
    assert_eq!(page.items.len(), 1);
    assert_eq!(
        journal
            .counts_everywhere()
            .await
            .expect("read")
            .values()
            .sum::<u64>(),
        1
    );
}

/// Pages join to the whole list, the newest first, also when many began at one instant.
pub async fn pages_are_complete_and_the_newest_come_first(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut expected = Vec::new();
    for index in 0..7_i64 {
        let mut wish = case.wish(&format!("k{index}"), "{}");
        // Three share an instant.
        wish.head.created_at = case.later(index.min(4));
        expected.push((wish.head.created_at, wish.head.id));
        case.journal.open(wish).await.expect("opened");
    }
    expected.sort_unstable_by(|one, other| other.cmp(one));
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let all = InstanceFilter::default();
        let page = case
            .journal
            .page(case.scope, &all, after, limit(2))
            .await
            .expect("read");
        assert!(page.items.len() <= 2, "a page keeps its limit");
        seen.extend(page.items.iter().map(|item| (item.created_at, item.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
        assert!(seen.len() <= 7, "the list must end");
    }
    assert_eq!(seen, expected);
}

/// Status and workflow narrow the list, and the lines tell what they should.
pub async fn filters_narrow_the_list(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    case.idle("running").await;
    let mut waiting = case.mine("waiting").await;
    case.settle(&mut waiting, vec![wait_started(0, case.later(60))])
        .await;
    let mut stuck = case.mine("stuck").await;
    case.settle(&mut stuck, vec![parked()]).await;
    let filter = InstanceFilter {
        status: Some(Status::Parked),
        workflow: None,
    };
    let page = case
        .journal
        .page(case.scope, &filter, None, limit(9))
        .await
        .expect("read");
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].id, stuck.guard.id);
    assert_eq!(page.items[0].parked, Some(ParkReason::UndoFailed));
    assert_eq!(page.items[0].wake_at, None);
    let filter = InstanceFilter {
        status: Some(Status::Waiting),
        workflow: None,
    };
    let page = case
        .journal
        .page(case.scope, &filter, None, limit(9))
        .await
        .expect("read");
    let head = waiting.instance.head();
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].key, head.key);
    assert_eq!(
        (&page.items[0].workflow, page.items[0].version),
        (&head.workflow, 3)
    );
    assert_eq!(page.items[0].waits_for, Some(super::case::signal_name()));
    assert_eq!(page.items[0].wake_at, Some(case.later(60)));
    let workflow = Some(WorkflowName::parse("refund").expect("a name"));
    let filter = InstanceFilter {
        status: None,
        workflow,
    };
    let page = case
        .journal
        .page(case.scope, &filter, None, limit(9))
        .await
        .expect("read");
    assert!(page.items.is_empty(), "no such workflow was started");
}

/// The history comes in parts, and folding all of it gives the stored instance.
pub async fn history_can_be_read_in_parts_and_folds_to_the_instance(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let facts = vec![step_completed(0), step_completed(1), Fact::Completed];
    case.settle(&mut mine, facts).await;
    let id = mine.guard.id;
    let mut history = Vec::new();
    loop {
        let after = history
            .last()
            .map_or(0, |event: &crate::HistoryEvent| event.seq);
        let part = case
            .journal
            .history(case.scope, id, after, limit(3))
            .await
            .expect("read");
        if part.is_empty() {
            break;
        }
        history.extend(part);
    }
    let seqs: Vec<_> = history.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4]);
    let head = mine.instance.head().clone();
    let mut folded = Instance::begin(head, &history[0]).expect("a first event");
    for event in &history[1..] {
        folded.apply(event).expect("a next event");
    }
    let found = case
        .journal
        .find(case.scope, id)
        .await
        .expect("read")
        .expect("stored");
    assert_eq!(folded, found.instance);
}

/// Counts tell how many there are of each status.
pub async fn counts_tell_each_status(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    case.idle("one").await;
    case.idle("two").await;
    let mut done = case.mine("done").await;
    case.settle(&mut done, vec![Fact::Completed]).await;
    let mut counts = case.journal.counts(case.scope).await.expect("read");
    counts.retain(|_, count| *count > 0);
    assert_eq!(
        counts,
        Counts::from([(Status::Running, 2), (Status::Completed, 1)])
    );
}
