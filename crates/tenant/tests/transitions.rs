//! The transition tables: printed, obeyed by the aggregates, and never got round.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use tenant::{
    DeletionHold, Event, MemberId, Membership, MembershipCommand, MembershipId, MembershipStatus,
    SuspensionReason, Tenant, TenantCommand, TenantId, TenantName, TenantSlug, TenantState,
    TenantStatus, TenantTarget, membership_table, ports::Change, tenant_table,
};
use uuid::Uuid;

const REASONS: [SuspensionReason; 3] = [
    SuspensionReason::Billing,
    SuspensionReason::Abuse,
    SuspensionReason::Admin,
];

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn pending() -> Tenant {
    let id = TenantId::from_uuid(Uuid::from_u128(1));
    let (slug, name) = (
        TenantSlug::parse("acme").unwrap(),
        TenantName::parse("Acme").unwrap(),
    );
    Tenant::create(id, slug, name, at(0)).into_parts().0
}

fn active_membership() -> Membership {
    let active = pending().activate(at(1)).unwrap();
    let id = MembershipId::from_uuid(Uuid::from_u128(2));
    let member = MemberId::from_uuid(Uuid::from_u128(3));
    active
        .state()
        .operational()
        .unwrap()
        .admit(id, member, at(2))
        .into_parts()
        .0
}

/// Does what the command names; `None` if it was refused.
fn obey(
    tenant: &Tenant,
    command: TenantCommand,
    reason: SuspensionReason,
    now: DateTime<Utc>,
) -> Option<Change<Tenant>> {
    match command {
        TenantCommand::StartTrial => tenant.start_trial(now).ok(),
        TenantCommand::Activate => tenant.activate(now).ok(),
        TenantCommand::Suspend => tenant.suspend(reason, now).ok(),
        TenantCommand::Resume => tenant.resume(reason, now).ok(),
        TenantCommand::Archive => tenant.archive(now).ok(),
        TenantCommand::Restore => tenant.restore_archived(now).ok(),
        TenantCommand::QueueForDeletion => tenant
            .queue_for_deletion(DeletionHold::from_days(1).unwrap(), now)
            .ok(),
        TenantCommand::CancelDeletion => tenant.cancel_deletion(now).ok(),
        TenantCommand::Delete => tenant.delete(now).ok(),
    }
}

/// The state that a suspended, archived or queued tenant interrupted.
fn interrupted(state: TenantState) -> Option<TenantState> {
    match state {
        TenantState::Suspended { prior, .. } => Some(prior.into()),
        TenantState::Archived { prior } => Some(prior.into()),
        TenantState::QueuedForDeletion { prior, .. } => Some(prior.into()),
        _ => None,
    }
}

#[test]
fn the_printed_tables_are_the_ones_in_force() {
    let readme = include_str!("../README.md");
    for (name, printed, table) in [
        (
            "tenant",
            include_str!("../docs/tenant-states.md"),
            tenant_table(),
        ),
        (
            "membership",
            include_str!("../docs/membership-states.md"),
            membership_table(),
        ),
    ] {
        assert_eq!(
            printed, table,
            "docs/{name}-states.md is stale: replace it by the right side"
        );
        assert!(
            readme.contains(&table),
            "README.md lacks this {name} table:\n{table}"
        );
    }
}

