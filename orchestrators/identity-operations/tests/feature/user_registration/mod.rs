//! The process `user_registration`: what it does, what it undoes, and that no crash, fault or order of
//! requests leaves the house in disorder.

mod faults;
mod order;
mod paths;
mod undo;

use identity::{AttemptId, DisplayName, EmailAddress, Password, RoleSet, VouchReason};
use identity_operations::{
    IdentityOperations,
    dtos::{Mailbox, Operator, RegisterPerson},
    testing::World,
};
use tenant::TenantSlug;

/// Who asks in these tests.
fn operator() -> Operator {
    Operator::parse("operator:cli").unwrap()
}

fn slug(text: &str) -> TenantSlug {
    TenantSlug::parse(text).unwrap()
}

/// Somebody whose mailbox is vouched for.
fn vouched(tenant: &str, email: &str) -> RegisterPerson {
    RegisterPerson {
        mailbox: Mailbox::Vouched {
            reason: VouchReason::parse("on the list").unwrap(),
        },
        ..to_prove(tenant, email)
    }
}

/// Somebody who must prove the mailbox.
fn to_prove(tenant: &str, email: &str) -> RegisterPerson {
    RegisterPerson {
        tenant: slug(tenant),
        email: EmailAddress::parse(email).unwrap(),
        name: DisplayName::parse("Ada Lovelace").unwrap(),
        roles: RoleSet::parse(["member"]).unwrap(),
        mailbox: Mailbox::ToProve,
        password: None,
    }
}

/// A registration that waits for its link to be followed.
struct Waiting {
    attempt: AttemptId,
    token: String,
}

/// Ada, asked into Acme; the link is on its way to her.
async fn waiting(world: &World, house: &IdentityOperations) -> Waiting {
    let person = to_prove("acme", "ada@example.org");
    let tenant = house.tenancy.find(&person.tenant).await.unwrap().value.id();
    let attempt = world.link_maker().attempt_id(tenant, &person.email, 0);
    let token = world.link_maker().token(attempt).expose().to_string();
    house
        .registration
        .register(&operator(), person)
        .await
        .unwrap();
    Waiting { attempt, token }
}

fn password() -> Password {
    Password::parse("engines weave algebra").unwrap()
}

/// A world with these tenants, all active.
async fn world_with(tenants: &[&str]) -> World {
    let world = World::new();
    let booted = world.boot(None);
    for tenant in tenants {
        booted
            .tenancy
            .ensure(&operator(), slug(tenant))
            .await
            .unwrap();
    }
    booted.trail.catch_up().await.unwrap();
    world
}
