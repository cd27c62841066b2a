//! The delivery record: its table, its invariants under any order of steps, and its stored form.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use notifier::{
    Category, Delivery, DeliverySnapshot, Envelope, FailureCode, FailureReason, MessageId, Next,
    Phase, RetryPolicy, Step, StepRefused, TRANSITIONS,
    ports::{Change, Idempotence, ProviderRef},
    testing::{cause, welcome_request},
};
use proptest::prelude::*;
use uuid::Uuid;

fn noon() -> DateTime<Utc> {
    cause(0, 0).at
}

fn envelope(category: Category) -> Envelope {
    let request = welcome_request(1);
    Envelope {
        id: request.message_id,
        scope: request.scope,
        recipient: request.recipient,
        address: request.to.address().clone(),
        template: request.template.name(),
        category,
        expires_at: None,
    }
}

/// Takes a step by the method that is for it.
fn take(
    delivery: &Delivery,
    step: Step,
    at: DateTime<Utc>,
) -> Result<Change<Delivery>, StepRefused> {
    let code = FailureCode::new("test/code");
    match step {
        Step::Start => delivery.start(at),
        Step::Confirm => delivery.confirm(Some(ProviderRef::new("250")), at),
        Step::Defer => delivery.defer(code, at),
        Step::LoseTrack => delivery.lose_track(code, at),
        Step::Fail => delivery.fail(FailureReason::Rejected { code }, at),
        Step::Expire => delivery.expire(at),
        Step::Cancel => delivery.cancel(at),
    }
}

#[test]
fn the_readme_shows_the_table() {
    let rows: Vec<_> = TRANSITIONS
        .iter()
        .map(|row| format!("| {} | {} | {} |", row.from, row.step, row.to))
        .collect();
    let rows = rows.join("\n");
    let readme = include_str!("../README.md");
    assert!(
        readme.contains(&rows),
        "put this table into README.md:\n{rows}"
    );
}

#[test]
fn a_step_leads_to_one_place_and_every_phase_is_reached() {
    for &from in Phase::ALL {
        for &step in Step::ALL {
            let rows = TRANSITIONS
                .iter()
                .filter(|row| (row.from, row.step) == (from, step));
            assert!(rows.count() <= 1, "{from}, {step}");
        }
        let reached = from == Phase::Accepted || TRANSITIONS.iter().any(|row| row.to == from);
        assert!(reached, "{from}");
    }
    let ends: Vec<_> = Phase::ALL.iter().filter(|phase| phase.is_final()).collect();
    assert_eq!(
        ends,
        [
            &Phase::Sent,
            &Phase::Failed,
            &Phase::Expired,
            &Phase::Cancelled
        ]
    );
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(prop::sample::select(Step::ALL), 0..20)
}

proptest! {
    /// Any order of steps: the record goes where the table says, or stays and says why; the stored form gives it back.
    #[test]
    fn the_record_follows_the_table(steps in steps()) {
        let mut delivery = Delivery::accept(envelope(Category::System), noon()).into_parts().0;
        let (mut starts, mut doubted) = (0, false);
        for (second, step) in (1..).zip(steps) {
            let from = delivery.state().phase();
            match (take(&delivery, step, noon() + TimeDelta::seconds(second)), from.after(step)) {
                (Ok(change), Some(to)) => {
                    let (next, events) = change.into_parts();
                    prop_assert_eq!(next.state().phase(), to);
                    prop_assert_eq!(events.len(), 1);
                    starts += u32::from(step == Step::Start);
                    prop_assert_eq!(next.attempts(), starts);
                    doubted |= step == Step::LoseTrack;
                    prop_assert_eq!(next.maybe_sent(), doubted);
                    delivery = next;
                },
                (Err(refused), None) => prop_assert_eq!(refused, StepRefused { from, step }),
                (taken, allowed) => prop_assert!(false, "{taken:?}, but the table says {allowed:?}"),
            }
            let json = serde_json::to_string(&delivery.snapshot()).unwrap();
            let snapshot: DeliverySnapshot = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(Delivery::restore(snapshot).unwrap(), delivery.clone());
        }
    }

    /// Whatever comes next can be done: a start or an expiry that is asked for is allowed, and a wait ends.
    #[test]
    fn what_comes_next_is_allowed(
        steps in steps(),
        category in prop::sample::select(Category::ALL.as_slice()),
        idempotent: bool,
        seconds in 0_i64..400_000,
    ) {
        let transport = if idempotent { Idempotence::ByMessageId } else { Idempotence::None };
        let mut delivery = Delivery::accept(envelope(category), noon()).into_parts().0;
        for (second, step) in (1..).zip(steps) {
            if let Ok(change) = take(&delivery, step, noon() + TimeDelta::seconds(second)) {
                delivery = change.into_parts().0;
            }
        }
        let now = noon() + TimeDelta::seconds(seconds);
        let next = |at| delivery.next(at, transport, &RetryPolicy::EMAIL);
        match next(now) {
            Next::Start => { take(&delivery, Step::Start, now).unwrap(); },
            Next::Expire => { take(&delivery, Step::Expire, now).unwrap(); },
            Next::LoseTrack => { take(&delivery, Step::LoseTrack, now).unwrap(); },
            Next::Redeliver => prop_assert_eq!(delivery.state().phase(), Phase::Sending),
            Next::Wait(time) => {
                let then = now + TimeDelta::from_std(time).unwrap();
                prop_assert!(!matches!(next(then), Next::Wait(_)), "a wait ends when it says");
            },
            Next::Rest => {
                let phase = delivery.state().phase();
                prop_assert!(phase.is_final() || phase == Phase::Ambiguous, "{phase} rests");
            },
        }
        if matches!(next(now), Next::Start | Next::Redeliver) {
            prop_assert!(now < delivery.expires_at(), "nothing is sent after its time");
        }
    }

    /// The distance between attempts stays under its cap, and respects what the other side asked for.
    #[test]
    fn delays_are_bounded(id: u128, attempt in 0_u32..200, asked in prop::option::of(0_u64..1_000_000)) {
        let id = MessageId::from_uuid(Uuid::from_u128(id));
        let asked = asked.map(Duration::from_secs);
        let policy = RetryPolicy::EMAIL;
        let delay = policy.delay(id, attempt, asked);
        let day = Duration::from_hours(24);
        prop_assert_eq!(delay, policy.delay(id, attempt, asked), "the same in every run");
        prop_assert!(delay <= asked.unwrap_or_default().min(day).max(Duration::from_mins(30)));
        prop_assert!(delay >= asked.unwrap_or_default().min(day));
    }
}

