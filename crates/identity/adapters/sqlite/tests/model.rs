//! In any order of writes, repeats and undos, the file answers what the in-memory store answers.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::collections::BTreeSet;
use std::num::{NonZeroU16, NonZeroU32};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use identity::testing::MemoryStore;
use identity::testing::contract::Stores;
use identity::{
    Applicant, AttemptId, DisplayName, EmailAddress, LinkKey, Mailbox, RegistrationAttempt,
    RoleAssignment, RoleScope, RoleSet, SecretToken, StatusReason, TenantRef, UserId, UserState,
    Vouch, VouchReason,
    ports::{
        ActorRef, Cause, CorrelationId, IdempotencyKey, Outcome, Position, UserPageRequest, Version,
    },
};
use identity_sqlite::IdentityStore;
use proptest::prelude::*;
use uuid::Uuid;

/// What is done, on a few attempts, users, addresses and keys, so that all of them collide.
#[derive(Debug, Clone)]
enum Step {
    Open {
        attempt: u128,
        address: u8,
        vouched: bool,
    },
    Prove {
        attempt: u128,
    },
    Complete {
        attempt: u128,
        user: u128,
        stale: bool,
    },
    Cancel {
        attempt: u128,
    },
    Withdraw {
        user: u128,
    },
    Suspend {
        user: u128,
        stale: bool,
    },
    Grant {
        user: u128,
        tenant: u128,
    },
    TakeAway {
        user: u128,
        tenant: u128,
    },
    Revoke,
}

fn step() -> impl Strategy<Value = (Step, u128)> {
    let few = 0_u128..3;
    let step = prop_oneof![
        3 => (few.clone(), 0_u8..2, any::<bool>())
            .prop_map(|(attempt, address, vouched)| Step::Open { attempt, address, vouched }),
        1 => few.clone().prop_map(|attempt| Step::Prove { attempt }),
        4 => (few.clone(), few.clone(), prop::bool::weighted(0.2))
            .prop_map(|(attempt, user, stale)| Step::Complete { attempt, user, stale }),
        1 => few.clone().prop_map(|attempt| Step::Cancel { attempt }),
        1 => few.clone().prop_map(|user| Step::Withdraw { user }),
        1 => (few.clone(), any::<bool>()).prop_map(|(user, stale)| Step::Suspend { user, stale }),
        3 => (few.clone(), 0_u128..2).prop_map(|(user, tenant)| Step::Grant { user, tenant }),
        1 => (few, 0_u128..2).prop_map(|(user, tenant)| Step::TakeAway { user, tenant }),
        1 => Just(Step::Revoke),
    ];
    (step, 0_u128..40)
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap()
}

fn key(number: u128) -> IdempotencyKey {
    IdempotencyKey::from_uuid(Uuid::from_u128(number))
}

fn attempt_id(number: u128) -> AttemptId {
    AttemptId::from_uuid(Uuid::from_u128(number))
}

fn user_id(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number + 1))
}

fn opened(
    attempt: u128,
    address: u8,
    vouched: bool,
) -> identity::ports::Change<RegistrationAttempt> {
    let applicant = Applicant {
        email: EmailAddress::parse(&format!("person{address}@example.org")).unwrap(),
        name: DisplayName::parse("A Person").unwrap(),
        password: None,
    };
    let mailbox = if vouched {
        let by = ActorRef::parse("operator:test").unwrap();
        Mailbox::Vouched(Vouch {
            by,
            reason: VouchReason::parse("a test").unwrap(),
        })
    } else {
        let token = SecretToken::derive(&LinkKey::new([1; 32]), attempt_id(attempt));
        Mailbox::to_prove(token.hash(), now())
    };
    RegistrationAttempt::open(attempt_id(attempt), applicant, mailbox, now()).unwrap()
}

