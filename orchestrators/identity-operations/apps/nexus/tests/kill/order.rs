//! What must hold: at any moment, and once everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use audit_logger::Verdict;
use identity::{AttemptState, RoleScope, TenantRef, UserState};
use notifier::{Phase, TemplateName};
use tenant::{MembershipStatus, TenantStatus};
use uuid::Uuid;
use workflow::{SignalName, Status};

use crate::found::Found;
use crate::people::Expected;

/// What an undo tells of. A kill takes nothing back: a process goes on from where it was.
const UNDONE: [&str; 4] = [
    "identity.registration.cancelled",
    "identity.user.registration_withdrawn",
    "identity.role.revoked",
    "tenant.member.removed",
];

/// Checks what holds at any moment, so also just after a kill.
pub(crate) fn at_any_moment(found: &Found) {
    nobody_is_there_twice(found);
    members_are_users(found);
    nobody_is_told_twice(found);
    no_record_without_its_event(found);
    assert!(
        matches!(found.verdict, Verdict::Verified(_)),
        "{:?}",
        found.verdict
    );
}

/// Checks that everything is as `expected`, and that nothing is left to be done.
pub(crate) fn at_rest(found: &Found, expected: &Expected) {
    at_any_moment(found);
    nothing_was_undone(found);
    the_expected_tenants(found, expected);
    the_expected_members(found, expected);
    the_expected_messages(found, expected);
    the_expected_deliveries(found, expected);
    only_who_awaits_proof_is_still_known_to_an_attempt(found, expected);
    a_record_for_each_event(found);
    every_process_rests(found, expected);
    assert_eq!(found.litter, [""; 0], "unfinished files in the outbox");
}

/// Checks that every registration was taken back, and that nothing is left to be done.
pub(crate) fn undone(found: &Found) {
    at_any_moment(found);
    assert!(found.users.is_empty(), "a user is left");
    assert!(found.memberships.is_empty(), "a member is left");
    for attempt in &found.attempts {
        // One that had led to a user stays so; the user is gone.
        let ended = [AttemptState::Cancelled, AttemptState::Completed];
        assert!(ended.contains(&attempt.state()), "{:?}", attempt.state());
        assert!(attempt.applicant().is_none(), "a person is left");
    }
    for message in &found.messages {
        assert!(message.token.is_some(), "more than a link: {message:?}");
    }
    a_record_for_each_event(found);
    for (process, is_held) in &found.processes {
        assert_eq!(process.status, Status::Compensated, "{process:?}");
        assert!(!is_held, "a process that somebody still holds: {process:?}");
    }
}

/// Checks that nothing was taken back. It holds at any moment of a run in which nothing fails.
pub(crate) fn nothing_was_undone(found: &Found) {
    let kinds = found.kinds();
    for kind in UNDONE {
        assert!(!kinds.contains_key(kind), "{kind}: a kill undid something");
    }
}

fn nobody_is_there_twice(found: &Found) {
    let mut addresses = BTreeSet::new();
    for user in found.users.values() {
        let email = user.email().expect("a living user has an address");
        assert!(addresses.insert(email.canonical()), "an address twice");
        assert!(
            user.evidence().is_some(),
            "a mailbox that nobody answers for"
        );
    }
    let mut memberships = BTreeSet::new();
    for membership in &found.memberships {
        let pair = (membership.tenant(), membership.member());
        assert!(memberships.insert(pair), "a member twice");
    }
}

fn members_are_users(found: &Found) {
    for membership in &found.memberships {
        let id = membership.member().as_uuid();
        assert!(found.users.contains_key(&id), "a member who is no user");
    }
}

/// The same subject to the same address is the same message.
fn nobody_is_told_twice(found: &Found) {
    let mut told = BTreeSet::new();
    for message in &found.messages {
        assert!(message.whole, "half a message: {message:?}");
        assert!(
            told.insert((&message.to, &message.subject)),
            "sent twice: {message:?}"
        );
    }
}

fn no_record_without_its_event(found: &Found) {
    let events: BTreeMap<_, _> = found.events.iter().copied().collect();
    assert_eq!(events.len(), found.events.len(), "two events of one id");
    let records: BTreeSet<_> = found.records.iter().collect();
    assert_eq!(
        records.len(),
        found.records.len(),
        "an event recorded twice"
    );
    let strays: Vec<_> = found
        .records
        .iter()
        .filter(|id| !events.contains_key(id))
        .collect();
    assert!(strays.is_empty(), "records of no event: {strays:?}");
}

fn the_expected_tenants(found: &Found, expected: &Expected) {
    let slugs: BTreeSet<_> = found.tenants.keys().map(|&id| found.slug(id)).collect();
    assert_eq!(slugs, expected.tenants());
    assert_eq!(slugs.len(), found.tenants.len(), "a tenant twice");
    for tenant in found.tenants.values() {
        assert_eq!(tenant.status(), TenantStatus::Active, "{}", tenant.slug());
    }
}

