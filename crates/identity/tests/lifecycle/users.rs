//! Users.

use chrono::{DateTime, Utc};
use identity::{
    Applicant, DELETION_HOLD, StatusReason, Target, USER_TRANSITIONS, User, UserAction,
    UserCommand, UserCommandError, UserState,
};
use proptest::prelude::*;

use crate::cast::{active, applicant, at, registered, user_id, vouch};

fn command(action: UserAction, now: DateTime<Utc>) -> UserCommand {
    let reason = StatusReason::parse("a reason").unwrap();
    match action {
        UserAction::Activate => UserCommand::Activate { vouch: vouch() },
        UserAction::Confirm => UserCommand::Confirm,
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
        (UserState::Active, active()),
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
            // Two kinds of people are pending: those who were provisioned, whom a vouch activates, and
            // those who were registered, whom the end of the registration confirms.
            let pending = registered();
            let user = match (state, action) {
                (UserState::PendingActivation, UserAction::Confirm) => &pending,
                _ => &user,
            };
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
            prop_assert_eq!(user.evidence().is_none(), gone || (pending && !start_registered));
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
}

#[test]
fn cancelling_a_deletion_leads_back_to_where_the_user_was() {
    let reason = StatusReason::parse("a dispute").unwrap();
    let suspended = active()
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
fn who_was_let_in_cannot_be_withdrawn_by_a_registration_any_more() {
    assert!(registered().withdraw(at(1)).is_ok());
    assert_eq!(
        active().withdraw(at(1)),
        Err(UserCommandError::NotAllowed {
            state: UserState::Active,
            action: UserAction::Withdraw
        })
    );
}

#[test]
fn only_a_registration_confirms_and_only_a_vouch_activates() {
    assert!(provisioned().confirm(at(1)).is_err());
    assert!(registered().activate(vouch(), at(1)).is_err());
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