#[test]
fn messages_do_not_retry_in_step() {
    let delays: std::collections::BTreeSet<_> = (0..100)
        .map(|id| RetryPolicy::EMAIL.delay(MessageId::from_uuid(Uuid::from_u128(id)), 5, None))
        .collect();
    assert!(delays.len() > 90, "only {} different delays", delays.len());
}

#[test]
fn the_stored_form_is_stable() {
    let change = Delivery::accept_and_start(envelope(Category::Security), noon());
    let lost = change
        .state()
        .lose_track(FailureCode::new("test/code"), noon())
        .unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&lost.state().snapshot()).unwrap(), @r#"
    {
      "v": 1,
      "id": "msg_00000000000000000000000000000001",
      "scope": "00000000-0000-0000-0000-000000000001",
      "recipient": "usr_ada",
      "masked_address": "z•••@example.org",
      "template": "welcome",
      "category": "security",
      "accepted_at": "2026-03-01T12:00:00Z",
      "expires_at": "2026-03-04T12:00:00Z",
      "attempts": 1,
      "maybe_sent": true,
      "state": {
        "phase": "ambiguous",
        "since": "2026-03-01T12:00:00Z",
        "code": "test/code"
      }
    }
    "#);
    let events: Vec<_> = change.events().chain(lost.events()).collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&events).unwrap(), @r#"
    [
      {
        "kind": "notifier.message.accepted",
        "message": "msg_00000000000000000000000000000001",
        "scope": "00000000-0000-0000-0000-000000000001",
        "recipient": "usr_ada",
        "template": "welcome",
        "category": "security",
        "expires_at": "2026-03-04T12:00:00Z",
        "started": true
      },
      {
        "kind": "notifier.message.outcome_unknown",
        "message": "msg_00000000000000000000000000000001",
        "scope": "00000000-0000-0000-0000-000000000001",
        "recipient": "usr_ada",
        "template": "welcome",
        "category": "security",
        "attempt": 1,
        "code": "test/code"
      }
    ]
    "#);
}

#[test]
fn a_record_from_before_doubts_were_kept_is_read() {
    let sending = Delivery::accept_and_start(envelope(Category::Security), noon());
    let told = serde_json::to_string(&sending.state().snapshot()).unwrap();
    assert!(!told.contains("maybe_sent"), "{told}");
    let lost = sending
        .state()
        .lose_track(FailureCode::new("test/code"), noon())
        .unwrap();
    let told = serde_json::to_string(&lost.state().snapshot()).unwrap();
    let before = told.replace(r#""maybe_sent":true,"#, "");
    assert_ne!(told, before);
    let read = Delivery::restore(serde_json::from_str(&before).unwrap()).unwrap();
    assert_eq!(read, *lost.state(), "what is ambiguous may have arrived");
}

#[test]
fn what_no_method_can_make_is_refused() {
    let good = Delivery::accept_and_start(envelope(Category::System), noon())
        .state()
        .snapshot();
    let broken = [
        DeliverySnapshot {
            v: 2,
            ..good.clone()
        },
        DeliverySnapshot {
            attempts: 0,
            ..good.clone()
        },
        DeliverySnapshot {
            attempts: 101,
            ..good.clone()
        },
        DeliverySnapshot {
            masked_address: "zoë@example.org".to_owned(),
            ..good.clone()
        },
        DeliverySnapshot {
            expires_at: noon() + TimeDelta::days(4),
            ..good.clone()
        },
    ];
    let codes = broken.map(|snapshot| Delivery::restore(snapshot).unwrap_err().code());
    insta::assert_snapshot!(codes.join("\n"), @"
    notifier/snapshot-format
    notifier/snapshot-attempts
    notifier/snapshot-attempts
    notifier/snapshot-address
    notifier/snapshot-expiry
    ");
    Delivery::restore(good).unwrap();
}

#[test]
fn failure_codes_hold_no_free_text() {
    let code = FailureCode::new("550 5.1.1 <Ada@Example.org> unknown");
    assert_eq!(code.as_str(), "550-5.1.1--ada-example.org--unknown");
    assert_eq!(FailureCode::new("").as_str(), "unspecified");
    assert_eq!(
        FailureCode::new(&"x".repeat(1_000)).as_str().len(),
        FailureCode::CHARS_MAX
    );
}
