//! The state machines: what the tables say is what happens, whatever the order.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use chrono::{DateTime, TimeDelta, Utc};
use identity::{
    ATTEMPT_TRANSITIONS, ActorRef, Applicant, AttemptAction, AttemptId, AttemptState,
    CompleteAttemptError, DELETION_HOLD, DisplayName, EmailAddress, EvidenceBasis,
    JoinExistingError, LinkKey, Mailbox, OpenAttemptError, Outcome, PasswordHash, ProveError,
    RegistrationAttempt, SecretToken, StatusReason, Target, USER_TRANSITIONS, User, UserAction,
    UserCommand, UserCommandError, UserId, UserState, Vouch, VouchReason,
};
use proptest::prelude::*;
use uuid::Uuid;

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::hours(hours)
}

fn attempt_id() -> AttemptId {
    AttemptId::from_uuid(Uuid::from_u128(1))
}

fn user_id() -> UserId {
    UserId::from_uuid(Uuid::from_u128(2))
}

fn token() -> SecretToken<identity::MailboxVerification> {
    SecretToken::derive(&LinkKey::new([1; 32]), attempt_id())
}

fn applicant(password: Option<PasswordHash>) -> Applicant {
    Applicant {
        email: EmailAddress::parse("ada@example.org").unwrap(),
        name: DisplayName::parse("Ada Lovelace").unwrap(),
        password,
    }
}

fn some_hash() -> PasswordHash {
    PasswordHash::parse("$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA").unwrap()
}

fn vouch() -> Vouch {
    Vouch {
        by: ActorRef::parse("operator:test").unwrap(),
        reason: VouchReason::parse("met in person").unwrap(),
    }
}

fn opened(mailbox: Mailbox) -> RegistrationAttempt {
    let change = RegistrationAttempt::open(attempt_id(), applicant(None), mailbox, at(0));
    change.unwrap().into_parts().0
}

fn unproven() -> RegistrationAttempt {
    opened(Mailbox::to_prove(token().hash(), at(0)))
}

fn ready() -> RegistrationAttempt {
    opened(Mailbox::Vouched(vouch()))
}

fn registered() -> User {
    ready().complete(user_id(), at(0)).unwrap().user().clone()
}

fn changed<S>(outcome: Outcome<S>) -> S {
    outcome.into_change().unwrap().into_parts().0
}

fn attempt_in(state: AttemptState) -> RegistrationAttempt {
    match state {
        AttemptState::AwaitingProof => unproven(),
        AttemptState::Ready => changed(unproven().prove(&token(), at(1)).unwrap()),
        AttemptState::Completed => {
            let ready = attempt_in(AttemptState::Ready);
            ready.complete(user_id(), at(2)).unwrap().attempt().clone()
        },
        AttemptState::JoinedExisting => {
            let ready = attempt_in(AttemptState::Ready);
            ready
                .join_existing(&registered(), at(2))
                .unwrap()
                .into_parts()
                .0
        },
        AttemptState::Cancelled => changed(unproven().cancel(at(2)).unwrap()),
    }
}

/// What an action leads to, `None` if it is refused or changes nothing.
fn attempt_after(attempt: &RegistrationAttempt, action: AttemptAction) -> Option<AttemptState> {
    match action {
        AttemptAction::Prove => {
            let outcome = attempt.prove(&token(), at(3)).ok()?;
            outcome.into_change().map(|change| change.state().state())
        },
        AttemptAction::Complete => Some(attempt.complete(user_id(), at(3)).ok()?.attempt().state()),
        AttemptAction::JoinExisting => Some(
            attempt
                .join_existing(&registered(), at(3))
                .ok()?
                .state()
                .state(),
        ),
        AttemptAction::Cancel => {
            let outcome = attempt.cancel(at(3)).ok()?;
            outcome.into_change().map(|change| change.state().state())
        },
    }
}

