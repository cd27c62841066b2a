//! The people, keys and times the contract suite plays with. All of them are the same every time.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::Stores;
use crate::ids::{AttemptId, TenantRef, UserId};
use crate::ports::{
    ActorRef, Cause, Change, Committed, CorrelationId, IdempotencyKey, Outcome, Version,
};
use crate::registration::{Applicant, Mailbox, RegistrationAttempt, Vouch};
use crate::role::{RoleAssignment, RoleScope, RoleSet};
use crate::token::{LinkKey, MailboxVerification, SecretToken};
use crate::user::User;
use crate::values::{DisplayName, EmailAddress, VouchReason};

pub(super) const ADA: &str = "ada@example.org";
pub(super) const BOB: &str = "bob@example.org";

/// Unwraps what the suite itself prepares, and what a store must answer.
pub(super) fn must<T, E: std::fmt::Display>(result: Result<T, E>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{what}: {error}"),
    }
}

pub(super) fn some<T>(option: Option<T>, what: &str) -> T {
    match option {
        Some(value) => value,
        None => panic!("{what}: there is none"),
    }
}

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    // Microseconds are what stores keep; the suite has some to see that they do.
    let start = some(
        DateTime::from_timestamp_micros(1_790_000_000_123_456),
        "a start",
    );
    some(
        start.checked_add_signed(TimeDelta::seconds(seconds)),
        "a time",
    )
}

pub(super) fn key(number: u128) -> IdempotencyKey {
    IdempotencyKey::from_uuid(Uuid::from_u128(0xC0DE_0000 | number))
}

pub(super) fn cause(number: u128) -> Cause {
    Cause {
        key: key(number),
        actor: must(ActorRef::parse("operator:contract"), "an actor"),
        correlation: CorrelationId::from_uuid(Uuid::from_u128(0xC0)),
        at: at(i64::try_from(number).unwrap_or(0)),
    }
}

pub(super) fn user_id(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(0xA000 | number))
}

pub(super) fn attempt_id(number: u128) -> AttemptId {
    AttemptId::from_uuid(Uuid::from_u128(0xB000 | number))
}

pub(super) fn tenant(number: u128) -> RoleScope {
    RoleScope::Tenant(TenantRef::from_uuid(Uuid::from_u128(0xD000 | number)))
}

pub(super) fn email(text: &str) -> EmailAddress {
    must(EmailAddress::parse(text), "an address")
}

pub(super) fn name() -> DisplayName {
    must(DisplayName::parse("Ada Łovelace"), "a name")
}

pub(super) fn token(number: u128) -> SecretToken<MailboxVerification> {
    SecretToken::derive(&LinkKey::new([7; 32]), attempt_id(number))
}

pub(super) fn vouch() -> Vouch {
    Vouch {
        by: must(ActorRef::parse("operator:contract"), "an actor"),
        reason: must(VouchReason::parse("known in person"), "a reason"),
    }
}

fn applicant(address: &str) -> Applicant {
    Applicant {
        email: email(address),
        name: name(),
        password: None,
    }
}

/// An attempt whose mailbox is still to be proven.
pub(super) fn unproven(number: u128, address: &str) -> Change<RegistrationAttempt> {
    let mailbox = Mailbox::to_prove(token(number).hash(), at(0));
    let attempt = RegistrationAttempt::open(attempt_id(number), applicant(address), mailbox, at(0));
    must(attempt, "an attempt to open")
}

/// An attempt someone vouches for.
pub(super) fn vouched(number: u128, address: &str) -> Change<RegistrationAttempt> {
    let mailbox = Mailbox::Vouched(vouch());
    let attempt = RegistrationAttempt::open(attempt_id(number), applicant(address), mailbox, at(0));
    must(attempt, "an attempt to open")
}

pub(super) fn proven(attempt: &RegistrationAttempt, number: u128) -> Change<RegistrationAttempt> {
    changed(must(attempt.prove(&token(number), at(1)), "a proof"))
}

pub(super) fn changed<S>(outcome: Outcome<S>) -> Change<S> {
    some(outcome.into_change(), "a change")
}

pub(super) fn provisioned(number: u128, address: &str) -> Change<User> {
    User::provision(user_id(number), email(address), name(), at(0))
}

pub(super) fn granted(user: UserId, scope: RoleScope, role: &str) -> Change<RoleAssignment> {
    let roles = must(RoleSet::parse([role]), "a role");
    changed(must(
        RoleAssignment::none(user, scope).grant(&roles),
        "a grant",
    ))
}

/// Opens and completes a vouched attempt: user `number` with `address`, keys `number * 10` and on.
pub(super) async fn register(stores: &Stores, number: u128, address: &str) -> Committed {
    let opening = vouched(number, address);
    let attempt = opening.state().clone();
    let first = number.saturating_mul(10);
    must(
        stores.registrations.open(&cause(first), opening).await,
        "an attempt must open",
    );
    let registration = must(attempt.complete(user_id(number), at(2)), "a registration");
    let second = cause(first.saturating_add(1));
    let completed = stores
        .registrations
        .complete(&second, Version::first(), registration)
        .await;
    must(completed, "an attempt must complete")
}

/// How many events there are, to see that a refused write adds none.
pub(super) async fn events(stores: &Stores) -> u64 {
    must(stores.feed.head().await, "the feed must tell its head").as_u64()
}
