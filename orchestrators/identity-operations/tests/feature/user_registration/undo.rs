//! The ways a registration is taken back.

use std::sync::Arc;

use identity::{
    AttemptState,
    ports::{RegistrationRepository, UserDirectory},
};
use identity_operations::{
    contracts::VerificationLinkRepository as _, dtos::RegistrationOutcome, errors::RegisterError,
};
use notifier::testing::Fault;
use tenant::SuspensionReason;
use workflow::hours;

use super::{Waiting, operator, order, slug, to_prove, vouched, waiting, world_with};

#[tokio::test]
async fn a_link_that_nobody_follows_expires_and_wipes_the_attempt() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    let Waiting { attempt, token } = waiting(&world, &house).await;

    world.clock.advance(hours(25));
    house.engine.resume_all().await.unwrap();
    house.trail.catch_up().await.unwrap();

    let stored = RegistrationRepository::find(&world.people, attempt)
        .await
        .unwrap()
        .unwrap()
        .value;
    assert_eq!(
        (stored.state(), stored.applicant()),
        (AttemptState::Cancelled, None)
    );
    let error = house.registration.verify(&token, None).await.unwrap_err();
    assert_eq!(error.code(), "identity-operations/link-invalid");
    assert_eq!(world.people.count().await.unwrap(), 0);
    order::check(&world).await.unwrap();
}

#[tokio::test]
async fn after_an_expired_link_the_person_can_be_registered_anew() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    waiting(&world, &house).await;
    world.clock.advance(hours(25));
    house.engine.resume_all().await.unwrap();
    let done = house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await;
    assert!(matches!(
        done.unwrap().outcome,
        RegistrationOutcome::Registered { .. }
    ));
}

#[tokio::test]
async fn a_tenant_suspended_on_the_way_takes_everything_back() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    let Waiting { attempt, token } = waiting(&world, &house).await;
    house
        .tenancy
        .suspend(&operator(), &slug("acme"), SuspensionReason::Admin)
        .await
        .unwrap();

    let error = house.registration.verify(&token, None).await.unwrap_err();
    assert_eq!(error.code(), "tenant/not-operational");
    house.trail.catch_up().await.unwrap();
    assert_eq!(world.people.count().await.unwrap(), 0);
    let stored = RegistrationRepository::find(&world.people, attempt)
        .await
        .unwrap()
        .unwrap()
        .value;
    assert_eq!(stored.applicant(), None, "nothing of the person is left");
    order::check(&world).await.unwrap();

    house
        .tenancy
        .resume(&operator(), &slug("acme"), SuspensionReason::Admin)
        .await
        .unwrap();
    let done = house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await;
    assert!(matches!(
        done.unwrap().outcome,
        RegistrationOutcome::Registered { .. }
    ));
}

#[tokio::test]
async fn a_suspended_tenant_is_refused_before_anything_is_written() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    house
        .tenancy
        .suspend(&operator(), &slug("acme"), SuspensionReason::Billing)
        .await
        .unwrap();
    let error = house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await
        .unwrap_err();
    assert!(matches!(error, RegisterError::TenantNotOperational { .. }));
    let head = identity::ports::EventFeed::head(&*world.people)
        .await
        .unwrap();
    assert_eq!(
        head,
        identity::ports::Position::START,
        "no attempt was opened"
    );
}

#[tokio::test]
async fn a_refused_verification_mail_leaves_nothing_of_the_person() {
    let world = world_with(&["acme"]).await;
    let house = world.boot(None);
    let person = to_prove("acme", "ada@example.org");
    let tenant = house.tenancy.find(&person.tenant).await.unwrap().value.id();
    let attempt = world.link_maker().attempt_id(tenant, &person.email, 0);
    let link = world.link_maker().token(attempt).hash();
    world.transport.break_next(Fault::Rejected);
    let error = house
        .registration
        .register(&operator(), person)
        .await
        .unwrap_err();
    assert!(matches!(error, RegisterError::Undone { .. }), "{error:?}");

    let stored = RegistrationRepository::find(&world.people, attempt)
        .await
        .unwrap()
        .unwrap()
        .value;
    assert_eq!(
        (stored.state(), stored.applicant()),
        (AttemptState::Cancelled, None)
    );
    assert_eq!(
        world.operations.find(&link).await.unwrap(),
        None,
        "the link is forgotten"
    );
    house.trail.catch_up().await.unwrap();
    order::check(&world).await.unwrap();
}

#[tokio::test]
async fn a_damaged_trail_parks_nobody_and_the_same_request_goes_on_when_it_is_mended() {
    let world = world_with(&["acme"]).await;
    let whole = Arc::clone(&world.trail);
    let damaged = world.with_trail(Arc::default());
    let error = damaged
        .boot(None)
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await
        .unwrap_err();
    assert!(matches!(error, RegisterError::UnderWay { .. }), "{error:?}");

    let mended = damaged.with_trail(whole);
    mended.clock.advance(hours(1));
    let house = mended.boot(None);
    let done = house
        .registration
        .register(&operator(), vouched("acme", "ada@example.org"))
        .await;
    assert!(matches!(
        done.unwrap().outcome,
        RegistrationOutcome::Registered { .. }
    ));
    house.trail.catch_up().await.unwrap();
    order::check(&mended).await.unwrap();
}
