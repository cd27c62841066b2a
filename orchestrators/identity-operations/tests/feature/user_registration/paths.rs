//! The ways a registration goes well.

use identity::{
    AttemptState,
    ports::{RegistrationRepository, UserDirectory},
};
use identity_operations::{dtos::RegistrationOutcome, testing::World};
use notifier::ports::EventFeed as _;

use super::{operator, order, password, to_prove, vouched, world_with};

/// The link that the message of the one open attempt carries.
async fn mailed_link(world: &World) -> String {
    let all = std::num::NonZeroU32::new(100).unwrap();
    let events = world
        .deliveries
        .read_after(notifier::ports::Position::START, all)
        .await
        .unwrap();
    let message = events.last().unwrap().event.facts().message;
    let sent = world.transport.first(message).unwrap();
    let text = sent.text().to_owned();
    text.split_whitespace()
        .find(|word| word.contains("nxv_"))
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_vouched_person_is_registered_at_once_and_welcomed_once() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    let first = house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await;
    let RegistrationOutcome::Registered { user } = first.unwrap().outcome else {
        panic!("not registered")
    };
    let again = house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await;
    assert_eq!(
        again.unwrap().outcome,
        RegistrationOutcome::AlreadyThere { user }
    );
    house.trail.catch_up().await.unwrap();
    assert_eq!(world.transport.calls(), 1);
    let person = house.people.find(user).await.unwrap().unwrap();
    assert_eq!(person.memberships.len(), 1);
    assert_eq!(
        person.memberships[0]
            .roles
            .iter()
            .map(identity::RoleName::as_str)
            .collect::<Vec<_>>(),
        ["member"]
    );
    order::check(&world).await.unwrap();
}

#[tokio::test]
async fn nobody_exists_before_the_link_is_followed_and_the_password_comes_with_it() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    let asked = to_prove("acme", "ada@example.org");
    let email = asked.email.clone();
    let waiting = house
        .registration
        .register(&operator(), asked)
        .await
        .unwrap();
    assert!(matches!(
        waiting.outcome,
        RegistrationOutcome::AwaitingProof {
            expires_at: Some(_)
        }
    ));
    assert_eq!(world.people.count().await.unwrap(), 0);
    assert!(world.people.find_by_email(&email).await.unwrap().is_none());

    let link = mailed_link(&world).await;
    let done = house
        .registration
        .verify(&link, Some(password()))
        .await
        .unwrap();
    let RegistrationOutcome::Registered { user } = done.outcome else {
        panic!("not registered")
    };
    let stored = UserDirectory::find(&world.people, user)
        .await
        .unwrap()
        .unwrap()
        .value;
    assert!(stored.password().is_some());

    let again = house.registration.verify(&link, None).await.unwrap();
    assert_eq!(again.outcome, RegistrationOutcome::AlreadyThere { user });
    house.trail.catch_up().await.unwrap();
    order::check(&world).await.unwrap();
}

#[tokio::test]
async fn a_link_of_nobody_proves_nothing_and_says_nothing() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    for link in ["", "hello", "nxv_", &format!("nxv_{}", "A".repeat(43))] {
        let error = house.registration.verify(link, None).await.unwrap_err();
        assert_eq!(error.code(), "identity-operations/link-invalid");
    }
}

#[tokio::test]
async fn a_weak_password_leaves_the_link_usable() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    house
        .registration
        .register(&operator(), to_prove("acme", "ada@example.org"))
        .await
        .unwrap();
    let link = mailed_link(&world).await;
    let weak = identity::Password::parse("short").unwrap();
    assert!(house.registration.verify(&link, Some(weak)).await.is_err());
    let done = house.registration.verify(&link, None).await.unwrap();
    assert!(matches!(
        done.outcome,
        RegistrationOutcome::Registered { .. }
    ));
}

#[tokio::test]
async fn one_address_in_two_tenants_is_one_user_with_two_memberships() {
    let world = world_with(&["acme", "globex"]).await;
    let house = world.boot(None);
    for tenant in ["acme", "globex"] {
        house
            .registration
            .register(&operator(), vouched(tenant, "ada@example.org"))
            .await
            .unwrap();
    }
    house.trail.catch_up().await.unwrap();
    assert_eq!(world.people.count().await.unwrap(), 1);
    let email = identity::EmailAddress::parse("ada@example.org").unwrap();
    let person = house.people.find_by_email(&email).await.unwrap().unwrap();
    assert_eq!(person.memberships.len(), 2);
    assert_eq!(world.transport.calls(), 2, "each tenant says welcome once");
    order::check(&world).await.unwrap();
}

