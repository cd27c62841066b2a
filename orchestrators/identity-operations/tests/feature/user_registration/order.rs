//! What must hold whatever happened, read from the stores themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::{NonZeroU16, NonZeroU32},
};

use audit_logger::{Verdict, Verifier, ports::AuditEvidence as _};
use identity::{
    UserState,
    ports::{EventFeed as _, RegistrationRepository, UserDirectory as _, UserPageRequest},
};
use identity_operations::{testing::World, workflows::user_registration::UserRegistrationInput};
use notifier::ports::EventFeed as _;
use tenant::{
    MembershipStatus,
    ports::{EventFeed as _, MembershipDirectory as _, PageRequest, TenantDirectory as _},
};
use uuid::Uuid;
use workflow::{
    Status,
    ports::{InstanceFilter, WorkflowOperatorRepository as _},
};

const MANY: NonZeroU32 = NonZeroU32::new(100_000).unwrap();

/// Checks every invariant; `Err` says which one is broken.
pub(super) async fn check(world: &World) -> Result<(), String> {
    let users = users(world).await;
    no_address_twice_and_none_untrusted(&users)?;
    members_are_users(world, &users).await?;
    a_record_for_each_event_and_no_other(world).await?;
    one_copy_of_each_message(world).await?;
    no_attempt_outlives_its_process(world).await?;
    match Verifier::new()
        .verify(&*world.trail)
        .await
        .map_err(|failure| failure.to_string())?
    {
        Verdict::Verified(_) => Ok(()),
        Verdict::Tampered(tampered) => Err(format!("the trail is damaged: {tampered:?}")),
    }
}

async fn users(world: &World) -> Vec<identity::User> {
    let page = UserPageRequest::first(NonZeroU16::new(500).unwrap());
    let page = world.people.page(page).await.unwrap();
    assert!(page.next.is_none(), "these tests stay within one page");
    page.users.into_iter().map(|stored| stored.value).collect()
}

fn no_address_twice_and_none_untrusted(users: &[identity::User]) -> Result<(), String> {
    let mut addresses = BTreeSet::new();
    for user in users
        .iter()
        .filter(|user| user.state() != UserState::Deleted)
    {
        let email = user.email().ok_or("a living user without an address")?;
        if !addresses.insert(email.canonical().to_owned()) {
            return Err("an address belongs to two users".to_owned());
        }
        if user.evidence().is_none() {
            return Err("a user whose mailbox nobody proved or vouched for".to_owned());
        }
    }
    Ok(())
}

async fn members_are_users(world: &World, users: &[identity::User]) -> Result<(), String> {
    let living: BTreeSet<Uuid> = users
        .iter()
        .filter(|user| user.state() != UserState::Deleted)
        .map(|user| user.id().as_uuid())
        .collect();
    for tenant in world
        .tenants
        .page(None, PageRequest::default())
        .await
        .unwrap()
        .items
    {
        let members = world
            .tenants
            .page_members(tenant.value.id(), PageRequest::default())
            .await
            .unwrap();
        for member in members.items {
            let id = member.value.member().as_uuid();
            if member.value.status() != MembershipStatus::Removed && !living.contains(&id) {
                return Err(format!("member {id} of {} is no user", tenant.value.slug()));
            }
        }
    }
    Ok(())
}

/// Every event of every truth, by id, with how often the trail tells of it.
async fn a_record_for_each_event_and_no_other(world: &World) -> Result<(), String> {
    let mut told: BTreeMap<Uuid, u32> = BTreeMap::new();
    for event in world
        .people
        .read_after(identity::ports::Position::START, MANY)
        .await
        .unwrap()
    {
        told.insert(event.id.as_uuid(), 0);
    }
    for event in world
        .tenants
        .read_after(tenant::ports::Position::START, MANY)
        .await
        .unwrap()
    {
        told.insert(event.id.as_uuid(), 0);
    }
    for event in world
        .deliveries
        .read_after(notifier::ports::Position::START, MANY)
        .await
        .unwrap()
    {
        told.insert(event.id.as_uuid(), 0);
    }
    for head in world.trail.heads(None, MANY).await.unwrap() {
        let entries = world
            .trail
            .entries(head.log, audit_logger::Seq::new(0), MANY)
            .await
            .unwrap();
        for entry in entries {
            let count = told
                .get_mut(&entry.lookup.event_id.as_uuid())
                .ok_or_else(|| format!("a record of no event: {}", entry.lookup.action))?;
            *count += 1;
        }
    }
    match told.into_iter().find(|(_, count)| *count != 1) {
        None => Ok(()),
        Some((id, count)) => Err(format!("event {id} has {count} records")),
    }
}

/// One message of each kind for each person and tenant, counted by whom it is for and not by its id: a
/// second welcome under another id would be a second welcome.
async fn one_copy_of_each_message(world: &World) -> Result<(), String> {
    let mut sent = BTreeSet::new();
    for recorded in world
        .deliveries
        .read_after(notifier::ports::Position::START, MANY)
        .await
        .unwrap()
    {
        let notifier::Event::Sent { facts, .. } = recorded.event else {
            continue;
        };
        let kind = (
            facts.scope.as_uuid(),
            facts.recipient.to_string(),
            facts.template.as_str(),
        );
        if !sent.insert(kind) {
            return Err(format!(
                "{} was sent twice to {}",
                facts.template, facts.recipient
            ));
        }
    }
    // And nothing left without a record of it.
    if world.transport.calls() < sent.len() {
        return Err("a message is recorded as sent that never was".to_owned());
    }
    Ok(())
}

/// Who the person is, is kept only as long as a process needs it.
async fn no_attempt_outlives_its_process(world: &World) -> Result<(), String> {
    let everything = InstanceFilter::default();
    let page = world
        .journal
        .page_everywhere(&everything, None, MANY)
        .await
        .unwrap();
    assert!(page.next.is_none(), "these tests stay within one page");
    for process in page.items {
        let settled = matches!(process.status, Status::Completed | Status::Compensated);
        let recorded = world
            .journal
            .find_anywhere(process.id)
            .await
            .unwrap()
            .unwrap();
        let input: UserRegistrationInput = recorded.instance.input().decode().unwrap();
        let attempt = RegistrationRepository::find(&world.people, input.attempt)
            .await
            .unwrap();
        if settled && attempt.is_some_and(|attempt| attempt.value.applicant().is_some()) {
            return Err(format!(
                "{} is over, and its attempt still knows the person",
                process.id
            ));
        }
    }
    Ok(())
}