#[test]
fn attempts_do_what_their_table_says_and_nothing_else() {
    for state in AttemptState::ALL {
        let attempt = attempt_in(state);
        assert_eq!(attempt.state(), state);
        for action in AttemptAction::ALL {
            let row = ATTEMPT_TRANSITIONS
                .iter()
                .find(|row| (row.0, row.1) == (state, action));
            assert_eq!(
                attempt_after(&attempt, action),
                row.map(|row| row.2),
                "{state} {action}"
            );
        }
    }
}

#[test]
fn ended_attempts_hold_no_personal_data() {
    for state in [
        AttemptState::Completed,
        AttemptState::JoinedExisting,
        AttemptState::Cancelled,
    ] {
        let stored = serde_json::to_string(&attempt_in(state).snapshot()).unwrap();
        assert!(
            !stored.contains("ada") && !stored.contains("Ada"),
            "{state}: {stored}"
        );
    }
}

#[test]
fn only_the_right_token_in_time_proves() {
    let attempt = unproven();
    let wrong = SecretToken::derive(&LinkKey::new([2; 32]), attempt_id());
    assert_eq!(attempt.prove(&wrong, at(1)), Err(ProveError::WrongToken));
    assert_eq!(attempt.prove(&token(), at(24)), Err(ProveError::Expired));
    let last = at(24) - TimeDelta::nanoseconds(1);
    let proven = changed(attempt.prove(&token(), last).unwrap());
    assert_eq!(proven.prove(&token(), at(100)), Ok(Outcome::Unchanged));
    assert_eq!(proven.prove(&wrong, at(1)), Err(ProveError::WrongToken));
    let closed = attempt_in(AttemptState::Cancelled);
    let state = AttemptState::Cancelled;
    assert_eq!(
        closed.prove(&token(), at(1)),
        Err(ProveError::Closed { state })
    );
    assert_eq!(closed.prove(&wrong, at(1)), Err(ProveError::WrongToken));
    assert_eq!(ready().prove(&token(), at(1)), Err(ProveError::WrongToken));
}

#[test]
fn a_password_chosen_before_the_proof_never_works() {
    let mailbox = Mailbox::to_prove(token().hash(), at(0));
    let early =
        RegistrationAttempt::open(attempt_id(), applicant(Some(some_hash())), mailbox, at(0));
    assert_eq!(early.unwrap_err(), OpenAttemptError::PasswordBeforeProof);
    let proven = unproven()
        .prove_with_password(&token(), some_hash(), at(1))
        .unwrap();
    let registration = changed(proven).complete(user_id(), at(2)).unwrap();
    assert_eq!(registration.user().password(), Some(&some_hash()));
    let vouched = Mailbox::Vouched(vouch());
    let vouched =
        RegistrationAttempt::open(attempt_id(), applicant(Some(some_hash())), vouched, at(0));
    assert!(
        vouched.is_ok(),
        "whoever vouches answers for the password, too"
    );
}

#[test]
fn links_have_a_life_between_nothing_and_a_week() {
    let open = |hours| {
        let mailbox = Mailbox::ToProve {
            token_hash: token().hash(),
            expires_at: at(hours),
        };
        RegistrationAttempt::open(attempt_id(), applicant(None), mailbox, at(0)).map(drop)
    };
    assert_eq!(open(0), Err(OpenAttemptError::Lifetime));
    assert_eq!(open(-1), Err(OpenAttemptError::Lifetime));
    assert_eq!(open(7 * 24 + 1), Err(OpenAttemptError::Lifetime));
    assert_eq!((open(1), open(7 * 24)), (Ok(()), Ok(())));
}

#[test]
fn no_user_comes_of_an_unproven_mailbox() {
    let attempt = unproven();
    assert_eq!(
        attempt.complete(user_id(), at(1)),
        Err(CompleteAttemptError::NotProven)
    );
    let joined = attempt.join_existing(&registered(), at(1));
    assert_eq!(joined, Err(JoinExistingError::NotProven));
    let by_proof = attempt_in(AttemptState::Ready)
        .complete(user_id(), at(2))
        .unwrap();
    let evidence = by_proof.user().evidence().unwrap();
    assert_eq!(
        (evidence.basis(), evidence.at()),
        (&EvidenceBasis::Proven, at(1))
    );
    assert_eq!(
        registered().evidence().unwrap().basis(),
        &EvidenceBasis::Vouched(vouch())
    );
}