fn the_expected_members(found: &Found, expected: &Expected) {
    let users: BTreeSet<_> = found.users.keys().map(|&id| email(found, id)).collect();
    assert_eq!(users, expected.users());
    for (&id, user) in &found.users {
        assert_eq!(user.state(), UserState::Active);
        let has_password = expected.with_password.contains(&email(found, id));
        assert_eq!(user.password().is_some(), has_password, "{}", user.id());
    }
    let mut roles = found.roles.clone();
    let mut members = BTreeSet::new();
    for membership in &found.memberships {
        assert_eq!(membership.status(), MembershipStatus::Active);
        let (tenant, user) = (membership.tenant().as_uuid(), membership.member().as_uuid());
        let scope = RoleScope::Tenant(TenantRef::from_uuid(tenant));
        let roles = roles.remove(&(user, scope)).unwrap_or_default();
        members.insert((found.slug(tenant), email(found, user), roles));
    }
    assert_eq!(members, expected.members);
    assert!(
        roles.is_empty(),
        "roles where nobody asked for them: {roles:?}"
    );
}

/// One welcome for each member and one link for each who was asked to prove, and nothing else.
fn the_expected_messages(found: &Found, expected: &Expected) {
    let names: BTreeMap<_, _> = found
        .tenants
        .values()
        .map(|tenant| (tenant.slug().to_string(), tenant.name().to_string()))
        .collect();
    let subject = |words: &str, (tenant, email): &(String, String)| {
        (email.clone(), format!("{words} {}", names[tenant]))
    };
    let welcomes = expected.welcomed();
    let welcomes = welcomes.iter().map(|to| subject("Welcome to", to));
    let links = expected.asked_to_prove.iter();
    let links = links.map(|to| subject("Confirm your e-mail address for", to));
    let mut wanted: Vec<_> = welcomes.chain(links).collect();
    wanted.sort();
    let mut sent: Vec<_> = found
        .messages
        .iter()
        .map(|message| (message.to.clone(), message.subject.clone()))
        .collect();
    sent.sort();
    assert_eq!(sent, wanted);
}

/// One record for each message, and it says that the message was sent.
fn the_expected_deliveries(found: &Found, expected: &Expected) {
    let mut welcomed = BTreeSet::new();
    let mut links = 0;
    for delivery in &found.deliveries {
        assert_eq!(delivery.state().phase(), Phase::Sent, "{}", delivery.id());
        match delivery.template() {
            TemplateName::Welcome => {
                let tenant = delivery.scope().as_uuid().expect("a tenant welcomes");
                let user = identity::UserId::parse(delivery.recipient().as_str()).unwrap();
                let pair = (found.slug(tenant), email(found, user.as_uuid()));
                assert!(welcomed.insert(pair), "two records of one welcome");
            },
            TemplateName::VerifyMailbox => links += 1,
        }
    }
    assert_eq!(welcomed, expected.welcomed());
    assert_eq!(links, expected.asked_to_prove.len());
}

fn only_who_awaits_proof_is_still_known_to_an_attempt(found: &Found, expected: &Expected) {
    let mut known = Vec::new();
    for attempt in &found.attempts {
        match (attempt.state(), attempt.applicant()) {
            (AttemptState::AwaitingProof, Some(applicant)) => {
                known.push(applicant.email.canonical().to_owned());
            },
            (AttemptState::Completed | AttemptState::JoinedExisting, None) => {},
            (state, _) => panic!("an attempt that is {state:?}"),
        }
    }
    let awaiting = expected.awaiting.iter();
    let mut wanted: Vec<_> = awaiting.map(|(_, email)| email.clone()).collect();
    known.sort();
    wanted.sort();
    assert_eq!(known, wanted);
    let all = expected.members.len() + expected.awaiting.len();
    assert_eq!(
        found.attempts.len(),
        all,
        "one attempt for each registration"
    );
}

fn a_record_for_each_event(found: &Found) {
    let records: BTreeSet<_> = found.records.iter().collect();
    let missing: Vec<_> = found
        .events
        .iter()
        .filter(|(id, _)| !records.contains(id))
        .collect();
    assert!(missing.is_empty(), "events of no record: {missing:?}");
}

fn every_process_rests(found: &Found, expected: &Expected) {
    let (mut completed, mut waiting) = (0, 0);
    for (process, is_held) in &found.processes {
        let waits_for = process.waits_for.as_ref().map(SignalName::as_str);
        match (process.status, waits_for) {
            (Status::Completed, None) => completed += 1,
            (Status::Waiting, Some(_)) => waiting += 1,
            _ => panic!("a process that does not rest: {process:?}"),
        }
        assert!(!is_held, "a process that somebody still holds: {process:?}");
    }
    assert_eq!(
        (completed, waiting),
        (expected.members.len(), expected.awaiting.len())
    );
}

fn email(found: &Found, user: Uuid) -> String {
    let email = found.users[&user].email().expect("a living user has one");
    email.canonical().to_owned()
}
