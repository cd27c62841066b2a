//! Processes, the audit trail, tenants and people, as an operator looks at them.

use std::io;
use std::sync::Arc;

use nexus::{Exit, Surroundings};
use workflow::StepError;
use workflow::ports::{Boundary, Directive, Observer, Point};

use crate::program::Nexus;

/// A house in which Ada is registered and Bea awaits proof.
pub(crate) fn lived_in() -> Nexus {
    let nexus = Nexus::with_acme();
    nexus.file(
        "people.csv",
        "tenant,email,name,vouch\nacme,ada@example.org,Ada Lovelace,met in person\n\
         acme,bea@example.org,Bea Bloom,\n",
    );
    assert_eq!(nexus.run(&["register", "--from", "people.csv"]).code, 0);
    nexus
}

#[test]
fn a_process_is_a_timeline() {
    let nexus = lived_in();
    let list = nexus.json(&["workflow", "list", "--status", "completed"]);
    let id = list["processes"][0]["id"].as_str().unwrap();
    let timeline = nexus.json(&["workflow", "show", id]);
    let kinds: Vec<_> = timeline["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds.first(), Some(&"instance.started"));
    assert_eq!(kinds.last(), Some(&"instance.completed"));
    for event in timeline["events"].as_array().unwrap() {
        if event["kind"] == "step.completed" {
            assert_eq!(event["attempt"], 1);
            assert!(event["took_us"].is_u64());
        }
    }
    let text = nexus.run(&["workflow", "show", id]).out;
    for step in [
        "create_user",
        "join_tenant",
        "grant_roles",
        "record_audit",
        "send_welcome",
    ] {
        assert!(text.contains(step), "{step} is not in {text}");
    }
}

#[test]
fn a_process_that_waits_says_for_what() {
    let nexus = lived_in();
    let ran = nexus.run(&["workflow", "list", "--status", "waiting"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 0
      id                                    process            tenant  started                  status
      wfi_[ID]  user_registration  acme    [DATE] [TIME] UTC  waiting for mailbox_verified
    ");
    assert!(
        nexus
            .run(&["workflow", "list", "--status", "parked"])
            .out
            .contains("no such")
    );
}

#[test]
fn a_process_that_is_not_there() {
    let nexus = lived_in();
    insta::assert_snapshot!(nexus.run(&["workflow", "show", "42"]).shown(), @"
    exit 2
    error: an instance id is `wfi_` with 32 hex digits: see `nexus workflow list`
    ");
    let missing = format!("wfi_{}", "0".repeat(32));
    insta::assert_snapshot!(nexus.run(&["workflow", "show", &missing]).shown(), @"
    exit 1
    error: there is no such process: see `nexus workflow list`
    ");
}

#[test]
fn tenants_and_people_are_listed() {
    let nexus = lived_in();
    insta::assert_snapshot!(nexus.run(&["tenant", "list"]).shown(), @"
    exit 0
      slug  status  members  name
      acme  active        1  Acme Ltd
    ");
    insta::assert_snapshot!(nexus.run(&["tenant", "show", "acme"]).shown(), @"
    exit 0
    acme
      name     Acme Ltd
      id       ten_[ID]
      status   active, since [DATE] [TIME] UTC
      members  1
    ");
    insta::assert_snapshot!(nexus.run(&["user", "list"]).shown(), @"
    exit 0
      id                                    state   e-mail           name
      usr_[ID]  active  ada@example.org  Ada Lovelace
    ");
    assert_eq!(
        nexus.json(&["user", "list"]),
        nexus.json(&["user", "list", "--tenant", "acme"])
    );
}

#[test]
fn what_is_not_there_or_is_taken() {
    let nexus = lived_in();
    for (arguments, code) in [
        (&["tenant", "show", "nova"][..], 1),
        (&["tenant", "show", "No Va"], 2),
        (&["tenant", "create", "acme"], 1),
        (&["tenant", "create", "admin"], 2),
        (&["user", "show", "cy@example.org"], 1),
        (&["user", "show", "cy"], 2),
        (&["user", "list", "--tenant", "nova"], 1),
        (&["audit", "search", "--tenant", "nova"], 1),
    ] {
        let ran = nexus.run(arguments);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (code, ""),
            "{arguments:?}: {}",
            ran.err
        );
    }
}

/// Fails the welcome for good, as a mail system that refuses the address would.
#[derive(Debug)]
struct RefusesTheWelcome;

impl Observer for RefusesTheWelcome {
    fn at(&self, point: &Point<'_>) -> Directive {
        let welcome = point
            .node
            .is_some_and(|node| node.as_str() == "send_welcome");
        if welcome && point.boundary == Boundary::BeforeEffect {
            Directive::Fail(StepError::fatal(
                "test/refused",
                "the mail system refuses it",
            ))
        } else {
            Directive::Proceed
        }
    }
}

#[test]
fn a_parked_process_is_shown_and_sent_on_its_way() {
    let nexus = Nexus::with_acme();
    let data = nexus.data();
    let arguments = [
        "nexus",
        "--data",
        data.to_str().unwrap(),
        "register",
        "--tenant",
        "acme",
    ];
    let person = [
        "--email",
        "ada@example.org",
        "--name",
        "Ada Lovelace",
        "--vouch",
        "met in person",
    ];
    let mut surroundings = Surroundings::new(io::empty(), io::sink(), io::sink())
        .with_observer(Arc::new(RefusesTheWelcome));
    let exit = nexus::run(arguments.into_iter().chain(person), &mut surroundings);
    assert_eq!(exit, Exit::Rejected);

    let parked = nexus.json(&["workflow", "list", "--status", "parked"]);
    let id = parked["processes"][0]["id"].as_str().unwrap();
    let retried = nexus.run(&[
        "workflow",
        "retry",
        id,
        "--reason",
        "the address is accepted again",
    ]);
    assert_eq!(retried.code, 0, "{}", retried.shown());
    assert!(
        retried.out.contains("the address is accepted again"),
        "{}",
        retried.out
    );
    let after = nexus.json(&["workflow", "show", id]);
    assert_eq!(after["status"], "completed");
    assert_eq!(nexus.messages().len(), 1);

    let again = nexus.run(&["workflow", "retry", id, "--reason", "once more"]);
    insta::assert_snapshot!(again.shown(), @"
    exit 1
    error: the instance is completed, not parked; there is nothing to retry
    ");
    let missing = format!("wfi_{:032x}", 1);
    let missing = nexus.run(&["workflow", "retry", &missing, "--reason", "why not"]);
    insta::assert_snapshot!(missing.shown(), @"
    exit 1
    error: there is no such process: see `nexus workflow list --status parked`
    ");
}