#[test]
fn an_attempt_joins_only_the_user_with_its_address() {
    let email = EmailAddress::parse("bob@example.org").unwrap();
    let name = DisplayName::parse("Bob").unwrap();
    let bob = User::provision(user_id(), email, name, at(0))
        .into_parts()
        .0;
    assert_eq!(
        ready().join_existing(&bob, at(1)),
        Err(JoinExistingError::AddressDiffers)
    );
    let gone = registered().withdraw(at(1)).unwrap().into_parts().0;
    assert_eq!(
        ready().join_existing(&gone, at(1)),
        Err(JoinExistingError::AddressDiffers)
    );
}

fn command(action: UserAction, now: DateTime<Utc>) -> UserCommand {
    let reason = StatusReason::parse("a reason").unwrap();
    match action {
        UserAction::Activate => UserCommand::Activate { vouch: vouch() },
        UserAction::Suspend => UserCommand::Suspend { reason },
        UserAction::Reinstate => UserCommand::Reinstate,
        UserAction::Lock => UserCommand::Lock { reason },
        UserAction::Unlock => UserCommand::Unlock,
        UserAction::Deactivate => UserCommand::Deactivate,
        UserAction::Reactivate => UserCommand::Reactivate,
        UserAction::QueueDeletion => UserCommand::QueueDeletion {
            due: now + DELETION_HOLD,
        },
        UserAction::CancelDeletion => UserCommand::CancelDeletion,
        UserAction::Delete => UserCommand::Delete,
        UserAction::Withdraw => UserCommand::Withdraw,
    }
}

fn provisioned() -> User {
    let Applicant { email, name, .. } = applicant(None);
    User::provision(user_id(), email, name, at(0))
        .into_parts()
        .0
}

#[test]
fn every_state_and_every_row_of_the_user_table_is_reached() {
    let mut seen = std::collections::BTreeMap::from([
        (UserState::PendingActivation, provisioned()),
        (UserState::Active, registered()),
    ]);
    for hour in 1..4 {
        let now = at(hour * 24 * 31);
        for user in seen.clone().into_values() {
            for action in UserAction::ALL {
                if let Ok(change) = user.handle(command(action, now), now) {
                    seen.insert(change.state().state(), change.into_parts().0);
                }
            }
        }
    }
    assert_eq!(seen.len(), UserState::ALL.len());
    for (state, user) in seen {
        for action in UserAction::ALL {
            let now = at(10_000);
            let row = USER_TRANSITIONS
                .iter()
                .find(|row| (row.0, row.1) == (state, action));
            let target = user
                .handle(command(action, now), now)
                .map(|to| to.state().state());
            match row.map(|row| row.2) {
                Some(Target::To(expected)) => assert_eq!(target, Ok(expected)),
                Some(Target::Prior) => assert!(target.is_ok()),
                None => {
                    assert_eq!(target, Err(UserCommandError::NotAllowed { state, action }));
                },
            }
        }
    }
}

