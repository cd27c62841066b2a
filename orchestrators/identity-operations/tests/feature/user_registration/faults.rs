//! A crash at every boundary, a fault at every step, and any order of requests, faults and repeats.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use identity::ports::UserDirectory as _;
use identity_operations::{dtos::RegistrationOutcome, testing::World};
use proptest::prelude::*;
use tenant::{SuspensionReason, ports::MembershipDirectory as _};
use workflow::{
    FailureClass, StepError, hours,
    ports::{Boundary, Directive, Observer, Point},
};

use super::{operator, order, slug, to_prove, vouched, world_with};

/// What happens at the boundary that is hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Crash,
    Fail(FailureClass),
}

/// Hits one boundary, counted from 0, and lets all others pass.
#[derive(Debug)]
struct HitsOnce {
    at: usize,
    fault: Fault,
    passed: AtomicUsize,
}

impl HitsOnce {
    fn new(at: usize, fault: Fault) -> Arc<Self> {
        Arc::new(Self {
            at,
            fault,
            passed: AtomicUsize::new(0),
        })
    }

    fn was_hit(&self) -> bool {
        self.passed.load(Ordering::SeqCst) > self.at
    }
}

impl Observer for HitsOnce {
    fn at(&self, point: &Point<'_>) -> Directive {
        if self.passed.fetch_add(1, Ordering::SeqCst) != self.at {
            return Directive::Proceed;
        }
        match self.fault {
            Fault::Crash => Directive::Halt,
            // After the commit there is no step left to fail; and a step that says "rejected" after it
            // took effect lies, which no engine can answer for.
            Fault::Fail(_) if point.boundary == Boundary::AfterCommit => Directive::Proceed,
            Fault::Fail(FailureClass::Rejected) if point.boundary == Boundary::AfterEffect => {
                Directive::Proceed
            },
            // The steps that may come first never reject: a rejected first step is not undone, and the
            // attempt would outlive its process.
            Fault::Fail(FailureClass::Rejected) if may_come_first(point) => {
                Directive::Fail(failure(FailureClass::Fatal))
            },
            Fault::Fail(class) => Directive::Fail(failure(class)),
        }
    }
}

fn may_come_first(point: &Point<'_>) -> bool {
    point
        .node
        .is_some_and(|node| matches!(node.as_str(), "send_verification" | "create_user"))
}

fn failure(class: FailureClass) -> StepError {
    match class {
        FailureClass::Rejected => StepError::rejected("test/rejected", "refused on purpose"),
        FailureClass::Transient => StepError::transient("test/transient", "busy on purpose"),
        FailureClass::Unknown => StepError::unknown("test/unknown", "answer lost on purpose"),
        FailureClass::Fatal => StepError::fatal("test/fatal", "broken on purpose"),
    }
}

/// Runs everything that is due, an hour later each time, until a day and more has passed.
async fn settle(world: &World) {
    let house = world.boot(None);
    for _ in 0..4 {
        house.engine.release_leases_of_dead_workers().await.unwrap();
        house.engine.resume_all().await.unwrap();
        world.clock.advance(hours(8));
    }
    house.engine.resume_all().await.unwrap();
    house.trail.catch_up().await.unwrap();
}

#[tokio::test]
async fn a_crash_at_any_boundary_loses_nothing_and_repeats_nothing() {
    let mut boundary = 0;
    loop {
        let world = world_with(&["acme"]).await;
        let crash = HitsOnce::new(boundary, Fault::Crash);
        let doomed = world.boot(Some(Arc::<HitsOnce>::clone(&crash)));
        let first = doomed
            .registration
            .register(&operator(), vouched("acme", "ada@example.org"))
            .await;
        drop(doomed);

        let reborn = world.boot(None);
        reborn
            .engine
            .release_leases_of_dead_workers()
            .await
            .unwrap();
        let second = reborn
            .registration
            .register(&operator(), vouched("acme", "ada@example.org"))
            .await;
        let outcome = second
            .unwrap_or_else(|error| panic!("boundary {boundary}: {error}"))
            .outcome;
        assert!(
            matches!(
                outcome,
                RegistrationOutcome::Registered { .. } | RegistrationOutcome::AlreadyThere { .. }
            ),
            "boundary {boundary}: {outcome:?}"
        );
        reborn.trail.catch_up().await.unwrap();
        assert_eq!(
            world.people.count().await.unwrap(),
            1,
            "boundary {boundary}"
        );
        assert_eq!(welcomes(&world), 1, "boundary {boundary}");
        order::check(&world)
            .await
            .unwrap_or_else(|broken| panic!("boundary {boundary}: {broken}"));
        if !crash.was_hit() {
            assert!(first.is_ok(), "nothing was broken");
            break;
        }
        boundary += 1;
    }
    assert!(
        boundary >= 15,
        "five steps have three boundaries each, but only {boundary} were hit"
    );
}

