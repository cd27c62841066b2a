//! The courier in a world that breaks: between accepting and delivering, between delivering and recording, and after.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use notifier::{
    Advice, Category, Courier, Delivery, Phase, Request, RetryPolicy, Scope, SendError, Sent,
    WithdrawError, Withdrawal,
    ports::{
        Cause, DeliveryDirectory as _, DeliveryRepository as _, EventFeed as _, Idempotence,
        Position, Revocation,
    },
    testing::{
        Fault, MemoryDeliveries, RecordingTransport, cause, mailbox, verify_request,
        welcome_request,
    },
};

struct World {
    store: Arc<MemoryDeliveries>,
    transport: Arc<RecordingTransport>,
    courier: Courier,
}

fn world(idempotence: Idempotence) -> World {
    let store = Arc::new(MemoryDeliveries::new());
    let transport = Arc::new(RecordingTransport::new(idempotence));
    let from = mailbox("no-reply@nexus.example", "Nexus");
    let courier = Courier::new(
        Arc::<MemoryDeliveries>::clone(&store),
        Arc::<MemoryDeliveries>::clone(&store),
        Arc::<RecordingTransport>::clone(&transport),
        from,
    );
    World {
        store,
        transport,
        courier,
    }
}

impl World {
    async fn send(&self, key: u128, seconds: i64, request: &Request) -> Result<Sent, SendError> {
        self.courier.send(&cause(key, seconds), request).await
    }

    /// What a process leaves that dies after it accepted and before it recorded an outcome.
    async fn die_while_sending(&self, cause: &Cause, request: &Request) {
        let envelope = notifier::Envelope {
            id: request.message_id,
            scope: request.scope,
            recipient: request.recipient.clone(),
            address: request.to.address().clone(),
            template: request.template.name(),
            category: request.category,
            expires_at: request.template.expires_at(),
        };
        let change = Delivery::accept_and_start(envelope, cause.at);
        self.store.accept(cause, change).await.unwrap();
    }

    async fn phase(&self, request: &Request) -> Option<Phase> {
        let found = self
            .store
            .find(request.scope, request.message_id)
            .await
            .unwrap();
        found.map(|stored| stored.value.state().phase())
    }

    async fn kinds(&self) -> Vec<&'static str> {
        let events = self
            .store
            .read_after(Position::START, NonZeroU32::MAX)
            .await
            .unwrap();
        let kinds = events.into_iter().map(|event| event.event.kind());
        kinds
            .map(|kind| kind.strip_prefix("notifier.message.").unwrap())
            .collect()
    }

    fn copies(&self, request: &Request) -> usize {
        self.transport.copies(request.message_id)
    }
}

#[tokio::test]
async fn the_good_path_is_two_commits() {
    let world = world(Idempotence::ByMessageId);
    let request = welcome_request(1);
    let sent = world.send(1, 0, &request).await.unwrap();
    assert!(!sent.replayed);
    assert_eq!((sent.attempts, sent.at), (1, cause(1, 0).at));
    let stored = world
        .store
        .find(request.scope, request.message_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        stored.version.as_u64(),
        2,
        "each commit raises the version by one"
    );
    assert_eq!(world.kinds().await, ["accepted", "sent"]);
}

#[tokio::test]
async fn a_repeat_is_answered_and_not_sent() {
    let world = world(Idempotence::None);
    let request = welcome_request(1);
    let first = world.send(1, 0, &request).await.unwrap();
    let again = world.send(1, 500, &request).await.unwrap();
    assert_eq!(
        again,
        Sent {
            replayed: true,
            ..first
        }
    );
    assert_eq!(world.transport.calls(), 1);
    assert_eq!(world.kinds().await, ["accepted", "sent"]);
}

