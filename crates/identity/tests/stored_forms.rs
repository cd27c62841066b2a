//! What is stored and what people read: forms that must not change unnoticed.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::DateTime;
use identity::{
    ATTEMPT_TRANSITIONS, Applicant, AttemptId, CorruptSnapshot, DisplayName, EmailAddress, Event,
    GrantError, InvalidRoleSet, LinkKey, Mailbox, RegistrationAttempt, RegistrationAttemptSnapshot,
    RoleAssignment, RoleName, RoleScope, RoleSet, SecretToken, TenantRef, USER_TRANSITIONS, User,
    UserId, UserSnapshot, Vouch, VouchReason,
    ports::{ActorRef, Outcome},
};
use uuid::Uuid;

fn user() -> UserId {
    UserId::from_uuid(Uuid::from_u128(1))
}

fn tenant() -> RoleScope {
    RoleScope::Tenant(TenantRef::from_uuid(Uuid::from_u128(3)))
}

fn events() -> Vec<Event> {
    let attempt = AttemptId::from_uuid(Uuid::from_u128(2));
    let user = user();
    let vouched = Some(Vouch {
        by: ActorRef::parse("operator:cli").unwrap(),
        reason: VouchReason::parse("met in person").unwrap(),
    });
    let roles = BTreeSet::from([RoleName::parse("member").unwrap()]);
    vec![
        Event::RegistrationOpened {
            attempt,
            vouched: None,
        },
        Event::RegistrationOpened { attempt, vouched },
        Event::RegistrationProven { attempt },
        Event::RegistrationCompleted { attempt, user },
        Event::RegistrationJoinedExisting { attempt, user },
        Event::RegistrationCancelled { attempt },
        Event::UserRegistered { user },
        Event::UserProvisioned { user },
        Event::UserActivated { user },
        Event::UserRegistrationWithdrawn { user },
        Event::UserSuspended { user },
        Event::UserReinstated { user },
        Event::UserLocked { user },
        Event::UserUnlocked { user },
        Event::UserDeactivated { user },
        Event::UserReactivated { user },
        Event::UserDeletionQueued { user },
        Event::UserDeletionCancelled { user },
        Event::UserDeleted { user },
        Event::RoleGranted {
            user,
            scope: RoleScope::Platform,
            roles: roles.clone(),
        },
        Event::RoleRevoked {
            user,
            scope: tenant(),
            roles,
        },
    ]
}