#[test]
fn a_refusal_says_what_is_possible_instead() {
    let suspended = pending()
        .activate(at(1))
        .unwrap()
        .state()
        .suspend(REASONS[1], at(2))
        .unwrap();
    let suspended = suspended.state();
    let queued = suspended
        .queue_for_deletion(DeletionHold::default(), at(3))
        .unwrap();
    let deleted = queued.state().delete(at(91 * 86_400)).unwrap();
    let removed = active_membership().remove(at(3)).unwrap();
    let said = [
        suspended.activate(at(3)).unwrap_err().to_string(),
        suspended
            .resume(SuspensionReason::Billing, at(3))
            .unwrap_err()
            .to_string(),
        suspended.operational().unwrap_err().to_string(),
        queued.state().delete(at(4)).unwrap_err().to_string(),
        deleted
            .state()
            .restore_archived(at(4))
            .unwrap_err()
            .to_string(),
        pending().delete(at(4)).unwrap_err().to_string(),
        active_membership()
            .reinstate(at(4))
            .unwrap_err()
            .to_string(),
        removed.state().suspend(at(4)).unwrap_err().to_string(),
    ];
    insta::assert_snapshot!(said.join("\n"), @r"
    `activate` is not allowed for a tenant that is suspended; possible now: `resume`, `archive`, `queue_for_deletion`
    the tenant stays suspended: its reason, abuse, is not the one that was cleared
    the tenant is suspended: it must be on trial or active
    the tenant may be deleted from 1970-04-01 00:00:03 UTC on, not before
    `restore` is not allowed for a tenant that is deleted; nothing can be done with it any more
    `delete` is not allowed for a tenant that is pending; possible now: `start_trial`, `activate`, `archive`, `queue_for_deletion`
    `reinstate` is not allowed for a membership that is active; possible now: `suspend`, `remove`
    `suspend` is not allowed for a membership that is removed; it is over, admit the member again
    ");
}

#[test]
fn a_detour_gains_nothing() {
    let suspended = pending().start_trial(at(1)).unwrap();
    let suspended = suspended
        .state()
        .suspend(SuspensionReason::Abuse, at(2))
        .unwrap();
    let archived = suspended.state().archive(at(3)).unwrap();
    let queued = archived
        .state()
        .queue_for_deletion(DeletionHold::default(), at(4))
        .unwrap();

    let back = queued.state().cancel_deletion(at(5)).unwrap();
    assert_eq!(back.state().state(), archived.state().state());
    let back = back.state().restore_archived(at(6)).unwrap();
    assert_eq!(back.state().state(), suspended.state().state());
    let back = back.state().resume(SuspensionReason::Abuse, at(7)).unwrap();
    assert_eq!(
        back.state().status(),
        TenantStatus::Trial,
        "not active: the trial is not paid"
    );
}

#[test]
fn a_deleted_tenant_keeps_its_slug_and_loses_its_name() {
    let queued = pending()
        .queue_for_deletion(DeletionHold::default(), at(0))
        .unwrap();
    let due = 90 * 86_400;
    assert!(queued.state().delete(at(due - 1)).is_err());
    let deleted = queued.state().delete(at(due)).unwrap();
    assert_eq!(deleted.state().slug().as_str(), "acme");
    assert_eq!(deleted.state().name().as_str(), "acme");
    assert!(deleted.state().status().allowed().next().is_none());
}

#[test]
fn a_clock_that_goes_back_does_not_turn_a_life_around() {
    let active = pending().activate(at(10)).unwrap();
    let suspended = active
        .state()
        .suspend(SuspensionReason::Admin, at(5))
        .unwrap();
    assert_eq!(suspended.state().state_since(), at(10));
    let membership = active_membership();
    assert_eq!(
        membership.remove(at(0)).unwrap().state().status_since(),
        membership.joined_at()
    );
}

fn any_reason() -> impl Strategy<Value = SuspensionReason> {
    prop::sample::select(&REASONS)
}

proptest! {
    /// Whatever is asked, in whatever order: what the table allows happens and nothing else does,
    /// one event tells of it, and the snapshot brings it back.
    #[test]
    fn a_tenant_obeys_its_table(
        asked in prop::collection::vec(
            (prop::sample::select(&TenantCommand::ALL), any_reason(), 0..400_000_i64), 0..60),
    ) {
        let mut tenant = pending();
        let mut now = 0;
        for (command, reason, passed) in asked {
            now += passed;
            let (before, target) = (*tenant.state(), tenant.status().after(command));
            let guarded = match (before, command) {
                (TenantState::Suspended { reason: in_force, .. }, TenantCommand::Resume) => {
                    reason != in_force
                },
                (TenantState::QueuedForDeletion { due, .. }, TenantCommand::Delete) => at(now) < due,
                _ => false,
            };
            let change = obey(&tenant, command, reason, at(now));
            prop_assert_eq!(change.is_some(), target.is_some() && !guarded);
            let Some(change) = change else { continue };

            let (after, events) = change.into_parts();
            if let Some(TenantTarget::To(status)) = target {
                prop_assert_eq!(after.status(), status);
            } else {
                prop_assert_eq!(Some(*after.state()), interrupted(before));
            }
            if matches!(after.status(), TenantStatus::Suspended | TenantStatus::Archived
                | TenantStatus::QueuedForDeletion) && target != Some(TenantTarget::Prior)
            {
                prop_assert_eq!(interrupted(*after.state()), Some(before));
            }
            prop_assert_eq!(after.operational().is_ok(), after.status().is_operational());
            prop_assert_eq!(events.len(), 1);
            prop_assert_eq!(events[0].tenant(), tenant.id());
            prop_assert!(Event::KINDS.contains(&events[0].kind()));
            prop_assert_eq!(after.state_since(), at(now));

            let stored = serde_json::to_string(&after.snapshot()).unwrap();
            let restored = Tenant::restore(serde_json::from_str(&stored).unwrap());
            prop_assert_eq!(restored.as_ref(), Ok(&after));
            tenant = after;
        }
    }

    /// The same for a membership, whose epoch counts every change.
    #[test]
    fn a_membership_obeys_its_table(
        asked in prop::collection::vec(prop::sample::select(&MembershipCommand::ALL), 0..12),
    ) {
        let mut membership = active_membership();
        for command in asked {
            let target = membership.status().after(command);
            let answer = match command {
                MembershipCommand::Suspend => membership.suspend(at(3)),
                MembershipCommand::Reinstate => membership.reinstate(at(3)),
                MembershipCommand::Remove => membership.remove(at(3)),
            };
            prop_assert_eq!(answer.as_ref().ok().map(|change| change.state().status()), target);
            let Ok(change) = answer else { continue };

            let (after, events) = change.into_parts();
            prop_assert_eq!(after.epoch(), membership.epoch() + 1);
            prop_assert_eq!(events.len(), 1);
            prop_assert_eq!(events[0].tenant(), membership.tenant());
            let stored = serde_json::to_string(&after.snapshot()).unwrap();
            let restored = Membership::restore(serde_json::from_str(&stored).unwrap());
            prop_assert_eq!(restored.as_ref(), Ok(&after));
            membership = after;
        }
        prop_assert_eq!(
            membership.status() == MembershipStatus::Removed,
            membership.status().allowed().next().is_none()
        );
    }
}
