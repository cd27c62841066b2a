//! Signals: durable, counted once, never lost to a race.

use std::sync::Arc;

use super::case::{Case, ME, key, satisfied, signal_name, step_completed, wait_started};
use crate::{
    Fact, Scope, SignalAnswer, SignalName,
    ports::{CommitError, Journal, LeaseAfter, PostSignalError, SIGNALS_MAX, SignalRef},
};

/// The same name and key count once.
pub async fn signal_is_stored_once(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let id = case.idle("a").await;
    assert_eq!(case.send(id, "one").await, SignalAnswer::Accepted);
    assert_eq!(case.send(id, "one").await, SignalAnswer::Duplicate);
    assert_eq!(case.send(id, "two").await, SignalAnswer::Accepted);
}

/// An instance of another scope answers like none.
pub async fn signal_to_another_scope_is_unknown(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let id = case.idle("a").await;
    let mut foreign = case.post(id, "one");
    foreign.scope = Scope::Platform;
    let answer = case.journal.post_signal(foreign).await.expect("answered");
    assert_eq!(answer, SignalAnswer::Unknown);
    assert_eq!(
        case.send(id, "one").await,
        SignalAnswer::Accepted,
        "nothing was stored"
    );
}

/// A signal that the workflow has no wait for is unknown.
pub async fn signal_that_nobody_waits_for_is_unknown(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let id = case.idle("a").await;
    let mut odd = case.post(id, "one");
    odd.signal.name = SignalName::parse("weather").expect("a name");
    let answer = case.journal.post_signal(odd).await.expect("answered");
    assert_eq!(answer, SignalAnswer::Unknown);
}

/// Past the wait, and after the end, a signal is too late; a repeat is still a repeat.
pub async fn signal_after_the_wait_is_too_late(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let id = mine.guard.id;
    assert_eq!(case.send(id, "one").await, SignalAnswer::Accepted);
    let renewed = LeaseAfter::Renewed(case.later(30));
    let facts = vec![wait_started(0, case.later(60)), satisfied(0, "one")];
    let taken = SignalRef {
        name: signal_name(),
        key: key("one"),
    };
    case.step(&mut mine, facts, Some(&taken), renewed)
        .await
        .expect("committed");
    assert_eq!(case.send(id, "two").await, SignalAnswer::TooLate);
    assert_eq!(case.send(id, "one").await, SignalAnswer::Duplicate);
    case.settle(&mut mine, vec![Fact::Completed]).await;
    assert_eq!(case.send(id, "two").await, SignalAnswer::TooLate);
}

/// A wait that was skipped takes no signal any more.
pub async fn signal_to_a_skipped_wait_is_too_late(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let skipped = Fact::Skipped {
        index: 0,
        node: super::case::node("payment"),
        signal: Some(signal_name()),
    };
    let renewed = LeaseAfter::Renewed(case.later(30));
    case.step(&mut mine, vec![skipped], None, renewed)
        .await
        .expect("committed");
    let answer = case.send(mine.guard.id, "one").await;
    assert_eq!(answer, SignalAnswer::TooLate);
}

/// More signals than the limit are refused, and nothing is stored of the one too many.
pub async fn signals_have_a_limit(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let id = case.idle("a").await;
    for index in 0..SIGNALS_MAX {
        assert_eq!(
            case.send(id, &format!("k{index}")).await,
            SignalAnswer::Accepted
        );
    }
    let refused = case
        .journal
        .post_signal(case.post(id, "one too many"))
        .await;
    assert!(matches!(refused, Err(PostSignalError::TooMany { .. })));
    assert_eq!(
        case.send(id, "k0").await,
        SignalAnswer::Duplicate,
        "repeats are still told"
    );
}

/// A signal before the wait leaves the rev alone: the running step's commit is not refused.
pub async fn early_signal_does_not_disturb_the_driver(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    assert_eq!(
        case.send(mine.guard.id, "one").await,
        SignalAnswer::Accepted
    );
    let renewed = LeaseAfter::Renewed(case.later(30));
    let committed = case
        .step(&mut mine, vec![step_completed(0)], None, renewed)
        .await;
    assert_eq!(
        committed.expect("committed").signal,
        None,
        "it does not wait yet"
    );
}

/// The commit that begins the wait answers the early signal, and leaves the instance due.
pub async fn early_signal_is_answered_by_the_commit_that_waits(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let id = mine.guard.id;
    case.send(id, "one").await;
    case.send(id, "two").await;
    let facts = vec![wait_started(0, case.later(60))];
    let committed = case
        .step(&mut mine, facts, None, LeaseAfter::Released)
        .await;
    let signal = committed.expect("committed").signal.expect("the early one");
    assert_eq!(signal.signal.key, key("one"), "the oldest first");
    assert_eq!(signal.payload.as_json(), r#"{"receipt":"one"}"#);
    // If the driver dies here, the next one finds it.
    assert_eq!(case.due(case.now).await, vec![id]);
}

/// A signal that is waited for raises the rev: a deadline that another is about to record loses.
pub async fn signal_moves_the_waiting_instance(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let id = mine.guard.id;
    case.settle(&mut mine, vec![wait_started(0, case.later(60))])
        .await;
    assert_eq!(case.due(case.later(59)).await, vec![], "it waits");
    let claimed = case
        .journal
        .claim(id, case.lease(ME, 90), case.later(60))
        .await;
    let mut claimed = claimed.expect("claimed");
    assert_eq!(claimed.signal, None);
    assert_eq!(case.send(id, "one").await, SignalAnswer::Accepted);
    let expired = Fact::WaitExpired {
        index: 0,
        node: super::case::node("payment"),
        signal: signal_name(),
        otherwise: crate::Otherwise::Continue,
    };
    let refused = case
        .step(&mut claimed, vec![expired], None, LeaseAfter::Released)
        .await;
    assert!(
        matches!(refused, Err(CommitError::Moved)),
        "the signal came first"
    );
    let again = case
        .journal
        .claim(id, case.lease(ME, 90), case.later(60))
        .await;
    let signal = again.expect("claimed").signal.expect("it is there");
    assert_eq!(signal.signal.key, key("one"));
}

/// A signal that a commit has taken is not handed out again.
pub async fn taken_signal_is_not_given_again(journal: Arc<dyn Journal>) {
    let case = Case::new(journal);
    let mut mine = case.mine("a").await;
    let id = mine.guard.id;
    case.settle(&mut mine, vec![wait_started(0, case.later(60))])
        .await;
    case.send(id, "one").await;
    assert_eq!(
        case.due(case.now).await,
        vec![id],
        "the signal makes it due at once"
    );
    let claimed = case
        .journal
        .claim(id, case.lease(super::case::OTHER, 90), case.now)
        .await;
    let mut claimed = claimed.expect("claimed");
    let signal = claimed.signal.clone().expect("the signal");
    let facts = vec![satisfied(0, "one"), step_completed(1)];
    let released = LeaseAfter::Released;
    case.step(&mut claimed, facts, Some(&signal.signal), released)
        .await
        .expect("committed");
    let again = case
        .journal
        .claim(id, case.lease(ME, 90), case.now)
        .await
        .expect("claimed");
    assert_eq!(again.signal, None);
}
