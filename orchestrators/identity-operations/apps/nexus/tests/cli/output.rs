//! Where an answer goes: one JSON document in every case, and a word where it cannot be written.

use serde_json::Value;

use crate::program::Nexus;

#[test]
fn what_clap_refuses_is_one_json_document_too() {
    let nexus = Nexus::new();
    let mut said = String::new();
    for arguments in [
        &["--json", "register", "--bogus"][..],
        &["register", "--tenant", "acme", "--json"],
        &["--json", "tenant", "lst"],
        &["--json"],
        &["workflow", "--json"],
        &["--json", "workflow"],
        &["--json", "user", "list", "--limit", "many"],
    ] {
        let ran = nexus.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (2, ""), "{arguments:?}");
        let document = ran.json();
        assert_eq!(document["error"]["code"], "nexus/usage", "{arguments:?}");
        said.push_str(document["error"]["message"].as_str().unwrap());
        said.push('\n');
    }
    insta::assert_snapshot!(said, @"
    unexpected argument '--bogus' found; see --help
    the following required arguments were not provided: --email <ADDRESS>; --name <NAME>; see --help
    unrecognized subcommand 'lst'; tip: a similar subcommand exists: 'list'; see --help
    'nexus' requires a subcommand but one was not provided; [subcommands: register, verify, workflow, audit, tenant, user, completions, help]; see --help
    'nexus workflow' requires a subcommand but one was not provided; [subcommands: list, show, retry, help]; see --help
    a command is missing; see --help
    invalid value 'many' for '--limit <N>': invalid digit found in string; see --help
    ");
}

/// After `--` there are no options.
#[test]
fn json_that_is_no_option_asks_for_no_document() {
    let ran = Nexus::new().run(&["tenant", "show", "--", "a", "--json"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_not_lost_without_a_word() {
    let nexus = Nexus::with_acme();
    let full = |arguments: &[&str]| {
        let output = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = nexus.command(arguments).stdout(output).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    let (code, said) = full(&["tenant", "list"]);
    assert_eq!(code, Some(3));
    insta::assert_snapshot!(said, @"error: the answer could not be written to standard output (no storage space): send it elsewhere; what the command did is not undone, and it can be run again");
    for arguments in [
        &["--json", "tenant", "list"][..],
        &["--json", "tenant", "show", "nova"],
        &["--json", "--bogus"],
        &["--help"],
        &["completions", "bash"],
    ] {
        assert_eq!(full(arguments), (Some(3), said.clone()), "{arguments:?}");
    }
}

#[test]
fn a_failure_is_the_same_for_programs_as_for_people() {
    let nexus = Nexus::with_acme();
    let shown = nexus.run(&["tenant", "show", "nova"]);
    let ran = nexus.run(&["--json", "tenant", "show", "nova"]);
    assert_eq!((ran.code, shown.code), (1, 1));
    let Value::String(message) = &ran.json()["error"]["message"] else {
        panic!("no message: {}", ran.out);
    };
    assert_eq!(shown.err, format!("error: {message}\n"));
}