#[test]
fn events_are_stored_under_their_kind() {
    let lines: Vec<_> = events()
        .into_iter()
        .map(|event| {
            let json = serde_json::to_value(&event).unwrap();
            assert_eq!(json["kind"], event.kind());
            let text = json.to_string();
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
            text
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"attempt":"att_00000000000000000000000000000002","kind":"identity.registration.opened"}
    {"attempt":"att_00000000000000000000000000000002","kind":"identity.registration.opened","vouched":{"by":"operator:cli","reason":"met in person"}}
    {"attempt":"att_00000000000000000000000000000002","kind":"identity.registration.proven"}
    {"attempt":"att_00000000000000000000000000000002","kind":"identity.registration.completed","user":"usr_00000000000000000000000000000001"}
    {"attempt":"att_00000000000000000000000000000002","kind":"identity.registration.joined_existing","user":"usr_00000000000000000000000000000001"}
    {"attempt":"att_00000000000000000000000000000002","kind":"identity.registration.cancelled"}
    {"kind":"identity.user.registered","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.provisioned","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.activated","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.registration_withdrawn","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.suspended","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.reinstated","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.locked","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.unlocked","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.deactivated","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.reactivated","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.deletion_queued","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.deletion_cancelled","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.user.deleted","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.role.granted","roles":["member"],"scope":"platform","user":"usr_00000000000000000000000000000001"}
    {"kind":"identity.role.revoked","roles":["member"],"scope":"ten_00000000000000000000000000000003","user":"usr_00000000000000000000000000000001"}
    "#);
}

#[test]
fn tables_are_printed_in_the_readme() {
    let readme = include_str!("../README.md");
    let mut attempts = String::from("| From | Action | To |\n|---|---|---|\n");
    for (from, action, to) in ATTEMPT_TRANSITIONS {
        writeln!(attempts, "| {from} | {action} | {to} |").unwrap();
    }
    let mut users = String::from("| From | Action | To |\n|---|---|---|\n");
    for (from, action, to) in USER_TRANSITIONS {
        writeln!(users, "| {from} | {action} | {to} |").unwrap();
    }
    assert!(
        readme.contains(&attempts),
        "put this into README.md:\n{attempts}"
    );
    assert!(readme.contains(&users), "put this into README.md:\n{users}");
}

#[test]
fn an_open_attempt_is_stored_like_this() {
    let id = AttemptId::from_uuid(Uuid::from_u128(2));
    let now = DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap();
    let applicant = Applicant {
        email: EmailAddress::parse("Ada@example.org").unwrap(),
        name: DisplayName::parse("Ada Lovelace").unwrap(),
        password: None,
    };
    let token = SecretToken::derive(&LinkKey::new([1; 32]), id);
    let mailbox = Mailbox::to_prove(token.hash(), now);
    let attempt = RegistrationAttempt::open(id, applicant, mailbox, now).unwrap();
    let json = serde_json::to_string_pretty(&attempt.state().snapshot()).unwrap();
    insta::assert_snapshot!(json, @r#"
    {
      "v": 1,
      "id": "att_00000000000000000000000000000002",
      "opened_at": "2026-09-21T14:13:20.123456Z",
      "token": "-fM_wGQAsNTFoDEg2yKbGWEsU-AcmXGMpaBbqY29XNA",
      "status": {
        "state": "awaiting_proof",
        "applicant": {
          "email": "Ada@example.org",
          "name": "Ada Lovelace"
        },
        "expires_at": "2026-09-22T14:13:20.123456Z"
      }
    }
    "#);
}

#[test]
fn broken_stored_forms_are_refused() {
    let newer = r#"{"v":2,"id":"usr_00000000000000000000000000000001",
        "created_at":"2026-01-01T00:00:00Z","epoch":0,
        "status":{"state":"deleted","at":"2026-01-01T00:00:00Z"}}"#;
    let newer: UserSnapshot = serde_json::from_str(newer).unwrap();
    assert_eq!(
        User::restore(newer),
        Err(CorruptSnapshot::Version { found: 2 })
    );

    let tokenless = r#"{"v":1,"id":"att_00000000000000000000000000000001",
        "opened_at":"2026-01-01T00:00:00Z","status":{"state":"ready",
        "applicant":{"email":"ada@example.org","name":"Ada"},
        "evidence":{"basis":"proven","at":"2026-01-01T00:00:00Z"}}}"#;
    let tokenless: RegistrationAttemptSnapshot = serde_json::from_str(tokenless).unwrap();
    let refused = RegistrationAttempt::restore(tokenless).unwrap_err();
    assert_eq!(refused.code(), "identity/snapshot-corrupt");

    let unknown = r#"{"v":1,"user":"usr_00000000000000000000000000000001",
        "scope":"platform","roles":["wizard"]}"#;
    let refused = RoleAssignment::restore(serde_json::from_str(unknown).unwrap()).unwrap_err();
    insta::assert_snapshot!(refused, @"the stored state breaks the rule: every assigned role exists");
}

#[test]
fn roles_add_up_and_tell_only_what_is_new() {
    let nobody = RoleAssignment::none(user(), tenant());
    let set = |names: &[&'static str]| RoleSet::parse(names.iter().copied()).unwrap();
    let change = nobody
        .grant(&set(&["member"]))
        .unwrap()
        .into_change()
        .unwrap();
    let (member, _) = change.into_parts();
    let change = member
        .grant(&set(&["member", "owner"]))
        .unwrap()
        .into_change()
        .unwrap();
    let owner = BTreeSet::from([RoleName::parse("owner").unwrap()]);
    let told = Event::RoleGranted {
        user: user(),
        scope: tenant(),
        roles: owner.clone(),
    };
    assert_eq!(change.events(), [told]);
    let (both, _) = change.into_parts();
    assert_eq!(
        both.grant(&set(&["owner"])),
        Ok::<_, GrantError>(Outcome::Unchanged)
    );
    assert_eq!(both.revoke(&set(&["guest"])), Outcome::Unchanged);
    let change = both
        .revoke(&set(&["owner", "guest"]))
        .into_change()
        .unwrap();
    let told = Event::RoleRevoked {
        user: user(),
        scope: tenant(),
        roles: owner,
    };
    assert_eq!(change.events(), [told]);
    let restored = RoleAssignment::restore(change.state().snapshot());
    assert_eq!(restored.as_ref(), Ok(change.state()));
    assert_eq!(RoleSet::parse([]), Err(InvalidRoleSet::Empty));
}