#[tokio::test]
async fn a_crash_before_the_delivery_loses_nothing() {
    let world = world(Idempotence::ByMessageId);
    let request = welcome_request(1);
    world.die_while_sending(&cause(1, 0), &request).await;
    let sent = world.send(1, 5, &request).await.unwrap();
    assert!(!sent.replayed);
    assert_eq!(world.copies(&request), 1);
    assert_eq!(world.kinds().await, ["accepted", "sent"]);
}

#[tokio::test]
async fn a_crash_after_the_delivery_doubles_nothing() {
    let world = world(Idempotence::ByMessageId);
    let request = welcome_request(1);
    world.die_while_sending(&cause(1, 0), &request).await;
    // The message arrived, and nobody lived to record it.
    let other = self::world(Idempotence::ByMessageId);
    other.send(1, 0, &request).await.unwrap();
    let first_copy = other.transport.first(request.message_id).unwrap();
    notifier::ports::Transport::deliver(&*world.transport, &first_copy)
        .await
        .unwrap();

    world.send(1, 5, &request).await.unwrap();
    assert_eq!(world.copies(&request), 1);
    let copy = world.transport.first(request.message_id).unwrap();
    assert_eq!(
        copy, first_copy,
        "the repeat is the same message, its date included"
    );
    assert_eq!(world.transport.calls(), 2);
}

#[tokio::test]
async fn every_attempt_is_the_same_message() {
    let world = world(Idempotence::None);
    let request = welcome_request(1);
    world.transport.break_next(Fault::Transient(None));
    world.send(1, 0, &request).await.unwrap_err();
    world.send(1, 3_000, &request).await.unwrap();
    let copy = world.transport.first(request.message_id).unwrap();
    assert_eq!(
        copy.date(),
        cause(1, 0).at,
        "the date is the acceptance, whatever the attempt"
    );
}

