//! One person: proven or vouched for, with a password or without.

use crate::program::Nexus;

const ADA: [&str; 7] = [
    "register",
    "--tenant",
    "acme",
    "--email",
    "ada@example.org",
    "--name",
    "Ada Lovelace",
];

fn ada_and<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ADA.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn no_user_exists_until_the_mailbox_is_proven() {
    let nexus = Nexus::with_acme();
    let ran = nexus.run(&ADA);
    insta::assert_snapshot!(ran.shown(), @"
    exit 0
    Awaiting proof: no user exists until the mailbox is proven.
      until     [DATE] [TIME] UTC
      process   wfi_[ID]
      messages  ./nexus-data/outbox

    The message holds the link: nexus verify TOKEN
    ");
    assert!(
        nexus.json(&["user", "list"])["users"]
            .as_array()
            .unwrap()
            .is_empty()
    );

    let token = nexus.token();
    let ran = nexus.run(&["verify", &token]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 0
    Registered.
      user      usr_[ID]
      process   wfi_[ID]
      messages  ./nexus-data/outbox
    ");
    insta::assert_snapshot!(nexus.run(&["user", "show", "ADA@example.org"]).shown(), @"
    exit 0
    Ada Lovelace
      id        usr_[ID]
      e-mail    ada@example.org
      state     active
      password  not set
      since     [DATE] [TIME] UTC

      tenant  status  joined                   roles
      acme    active  [DATE] [TIME] UTC  member
    ");

    // The message with the link and one welcome, however often it is proven.
    let ran = nexus.run(&["verify", &format!("http://localhost/verify#{token}")]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 0
    Was registered before; nothing was changed.
      user      usr_[ID]
      process   wfi_[ID]
    ");
    assert_eq!(nexus.messages().len(), 2);
}

#[test]
fn asking_again_sends_no_second_link() {
    let nexus = Nexus::with_acme();
    let first = nexus.json(&ADA);
    let second = nexus.json(&ADA);
    assert_eq!(first["outcome"], "awaiting_proof");
    assert_eq!(first, second);
    assert_eq!(nexus.messages().len(), 1);
}

#[test]
fn who_vouches_registers_at_once_and_may_set_a_password() {
    let nexus = Nexus::with_acme();
    let vouched = ada_and(&[
        "--vouch",
        "met in person",
        "--role",
        "admin",
        "--password-stdin",
    ]);
    let ran = nexus.run_with_input(&vouched, "seven herons on a long jetty\n");
    insta::assert_snapshot!(ran.shown(), @"
    exit 0
    Registered.
      user      usr_[ID]
      process   wfi_[ID]
      messages  ./nexus-data/outbox
    ");
    let ada = nexus.json(&["user", "show", "ada@example.org"]);
    assert_eq!(ada["user"]["has_password"], true);
    assert_eq!(ada["memberships"][0]["roles"], serde_json::json!(["admin"]));
    let again = nexus.run(&ada_and(&["--vouch", "met in person", "--role", "admin"]));
    insta::assert_snapshot!(again.shown(), @"
    exit 0
    Was registered before; nothing was changed.
      user      usr_[ID]
      process   wfi_[ID]
    ");
}

#[test]
fn nobody_plants_a_password_on_an_address_that_is_not_proven() {
    let nexus = Nexus::with_acme();
    let ran = nexus.run_with_input(
        &ada_and(&["--password-stdin"]),
        "seven herons on a long jetty\n",
    );
    insta::assert_snapshot!(ran.shown(), @"
    exit 2
    error: a password may be given only with a vouch: else somebody could set one for an address that is not theirs; leave it out, and who proves the mailbox sets it with `nexus verify`
    ");
    assert!(nexus.messages().is_empty());
}

#[test]
fn who_proves_the_mailbox_sets_the_password_and_a_weak_one_spends_no_link() {
    let nexus = Nexus::with_acme();
    assert_eq!(nexus.run(&ADA).code, 0);
    let token = nexus.token();
    let verify = ["verify", token.as_str(), "--password-stdin"];
    insta::assert_snapshot!(nexus.run_with_input(&verify, "short\n").shown(), @"
    exit 1
    error: the password is too short; use at least 15 characters, such as a sentence
    ");
    assert_eq!(
        nexus
            .run_with_input(&verify, "seven herons on a long jetty\n")
            .code,
        0
    );
    let ada = nexus.json(&["user", "show", "ada@example.org"]);
    assert_eq!(ada["user"]["has_password"], true);
}

#[test]
fn passwords_never_come_from_an_argument() {
    let nexus = Nexus::with_acme();
    let ran = nexus.run(&ada_and(&[
        "--vouch",
        "v",
        "--password",
        "seven herons on a long jetty",
    ]));
    assert_eq!(ran.code, 2);
    let ran = nexus.run_with_input(&ada_and(&["--vouch", "v", "--password-stdin"]), "");
    insta::assert_snapshot!(ran.shown(), @"
    exit 2
    error: there is no password on standard input: write it on one line
    ");
}

#[test]
fn what_was_typed_wrong_is_said_all_at_once() {
    let nexus = Nexus::new();
    let ran = nexus.run(&[
        "register",
        "--tenant",
        "Acme",
        "--email",
        "ada.example.org",
        "--name",
        "",
        "--role",
        "wizard",
    ]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 2
    error: tenant: character 1 is an upper-case `A`: a slug is written in lower case
    email: the address has no @; write it as name@domain
    name: the name is empty; give at least one visible character
    roles: there is no role wizard; there are owner, admin, member and guest
    ");
    assert!(!nexus.data().exists());
}

#[test]
fn a_tenant_that_does_not_exist_or_is_suspended() {
    let nexus = Nexus::with_acme();
    let ran = nexus.run(&[
        "register",
        "--tenant",
        "nova",
        "--email",
        "a@example.org",
        "--name",
        "A",
    ]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 1
    error: there is no such tenant: create it first with `nexus tenant create`
    ");
    assert_eq!(
        nexus
            .run(&["tenant", "suspend", "acme", "--reason", "abuse"])
            .code,
        0
    );
    insta::assert_snapshot!(nexus.run(&ADA).shown(), @"
    exit 1
    error: nobody can join a tenant that is suspended: it must be active or on trial
    ");
    let ran = nexus.run(&["tenant", "resume", "acme", "--cleared", "billing"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 1
    error: the tenant stays suspended: its reason, abuse, is not the one that was cleared
    ");
    assert_eq!(
        nexus
            .run(&["tenant", "resume", "acme", "--cleared", "abuse"])
            .code,
        0
    );
    assert_eq!(nexus.run(&ADA).code, 0);
}

#[test]
fn a_link_that_proves_nothing() {
    let nexus = Nexus::with_acme();
    for token in ["nonsense", "nxv_", &format!("nxv_{}", "A".repeat(43))] {
        let ran = nexus.run(&["verify", token]);
        insta::allow_duplicates!(insta::assert_snapshot!(ran.shown(), @"
        exit 1
        error: this link is not valid, or not valid any more: ask for a new registration
        "));
    }
}

#[test]
fn one_person_in_two_tenants_is_one_user() {
    let nexus = Nexus::with_acme();
    assert_eq!(nexus.run(&["tenant", "create", "nova"]).code, 0);
    let mut users = Vec::new();
    for tenant in ["acme", "nova"] {
        let registered = nexus.json(&[
            "register",
            "--tenant",
            tenant,
            "--email",
            "ada@example.org",
            "--name",
            "Ada",
            "--vouch",
            "v",
        ]);
        assert_eq!(registered["outcome"], "registered");
        users.push(registered["user"].clone());
    }
    assert_eq!(users[0], users[1]);
}