#[tokio::test]
async fn registering_again_with_other_roles_changes_nothing_and_says_so() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await
        .unwrap();
    let mut other = vouched("acme", "ada@example.org");
    other.roles = identity::RoleSet::parse(["owner"]).unwrap();
    let error = house
        .registration
        .register(&operator(), other)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.field()),
        ("identity-operations/roles-differ", Some("roles"))
    );
}

#[tokio::test]
async fn the_journal_holds_neither_address_nor_name_nor_token() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    house
        .registration
        .register(&operator(), to_prove("acme", "ada@example.org"))
        .await
        .unwrap();
    let link = mailed_link(&world).await;
    let token = link.rsplit('#').next().unwrap();
    let done = house.registration.verify(&link, None).await.unwrap();
    let recorded = house
        .engine
        .operator()
        .inspect(done.process)
        .await
        .unwrap()
        .unwrap();
    let all = std::num::NonZeroU32::new(100).unwrap();
    let history = house
        .engine
        .operator()
        .history(done.process, 0, all)
        .await
        .unwrap();
    let journal = format!("{recorded:?}{history:?}");
    for secret in ["ada@example.org", "Ada", "Lovelace", token] {
        assert!(!journal.contains(secret), "{secret} rests in the journal");
    }
}

#[tokio::test]
async fn an_attempt_that_led_to_a_user_holds_no_personal_data_any_more() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    let person = vouched("acme", "ada@example.org");
    let tenant = house.tenancy.find(&person.tenant).await.unwrap().value.id();
    let attempt = world.link_maker().attempt_id(tenant, &person.email, 0);
    house
        .registration
        .register(&operator(), person)
        .await
        .unwrap();
    let attempt = RegistrationRepository::find(&world.people, attempt)
        .await
        .unwrap()
        .unwrap()
        .value;
    assert_eq!(
        (attempt.state(), attempt.applicant()),
        (AttemptState::Completed, None)
    );
}

#[tokio::test]
async fn a_vouch_cannot_end_the_wait_for_a_link_and_the_answer_says_so() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    house
        .registration
        .register(&operator(), to_prove("acme", "ada@example.org"))
        .await
        .unwrap();
    let error = house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"this person was sent a link that works until 2026-01-02 00:00 UTC: wait until it is followed or has expired, then vouch");
    assert_eq!(
        (error.code(), error.field()),
        ("identity-operations/awaits-proof", Some("vouch"))
    );
}

#[tokio::test]
async fn who_is_there_is_there_whether_vouched_for_or_proven() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    let first = house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await;
    let again = house
        .registration
        .register(&operator(), to_prove("acme", "ada@example.org"))
        .await;
    let RegistrationOutcome::Registered { user } = first.unwrap().outcome else {
        panic!("not registered")
    };
    assert_eq!(
        again.unwrap().outcome,
        RegistrationOutcome::AlreadyThere { user }
    );
}

#[tokio::test]
async fn a_name_that_the_trail_cannot_write_is_no_operator() {
    for name in [
        "operator:Ada Lovelace",
        "somebody",
        "user:ada",
        "operator:",
        "",
    ] {
        assert!(
            identity_operations::dtos::Operator::parse(name).is_err(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_password_that_was_not_taken_is_never_dropped_in_silence() {
    let world = world_with(&["acme", "globex"]).await;
    let house = world.boot(None);
    let ada = || vouched("acme", "ada@example.org");
    house
        .registration
        .register(&operator(), ada())
        .await
        .unwrap();
    for tenant in ["acme", "globex"] {
        let mut late = vouched(tenant, "ada@example.org");
        late.password = Some(password());
        let error = house
            .registration
            .register(&operator(), late)
            .await
            .unwrap_err();
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"the person belongs to the tenant, but the password was not set: the account was there before");
        }
        assert_eq!(error.field(), Some("password"));
    }

    house
        .registration
        .register(&operator(), to_prove("acme", "bea@example.org"))
        .await
        .unwrap();
    let link = mailed_link(&world).await;
    house.registration.verify(&link, None).await.unwrap();
    let error = house
        .registration
        .verify(&link, Some(password()))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "identity-operations/password-not-taken");
}

#[tokio::test]
async fn the_same_request_with_the_same_password_is_already_there() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    for first in [true, false] {
        let mut ada = vouched("acme", "ada@example.org");
        ada.password = Some(password());
        let outcome = house
            .registration
            .register(&operator(), ada)
            .await
            .unwrap()
            .outcome;
        assert_eq!(
            matches!(outcome, RegistrationOutcome::Registered { .. }),
            first
        );
    }
}