#[tokio::test]
async fn an_interrupted_attempt_on_a_forgetful_transport_follows_the_category() {
    let wait = Duration::from_mins(10);
    for (category, in_a_minute, in_a_quarter) in [
        (Category::Security, Ok(()), Ok(())),
        (Category::System, Ok(()), Ok(())),
        (Category::Transactional, Err(Some(wait)), Ok(())),
        (Category::Marketing, Err(None), Err(None)),
    ] {
        let world = world(Idempotence::None);
        let request = Request {
            category,
            ..welcome_request(1)
        };
        world.die_while_sending(&cause(1, 0), &request).await;
        let early = world.send(1, 10, &request).await.unwrap_err();
        assert_eq!(
            early.advice(),
            Advice::RepeatAfter(Duration::from_secs(50)),
            "{category}"
        );
        assert_eq!(
            world.transport.calls(),
            0,
            "an attempt may be under way for a minute"
        );

        for (seconds, wanted) in [(60, in_a_minute), (900, in_a_quarter)] {
            let got = match world.send(1, seconds, &request).await {
                Ok(_) => Ok(()),
                Err(SendError::OutcomeUnknown { retry_after, .. }) => Err(retry_after),
                Err(other) => panic!("{category}: {other}"),
            };
            assert_eq!(got, wanted, "{category} after {seconds} s");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_a_second_message() {
    for fault in [Fault::AnswerLost, Fault::AllLost] {
        let world = world(Idempotence::ByMessageId);
        let request = welcome_request(1);
        world.transport.break_next(fault);
        let error = world.send(1, 0, &request).await.unwrap_err();
        assert_eq!(error.code(), "notifier/outcome-unknown");
        assert!(!error.surely_not_sent());
        assert_eq!(error.advice(), Advice::RepeatAfter(Duration::ZERO));
        world.send(1, 1, &request).await.unwrap();
        assert_eq!(world.copies(&request), 1);
        assert_eq!(
            world.kinds().await,
            ["accepted", "outcome_unknown", "attempt_started", "sent"]
        );
    }
}

#[tokio::test]
async fn marketing_is_never_sent_twice() {
    let world = world(Idempotence::None);
    let request = Request {
        category: Category::Marketing,
        ..welcome_request(1)
    };
    world.transport.break_next(Fault::AnswerLost);
    for seconds in [0, 60, 100_000] {
        let error = world.send(1, seconds, &request).await.unwrap_err();
        assert_eq!(error.advice(), Advice::GiveUp);
    }
    assert_eq!(world.copies(&request), 1);
    assert_eq!(
        world.phase(&request).await,
        Some(Phase::Ambiguous),
        "the record does not pretend"
    );
}

#[tokio::test]
async fn a_passing_trouble_is_retried_when_it_is_due_and_not_before() {
    let world = world(Idempotence::None);
    let request = welcome_request(1);
    world
        .transport
        .break_next(Fault::Transient(Some(Duration::from_mins(2))));
    let error = world.send(1, 0, &request).await.unwrap_err();
    assert!(error.surely_not_sent());
    let Advice::RepeatAfter(wait) = error.advice() else {
        panic!("{error}")
    };
    assert_eq!(
        wait,
        Duration::from_mins(2),
        "what the other side asked for"
    );

    let early = world.send(1, 119, &request).await.unwrap_err();
    assert_eq!(early.advice(), Advice::RepeatAfter(Duration::from_secs(1)));
    assert_eq!(world.transport.calls(), 1);
    let sent = world.send(1, 120, &request).await.unwrap();
    assert_eq!(sent.attempts, 2);
    assert_eq!(
        world.kinds().await,
        ["accepted", "deferred", "attempt_started", "sent"]
    );
}

#[tokio::test]
async fn attempts_are_bounded() {
    let mut world = world(Idempotence::None);
    let policy = RetryPolicy::EMAIL
        .attempts(3)
        .backoff(Duration::ZERO, Duration::ZERO);
    world.courier = world.courier.with_policy(policy);
    let request = welcome_request(1);
    for _ in 0..9 {
        world.transport.break_next(Fault::Transient(None));
    }
    for second in 0..2 {
        let error = world.send(1, second, &request).await.unwrap_err();
        assert_eq!(error.code(), "notifier/deferred");
    }
    for second in 2..5 {
        let error = world.send(1, second, &request).await.unwrap_err();
        assert_eq!(
            (error.code(), error.advice()),
            ("notifier/failed", Advice::GiveUp)
        );
    }
    assert_eq!(world.transport.calls(), 3);
}

#[tokio::test]
async fn a_transport_set_up_wrongly_costs_no_attempt() {
    let mut world = world(Idempotence::None);
    world.courier = world.courier.with_policy(RetryPolicy::EMAIL.attempts(1));
    let request = welcome_request(1);
    for minute in 0..5 {
        world.transport.break_next(Fault::Misconfigured);
        let error = world.send(1, minute * 60, &request).await.unwrap_err();
        assert_eq!(error.code(), "notifier/deferred");
    }
    let sent = world.send(1, 300, &request).await.unwrap();
    assert_eq!(sent.attempts, 1);
}

#[tokio::test]
async fn a_refusal_is_final() {
    let world = world(Idempotence::None);
    let request = welcome_request(1);
    world.transport.break_next(Fault::Rejected);
    for second in 0..3 {
        let error = world.send(1, second, &request).await.unwrap_err();
        assert_eq!(
            (error.code(), error.advice()),
            ("notifier/failed", Advice::GiveUp)
        );
        assert!(error.surely_not_sent());
    }
    assert_eq!(world.transport.calls(), 1);
    assert_eq!(world.kinds().await, ["accepted", "failed"]);
}

#[tokio::test]
async fn a_link_that_no_longer_works_is_not_sent() {
    let world = world(Idempotence::ByMessageId);
    let day = 86_400;
    let late = world.send(1, day, &verify_request(1)).await.unwrap_err();
    assert!(
        matches!(late, SendError::Expired { maybe_sent: false }),
        "{late}"
    );
    assert_eq!(
        world.phase(&verify_request(1)).await,
        None,
        "it was not even accepted"
    );

    world.transport.break_next(Fault::Transient(None));
    world.send(2, 0, &verify_request(2)).await.unwrap_err();
    let late = world.send(2, day, &verify_request(2)).await.unwrap_err();
    assert!(
        matches!(late, SendError::Expired { maybe_sent: false }),
        "{late}"
    );
    assert_eq!(world.kinds().await, ["accepted", "deferred", "expired"]);
    assert_eq!(world.transport.calls(), 1);
}

#[tokio::test]
async fn a_repeat_after_the_expiry_still_says_sent() {
    let world = world(Idempotence::ByMessageId);
    world.send(1, 0, &verify_request(1)).await.unwrap();
    let again = world.send(1, 90_000, &verify_request(1)).await.unwrap();
    assert!(again.replayed);
}

#[tokio::test]
async fn a_key_stands_for_one_message() {
    let world = world(Idempotence::None);
    world.send(1, 0, &welcome_request(1)).await.unwrap();
    let other_message = world.send(1, 0, &welcome_request(2)).await.unwrap_err();
    assert_eq!(other_message.code(), "notifier/key-conflict");
    let other_scope = Request {
        scope: Scope::PLATFORM,
        ..welcome_request(1)
    };
    let other_scope = world.send(1, 0, &other_scope).await.unwrap_err();
    assert_eq!(other_scope.code(), "notifier/key-conflict");
    let other_key = world.send(2, 0, &welcome_request(1)).await.unwrap_err();
    assert_eq!(other_key.code(), "notifier/message-exists");
    assert_eq!(world.transport.calls(), 1);
}

#[tokio::test]
async fn what_was_called_off_is_not_sent_however_late_it_comes() {
    let world = world(Idempotence::None);
    let request = welcome_request(1);
    let key = cause(1, 0).key;
    for second in 0..2 {
        let withdrawn = world
            .courier
            .withdraw(&cause(2, second), key, request.scope, request.message_id)
            .await;
        assert_eq!(withdrawn.unwrap(), Withdrawal::NeverAccepted);
    }
    let late = world.send(1, 2, &request).await.unwrap_err();
    assert!(matches!(late, SendError::Revoked), "{late}");
    assert_eq!(
        (world.transport.calls(), world.phase(&request).await),
        (0, None)
    );
}

#[tokio::test]
async fn a_message_between_two_attempts_can_be_called_off() {
    let world = world(Idempotence::None);
    let request = welcome_request(1);
    world.transport.break_next(Fault::Transient(None));
    world.send(1, 0, &request).await.unwrap_err();
    for second in 1..3 {
        let withdrawn = world
            .courier
            .withdraw(
                &cause(2, second),
                cause(1, 0).key,
                request.scope,
                request.message_id,
            )
            .await;
        assert_eq!(withdrawn.unwrap(), Withdrawal::Cancelled);
    }
    let late = world.send(1, 3_000, &request).await.unwrap_err();
    assert!(
        matches!(late, SendError::Cancelled { maybe_sent: false }),
        "{late}"
    );
    assert_eq!(world.kinds().await, ["accepted", "deferred", "cancelled"]);
}

#[tokio::test]
async fn what_was_sent_cannot_be_called_back_and_nobody_else_can_try() {
    let world = world(Idempotence::None);
    let request = welcome_request(1);
    world.send(1, 0, &request).await.unwrap();
    let key = cause(1, 0).key;
    let late = world
        .courier
        .withdraw(&cause(2, 1), key, request.scope, request.message_id)
        .await;
    let Err(WithdrawError::TooLate { phase }) = late else {
        panic!("{late:?}")
    };
    assert_eq!(phase, Phase::Sent);
    let foreign = world
        .courier
        .withdraw(&cause(3, 1), key, Scope::PLATFORM, request.message_id)
        .await;
    assert!(
        matches!(foreign, Err(WithdrawError::NotFound)),
        "{foreign:?}"
    );
}

#[tokio::test]
async fn a_key_that_was_used_stays_used_after_a_withdrawal() {
    let world = world(Idempotence::None);
    let request = welcome_request(1);
    world.send(1, 0, &request).await.unwrap();
    let key = cause(1, 0).key;
    let revoked = world.store.revoke(key, cause(2, 1).at).await.unwrap();
    assert!(matches!(revoked, Revocation::Happened(_)));
    assert!(world.send(1, 2, &request).await.unwrap().replayed);
}

/// After one lost answer nothing that follows makes the message surely unsent: not a refusal, not the end of its
/// time, not a withdrawal.
#[tokio::test]
async fn a_lost_answer_is_not_forgotten() {
    let day = 86_400;
    for (second, code, phase) in [
        (Fault::Rejected, "notifier/failed", Phase::Failed),
        (Fault::Misconfigured, "notifier/deferred", Phase::Cancelled),
        (
            Fault::Transient(None),
            "notifier/deferred",
            Phase::Cancelled,
        ),
    ] {
        let world = world(Idempotence::None);
        let request = verify_request(1);
        world.transport.break_next(Fault::AnswerLost);
        let lost = world.send(1, 0, &request).await.unwrap_err();
        assert!(!lost.surely_not_sent());
        world.transport.break_next(second);
        let failed = world.send(1, 1, &request).await.unwrap_err();
        assert_eq!((failed.code(), failed.surely_not_sent()), (code, false));
        assert!(
            failed
                .to_string()
                .ends_with("; an earlier attempt may have delivered it"),
            "{failed}"
        );
        assert_eq!(world.copies(&request), 1, "it has arrived indeed");
        let again = world.send(1, 2, &request).await.unwrap_err();
        assert_eq!((again.code(), again.surely_not_sent()), (code, false));
        for second in 3..5 {
            let withdrawn = world
                .courier
                .withdraw(
                    &cause(2, second),
                    cause(1, 0).key,
                    request.scope,
                    request.message_id,
                )
                .await;
            let Err(WithdrawError::MaybeSent { phase: told }) = withdrawn else {
                panic!("{withdrawn:?}")
            };
            assert_eq!((told, world.phase(&request).await), (phase, Some(phase)));
        }
        let late = world.send(1, day, &request).await.unwrap_err();
        assert!(!late.surely_not_sent(), "{late}");
    }
}

#[tokio::test]
async fn a_time_that_runs_out_after_a_lost_answer_leaves_the_doubt() {
    let world = world(Idempotence::None);
    let request = verify_request(1);
    world.transport.break_next(Fault::AnswerLost);
    world.send(1, 0, &request).await.unwrap_err();
    world.transport.break_next(Fault::Transient(None));
    world.send(1, 1, &request).await.unwrap_err();
    for second in [86_400, 86_401] {
        let late = world.send(1, second, &request).await.unwrap_err();
        assert!(
            matches!(late, SendError::Expired { maybe_sent: true }),
            "{late}"
        );
    }
}

/// Who dies between the delivery and its record leaves the same doubt as a lost answer.
#[tokio::test]
async fn a_refusal_of_a_repeat_after_a_crash_does_not_say_unsent() {
    let world = world(Idempotence::ByMessageId);
    let request = welcome_request(1);
    world.die_while_sending(&cause(1, 0), &request).await;
    world.transport.break_next(Fault::Rejected);
    for second in 5..7 {
        let failed = world.send(1, second, &request).await.unwrap_err();
        assert_eq!(failed.code(), "notifier/failed");
        assert!(!failed.surely_not_sent());
    }
    let withdrawn = world
        .courier
        .withdraw(
            &cause(2, 9),
            cause(1, 0).key,
            request.scope,
            request.message_id,
        )
        .await;
    assert!(
        matches!(
            withdrawn,
            Err(WithdrawError::MaybeSent {
                phase: Phase::Failed
            })
        ),
        "{withdrawn:?}"
    );
}
