//! The hands of the contract: makes instances, and moves them on by hand.

use std::{collections::BTreeSet, num::NonZeroU32, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    CorrelationId, DedupKey, Fact, Failure, FailureClass, Fence, HistoryEvent, Instance,
    InstanceHead, InstanceId, NodeName, ParkReason, Payload, Scope, SignalAnswer, SignalName,
    WorkerId, WorkflowName,
    ports::{
        Claimed, Commit, CommitError, Committed, Journal, Lease, LeaseAfter, NewInstance, Opened,
        PostedSignal, SignalRef,
    },
};

pub(super) const ME: &str = "worker-me";
pub(super) const OTHER: &str = "worker-other";
pub(super) const SIGNAL: &str = "paid";

pub(super) struct Case {
    pub(super) journal: Arc<dyn Journal>,
    pub(super) now: DateTime<Utc>,
    pub(super) scope: Scope,
}

pub(super) fn limit(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).expect("a limit above nothing")
}

pub(super) fn worker(name: &str) -> WorkerId {
    WorkerId::parse(name).expect("a worker id")
}

pub(super) fn node(name: &str) -> NodeName {
    NodeName::parse(name).expect("a step name")
}

pub(super) fn key(name: &str) -> DedupKey {
    DedupKey::parse(name).expect("a key")
}

pub(super) fn signal_name() -> SignalName {
    SignalName::parse(SIGNAL).expect("a signal name")
}

pub(super) fn payload(json: &str) -> Payload {
    Payload::from_json(json).expect("a small payload")
}

pub(super) fn failure() -> Failure {
    Failure {
        node: node("charge"),
        class: FailureClass::Fatal,
        code: "shop/broken".to_owned(),
        message: "it broke".to_owned(),
    }
}

pub(super) fn step_completed(index: u32) -> Fact {
    Fact::StepCompleted {
        index,
        node: node("charge"),
    }
}

pub(super) fn wait_started(index: u32, deadline: DateTime<Utc>) -> Fact {
    Fact::WaitStarted {
        index,
        node: node("payment"),
        signal: signal_name(),
        deadline,
    }
}

pub(super) fn satisfied(index: u32, key_: &str) -> Fact {
    Fact::WaitSatisfied {
        index,
        node: node("payment"),
        signal: signal_name(),
        key: key(key_),
    }
}

pub(super) fn parked() -> Fact {
    Fact::Parked {
        reason: ParkReason::UndoFailed,
        failure: Some(failure()),
    }
}

impl Case {
    pub(super) fn new(journal: Arc<dyn Journal>) -> Self {
        let now = DateTime::from_timestamp(1_800_000_000, 123_456_000).expect("a time");
        Self {
            journal,
            now,
            scope: Scope::Tenant(Uuid::from_u128(7)),
        }
    }

    pub(super) fn later(&self, seconds: i64) -> DateTime<Utc> {
        self.now + TimeDelta::seconds(seconds)
    }

    pub(super) fn lease(&self, name: &str, seconds: i64) -> Lease {
        Lease {
            owner: worker(name),
            until: self.later(seconds),
        }
    }

    pub(super) fn wish(&self, key_: &str, input: &str) -> NewInstance {
        let workflow = WorkflowName::parse("checkout").expect("a workflow name");
        let key = key(key_);
        let input = payload(input);
        let head = InstanceHead {
            id: InstanceId::derive(self.scope, &workflow, &key),
            scope: self.scope,
            workflow,
            key,
            version: 3,
            correlation: CorrelationId::from_uuid(Uuid::from_u128(99)),
            input_digest: input.digest(),
            input,
            created_at: self.now,
        };
        let first = HistoryEvent {
            seq: 1,
            at: self.now,
            worker: worker(ME),
            fence: Fence::first(),
            attempt: None,
            took: None,
            fact: Fact::Started {
                signals: BTreeSet::from([signal_name()]),
            },
            data: Some(payload(r#"{"total":0}"#)),
        };
        NewInstance {
            head,
            first,
            lease: None,
        }
    }

    /// A new instance, driven by nobody.
    pub(super) async fn idle(&self, key: &str) -> InstanceId {
        let wish = self.wish(key, r#"{"basket":1}"#);
        let id = wish.head.id;
        let opened = self.journal.open(wish).await.expect("opened");
        assert!(
            matches!(opened, Opened::New(_)),
            "a new key makes a new instance"
        );
        id
    }

    /// A new instance, driven by us for 30 seconds.
    pub(super) async fn mine(&self, key: &str) -> Claimed {
        let mut wish = self.wish(key, r#"{"basket":1}"#);
        wish.lease = Some(self.lease(ME, 30));
        match self.journal.open(wish).await.expect("opened") {
            Opened::New(claimed) => claimed,
            Opened::Existing(_) => panic!("a new key makes a new instance"),
        }
    }

    /// Applies facts at `now` and commits them.
    pub(super) async fn step(
        &self,
        claimed: &mut Claimed,
        facts: Vec<Fact>,
        consumed: Option<&SignalRef>,
        lease: LeaseAfter,
    ) -> Result<Committed, CommitError> {
        let events = self.apply(&mut claimed.instance, claimed.guard.fence, facts);
        let commit = Commit {
            guard: claimed.guard,
            instance: &claimed.instance,
            events: &events,
            consumed,
            lease,
        };
        let committed = self.journal.commit(commit).await?;
        claimed.guard.rev = committed.rev;
        claimed.signal.clone_from(&committed.signal);
        Ok(committed)
    }

    pub(super) fn apply(
        &self,
        instance: &mut Instance,
        fence: Fence,
        facts: Vec<Fact>,
    ) -> Vec<HistoryEvent> {
        let mut events = Vec::new();
        for fact in facts {
            let data = match fact {
                Fact::Completed => Some(payload(r#""done""#)),
                Fact::StepCompleted { .. } => Some(payload(r#"{"total":42}"#)),
                _ => None,
            };
            let event = HistoryEvent {
                seq: instance.seq() + 1,
                at: self.now,
                worker: worker(ME),
                fence,
                attempt: matches!(fact, Fact::StepCompleted { .. }).then_some(1),
                took: matches!(fact, Fact::StepCompleted { .. })
                    .then_some(Duration::from_micros(1_500)),
                fact,
                data,
            };
            instance.apply(&event).expect("the event fits");
            events.push(event);
        }
        events
    }

    /// Moves an instance on and lets go of it.
    pub(super) async fn settle(&self, claimed: &mut Claimed, facts: Vec<Fact>) {
        self.step(claimed, facts, None, LeaseAfter::Released)
            .await
            .expect("committed");
    }

    pub(super) fn post(&self, id: InstanceId, key_: &str) -> PostedSignal {
        PostedSignal {
            scope: self.scope,
            instance: id,
            signal: SignalRef {
                name: signal_name(),
                key: key(key_),
            },
            payload: payload(&format!(r#"{{"receipt":"{key_}"}}"#)),
            at: self.now,
        }
    }

    pub(super) async fn send(&self, id: InstanceId, key_: &str) -> SignalAnswer {
        self.journal
            .post_signal(self.post(id, key_))
            .await
            .expect("answered")
    }

    pub(super) async fn due(&self, at: DateTime<Utc>) -> Vec<InstanceId> {
        let lease = Lease {
            owner: worker(OTHER),
            until: at + TimeDelta::seconds(30),
        };
        let due = self
            .journal
            .claim_due(lease, at, limit(100))
            .await
            .expect("answered");
        assert!(due.quarantined.is_empty(), "nothing here is unreadable");
        due.claimed
            .iter()
            .map(|claimed| claimed.instance.id())
            .collect()
    }
}