#[tokio::test]
async fn any_fault_at_any_step_ends_in_a_registration_or_in_nothing() {
    let classes = [
        FailureClass::Rejected,
        FailureClass::Transient,
        FailureClass::Unknown,
        FailureClass::Fatal,
    ];
    for class in classes {
        let mut boundary = 0;
        loop {
            let world = world_with(&["acme"]).await;
            let fault = HitsOnce::new(boundary, Fault::Fail(class));
            let house = world.boot(Some(Arc::<HitsOnce>::clone(&fault)));
            let answer = house
                .registration
                .register(&operator(), vouched("acme", "ada@example.org"))
                .await;
            settle(&world).await;
            let at = format!("{class} at boundary {boundary}");
            order::check(&world)
                .await
                .unwrap_or_else(|broken| panic!("{at}: {broken}"));
            let users = world.people.count().await.unwrap();
            let members = members(&world, "acme").await;
            assert_eq!(
                users, members,
                "{at}: a user without a tenant, or the other way round"
            );
            if answer.is_ok() {
                assert_eq!(users, 1, "{at}");
            }
            if !fault.was_hit() {
                break;
            }
            boundary += 1;
        }
    }
}

fn welcomes(world: &World) -> usize {
    world.transport.calls()
}

async fn members(world: &World, tenant: &str) -> u64 {
    let house = world.boot(None);
    let tenant = house.tenancy.find(&slug(tenant)).await.unwrap().value.id();
    world.tenants.count_members(tenant).await.unwrap()
}

/// One thing that happens to the house.
#[derive(Debug, Clone)]
enum Deed {
    Register {
        person: u8,
        tenant: u8,
        vouched: bool,
        fault: Option<(u8, Fault)>,
    },
    FollowLink {
        person: u8,
        tenant: u8,
        fault: Option<(u8, Fault)>,
    },
    Suspend {
        tenant: u8,
    },
    Resume {
        tenant: u8,
    },
    LetTimePass {
        hours: u8,
    },
    ResumeAll,
}

fn a_fault() -> impl Strategy<Value = Option<(u8, Fault)>> {
    let fault = prop_oneof![
        4 => Just(Fault::Crash),
        1 => Just(Fault::Fail(FailureClass::Rejected)),
        1 => Just(Fault::Fail(FailureClass::Transient)),
        1 => Just(Fault::Fail(FailureClass::Unknown)),
        1 => Just(Fault::Fail(FailureClass::Fatal)),
    ];
    prop::option::of((0_u8..24, fault))
}

fn a_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => (0_u8..3, 0_u8..2, any::<bool>(), a_fault()).prop_map(|(person, tenant, vouched, fault)| {
            Deed::Register { person, tenant, vouched, fault }
        }),
        3 => (0_u8..3, 0_u8..2, a_fault()).prop_map(|(person, tenant, fault)| {
            Deed::FollowLink { person, tenant, fault }
        }),
        1 => (0_u8..2).prop_map(|tenant| Deed::Suspend { tenant }),
        1 => (0_u8..2).prop_map(|tenant| Deed::Resume { tenant }),
        1 => (1_u8..30).prop_map(|hours| Deed::LetTimePass { hours }),
        1 => Just(Deed::ResumeAll),
    ]
}

const TENANTS: [&str; 2] = ["acme", "globex"];
const PEOPLE: [&str; 3] = ["ada@example.org", "Grace@Example.org", "zoë@example.org"];

/// Does it, as a program that may die of it; errors are answers here, not failures of the test.
async fn act(world: &World, deed: &Deed) {
    let fault = match deed {
        Deed::Register { fault, .. } | Deed::FollowLink { fault, .. } => *fault,
        _ => None,
    };
    let observer =
        fault.map(|(at, fault)| -> Arc<dyn Observer> { HitsOnce::new(usize::from(at), fault) });
    let house = world.boot(observer);
    house.engine.release_leases_of_dead_workers().await.unwrap();
    match deed {
        Deed::Register {
            person,
            tenant,
            vouched: is_vouched,
            ..
        } => {
            let (tenant, email) = (TENANTS[usize::from(*tenant)], PEOPLE[usize::from(*person)]);
            let person = if *is_vouched {
                vouched(tenant, email)
            } else {
                to_prove(tenant, email)
            };
            drop(house.registration.register(&operator(), person).await);
        },
        Deed::FollowLink { person, tenant, .. } => {
            let person = to_prove(TENANTS[usize::from(*tenant)], PEOPLE[usize::from(*person)]);
            let tenant = house.tenancy.find(&person.tenant).await.unwrap().value.id();
            for undone_before in 0..3 {
                let attempt = world
                    .link_maker()
                    .attempt_id(tenant, &person.email, undone_before);
                let link = world.link_maker().token(attempt).expose().to_string();
                drop(house.registration.verify(&link, None).await);
            }
        },
        Deed::Suspend { tenant } => {
            let tenant = slug(TENANTS[usize::from(*tenant)]);
            drop(
                house
                    .tenancy
                    .suspend(&operator(), &tenant, SuspensionReason::Admin)
                    .await,
            );
        },
        Deed::Resume { tenant } => {
            let tenant = slug(TENANTS[usize::from(*tenant)]);
            drop(
                house
                    .tenancy
                    .resume(&operator(), &tenant, SuspensionReason::Admin)
                    .await,
            );
        },
        Deed::LetTimePass { hours: count } => world.clock.advance(hours(u64::from(*count))),
        Deed::ResumeAll => drop(house.engine.resume_all().await),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_requests_faults_and_repeats_leaves_the_house_in_order(
        deeds in prop::collection::vec(a_deed(), 1..14),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let verdict = runtime.block_on(async {
            let world = world_with(&TENANTS).await;
            for deed in &deeds {
                act(&world, deed).await;
            }
            settle(&world).await;
            order::check(&world).await
        });
        prop_assert_eq!(verdict, Ok(()));
    }
}