proptest! {
    #[test]
    fn users_keep_their_rules_in_any_order_of_commands(
        start_registered: bool,
        actions in prop::collection::vec((0..UserAction::ALL.len(), 0_i64..1_000), 0..40),
    ) {
        let mut user = if start_registered { registered() } else { provisioned() };
        let mut hours = 0;
        for (action, wait) in actions {
            hours += wait;
            let before = user.clone();
            let action = UserAction::ALL[action];
            let Ok(change) = user.handle(command(action, at(hours)), at(hours)) else {
                prop_assert_eq!(&user, &before);
                continue;
            };
            prop_assert_eq!(change.events().len(), 1);
            user = change.into_parts().0;
            let gone = user.state() == UserState::Deleted;
            let pending = user.state() == UserState::PendingActivation;
            prop_assert_eq!(user.email().is_none(), gone);
            prop_assert_eq!(user.evidence().is_none(), gone || pending);
            prop_assert!(user.epoch() >= before.epoch());
            if user.state() != UserState::Active && action != UserAction::CancelDeletion {
                prop_assert!(user.epoch() > before.epoch(), "{} must end sessions", action);
            }
            if action == UserAction::CancelDeletion {
                prop_assert_eq!(user.reason(), before.reason());
            }
            let stored = serde_json::to_string(&user.snapshot()).unwrap();
            prop_assert!(stored.contains("\"v\":1,"), "a stored form tells its version");
            let restored = User::restore(serde_json::from_str(&stored).unwrap());
            prop_assert_eq!(restored, Ok(user.clone()));
        }
    }

    #[test]
    fn attempts_keep_their_rules_in_any_order_of_actions(
        vouched: bool,
        actions in prop::collection::vec(0..AttemptAction::ALL.len(), 0..8),
    ) {
        let mut attempt = if vouched { ready() } else { unproven() };
        for action in actions {
            let next = match AttemptAction::ALL[action] {
                AttemptAction::Prove => {
                    attempt.prove(&token(), at(1)).ok().and_then(Outcome::into_change)
                        .map(|change| change.into_parts().0)
                },
                AttemptAction::Complete => {
                    attempt.complete(user_id(), at(1)).ok().map(|done| done.into_parts().0)
                },
                AttemptAction::JoinExisting => {
                    attempt.join_existing(&registered(), at(1)).ok()
                        .map(|change| change.into_parts().0)
                },
                AttemptAction::Cancel => {
                    attempt.cancel(at(1)).ok().and_then(Outcome::into_change)
                        .map(|change| change.into_parts().0)
                },
            };
            attempt = next.unwrap_or(attempt);
            let open = matches!(attempt.state(), AttemptState::AwaitingProof | AttemptState::Ready);
            prop_assert_eq!(attempt.applicant().is_some(), open);
            prop_assert_eq!(attempt.token_hash().is_some(), !vouched);
            let stored = serde_json::to_string(&attempt.snapshot()).unwrap();
            prop_assert!(stored.contains("\"v\":1,"), "a stored form tells its version");
            let restored = RegistrationAttempt::restore(serde_json::from_str(&stored).unwrap());
            prop_assert_eq!(restored, Ok(attempt.clone()));
        }
    }
}

#[test]
fn cancelling_a_deletion_leads_back_to_where_the_user_was() {
    let reason = StatusReason::parse("a dispute").unwrap();
    let suspended = registered()
        .suspend(reason.clone(), at(1))
        .unwrap()
        .into_parts()
        .0;
    let queued = suspended
        .queue_deletion(at(25), at(1))
        .unwrap()
        .into_parts()
        .0;
    assert_eq!(
        queued.delete(at(24)),
        Err(UserCommandError::NotDue { due: at(25) })
    );
    assert_eq!(queued.deletion_due(), Some(at(25)));
    let back = queued.cancel_deletion(at(2)).unwrap().into_parts().0;
    assert_eq!(
        (back.state(), back.reason()),
        (UserState::Suspended, Some(&reason))
    );
    assert_eq!(
        queued.delete(at(25)).unwrap().state().state(),
        UserState::Deleted
    );
    for due in [at(1), at(0), at(366 * 24 + 2)] {
        assert_eq!(
            suspended.queue_deletion(due, at(1)).unwrap_err(),
            UserCommandError::Hold
        );
    }
}

#[test]
fn a_tombstone_holds_an_id_and_times_only() {
    let gone = registered().withdraw(at(1)).unwrap().into_parts().0;
    insta::assert_snapshot!(serde_json::to_string_pretty(&gone.snapshot()).unwrap(), @r#"
    {
      "v": 1,
      "id": "usr_00000000000000000000000000000002",
      "created_at": "2026-09-21T14:13:20Z",
      "epoch": 1,
      "status": {
        "state": "deleted",
        "at": "2026-09-21T15:13:20Z"
      }
    }
    "#);
}