/// Does one step and tells the answer, or why there was nothing to write.
async fn take(stores: &Stores, step: &Step, number: u128) -> String {
    let cause = Cause {
        key: key(number),
        actor: ActorRef::parse("operator:test").unwrap(),
        correlation: CorrelationId::from_uuid(Uuid::from_u128(7)),
        at: now(),
    };
    let nothing = String::from("nothing to write");
    match *step {
        Step::Open {
            attempt,
            address,
            vouched,
        } => {
            let change = opened(attempt, address, vouched);
            format!("{:?}", stores.registrations.open(&cause, change).await)
        },
        Step::Prove { attempt } => {
            let token = SecretToken::derive(&LinkKey::new([1; 32]), attempt_id(attempt));
            let found = stores
                .registrations
                .find_by_token(&token.hash())
                .await
                .unwrap();
            let Some(found) = found else { return nothing };
            let Ok(Outcome::Changed(change)) = found.value.prove(&token, now()) else {
                return nothing;
            };
            format!(
                "{:?}",
                stores
                    .registrations
                    .update(&cause, found.version, change)
                    .await
            )
        },
        Step::Complete {
            attempt,
            user,
            stale,
        } => {
            let found = stores
                .registrations
                .find(attempt_id(attempt))
                .await
                .unwrap();
            let Some(found) = found else { return nothing };
            let Ok(registration) = found.value.complete(user_id(user), now()) else {
                return nothing;
            };
            let version = if stale {
                found.version.next()
            } else {
                found.version
            };
            format!(
                "{:?}",
                stores
                    .registrations
                    .complete(&cause, version, registration)
                    .await
            )
        },
        Step::Cancel { attempt } => {
            let found = stores
                .registrations
                .find(attempt_id(attempt))
                .await
                .unwrap();
            let Some(found) = found else { return nothing };
            let Ok(Outcome::Changed(change)) = found.value.cancel(now()) else {
                return nothing;
            };
            format!(
                "{:?}",
                stores
                    .registrations
                    .update(&cause, found.version, change)
                    .await
            )
        },
        Step::Withdraw { user } => {
            let Some(found) = stores.directory.find(user_id(user)).await.unwrap() else {
                return nothing;
            };
            let Ok(change) = found.value.withdraw(now()) else {
                return nothing;
            };
            format!(
                "{:?}",
                stores.users.update(&cause, found.version, change).await
            )
        },
        Step::Suspend { user, stale } => {
            let Some(found) = stores.directory.find(user_id(user)).await.unwrap() else {
                return nothing;
            };
            let reason = StatusReason::parse("a reason").unwrap();
            let Ok(change) = found.value.suspend(reason, now()) else {
                return nothing;
            };
            let version = if stale {
                Version::from_u64(9)
            } else {
                found.version
            };
            format!("{:?}", stores.users.update(&cause, version, change).await)
        },
        Step::Grant { user, tenant } => roles(stores, &cause, user, tenant, true).await,
        Step::TakeAway { user, tenant } => roles(stores, &cause, user, tenant, false).await,
        Step::Revoke => format!("{:?}", stores.users.revoke(cause.key, now()).await),
    }
}

async fn roles(stores: &Stores, cause: &Cause, user: u128, tenant: u128, grant: bool) -> String {
    let scope = RoleScope::Tenant(TenantRef::from_uuid(Uuid::from_u128(tenant)));
    let found = stores.roles.find(user_id(user), scope).await.unwrap();
    let version = found.as_ref().map(|stored| stored.version);
    let held = found.map_or(RoleAssignment::none(user_id(user), scope), |stored| {
        stored.value
    });
    let member = RoleSet::parse(["member"]).unwrap();
    let outcome = if grant {
        held.grant(&member).unwrap()
    } else {
        held.revoke(&member)
    };
    match outcome.into_change() {
        Some(change) => format!("{:?}", stores.roles.save(cause, version, change).await),
        None => String::from("nothing to write"),
    }
}

/// All that can be read: everyone, their roles, and what happened.
async fn read_all(stores: &Stores) -> String {
    let first = UserPageRequest::first(NonZeroU16::MAX);
    let page = stores.directory.page(first).await.unwrap();
    let limit = NonZeroU32::new(10_000).unwrap();
    let events = stores
        .feed
        .read_after(Position::START, limit)
        .await
        .unwrap();
    let mut all = format!("{page:?}\n{events:?}\n");
    for number in 0..3 {
        let user = stores.directory.find(user_id(number)).await.unwrap();
        let roles = stores.roles.all_of(user_id(number)).await.unwrap();
        let attempt = stores.registrations.find(attempt_id(number)).await.unwrap();
        all.push_str(
            &[
                format!("{user:?}"),
                format!("{roles:?}"),
                format!("{attempt:?}"),
            ]
            .join("\n"),
        );
    }
    all
}

/// What must hold after any history.
async fn check_invariants(stores: &Stores) {
    let page = stores
        .directory
        .page(UserPageRequest::first(NonZeroU16::MAX))
        .await
        .unwrap();
    let mut addresses = BTreeSet::new();
    for stored in &page.users {
        let user = &stored.value;
        assert!(
            addresses.insert(user.email().unwrap().canonical()),
            "one address, one user"
        );
        assert!(
            user.evidence().is_some(),
            "a user has an established mailbox"
        );
    }
    for number in 0..3 {
        let user = stores.directory.find(user_id(number)).await.unwrap();
        let living = user.is_some_and(|stored| stored.value.state() != UserState::Deleted);
        let roles = stores.roles.all_of(user_id(number)).await.unwrap();
        assert!(
            living || roles.is_empty(),
            "only a user who is there has roles"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn file_and_memory_answer_alike(history in prop::collection::vec(step(), 1..60)) {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let file = IdentityStore::open(&folder.path().join("identity.db")).unwrap();
            let file = Stores::of(Arc::new(file));
            let memory = Stores::of(Arc::new(MemoryStore::new()));
            for (step, number) in &history {
                let answer = take(&file, step, *number).await;
                assert_eq!(answer, take(&memory, step, *number).await, "{step:?} under {number}");
            }
            assert_eq!(read_all(&file).await, read_all(&memory).await);
            check_invariants(&file).await;
        });
    }
}
