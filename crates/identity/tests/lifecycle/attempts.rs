//! Registration attempts.

use chrono::TimeDelta;
use identity::{
    ATTEMPT_TRANSITIONS, AttemptAction, AttemptState, CompleteAttemptError, DisplayName,
    EmailAddress, EvidenceBasis, JoinExistingError, LinkKey, Mailbox, OpenAttemptError, ProveError,
    RegistrationAttempt, SecretToken, User, ports::Outcome,
};
use proptest::prelude::*;

use crate::cast::{
    applicant, at, attempt_id, changed, ready, registered, some_hash, token, unproven, user_id,
    vouch,
};

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

proptest! {
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
