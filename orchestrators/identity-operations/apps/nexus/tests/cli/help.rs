//! The help texts, as they are read.

use crate::program::Nexus;

#[test]
fn help_of_nexus() {
    insta::assert_snapshot!(Nexus::new().run(&["--help"]).out, @r#"
    People, tenants, messages and the audit trail, and the processes that span them.

    Everything lives in one data directory, which is made when it is first needed. Killed at any
    instant, nexus goes on where it was: run the same command again.

    Usage: nexus [OPTIONS] <COMMAND>

    Commands:
      register     Register one person, or everybody in a file
      verify       Prove a mailbox with the token that was mailed to it
      workflow     Look at processes: what they did, what they wait for
      audit        Search and verify the audit trail
      tenant       Create tenants, look at them, suspend and resume them
      user         Look at people
      completions  Print the completions of a shell
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Global options:
          --data <DIR>
              The data directory; made if it is not there
              
              [env: NEXUS_DATA]
              [default: ./nexus-data]

          --json
              Answer with one JSON document

      -v, --verbose...
              Say more on standard error; twice for still more

    Examples:
      nexus register --from people.csv --vouch "HR onboarding list"
      nexus tenant create acme --name "Acme Ltd"
      nexus register --tenant acme --email ada@example.org --name "Ada Lovelace"
      nexus verify nxv_kM3q…
      nexus workflow list --status waiting
      nexus audit verify

    Exit codes:
      0  done
      1  some of it was rejected; the rest is done
      2  the command or its file cannot be used; nothing was changed
      3  the surroundings failed: the data directory, the disk, a lock
    "#);
}

#[test]
fn help_of_register() {
    insta::assert_snapshot!(Nexus::new().run(&["register", "--help"]).out, @r#"
    Register one person, or everybody in a file

    Usage: nexus register --from <FILE> [OPTIONS]
           nexus register --tenant <SLUG> --email <ADDRESS> --name <NAME> [OPTIONS]

    Options:
          --from <FILE>
              Register everybody in this file, CSV or JSON Lines

          --format <FORMAT>
              How the file is written, if its name does not tell

              Possible values:
              - csv:   Comma-separated values with a header line (RFC 4180), UTF-8
              - jsonl: JSON Lines: one object a line, UTF-8

          --existing-tenants-only
              Reject rows whose tenant does not exist, instead of creating it

          --concurrency <N>
              How many people to register at once
              
              [default: 64]

          --tenant <SLUG>
              The tenant to join

          --email <ADDRESS>
              The person's e-mail address

          --name <NAME>
              The person's name

          --role <ROLE>
              A role in the tenant, more than once if need be [default: member]

          --vouch <REASON>
              Vouch for the address: no proof is asked, this reason is kept, for ever

          --password-stdin
              Read the password from the first line of standard input

          --ask-password
              Ask for the password, hidden, at the terminal

      -h, --help
              Print help (see a summary with '-h')

    Global options:
          --data <DIR>
              The data directory; made if it is not there
              
              [env: NEXUS_DATA]
              [default: ./nexus-data]

          --json
              Answer with one JSON document

      -v, --verbose...
              Say more on standard error; twice for still more

    Without --vouch the person must prove the mailbox: the message with the link is written into
    the data directory, and no user exists until `nexus verify TOKEN` is run. Whoever proves the
    mailbox sets the password then; only who vouches for an address may set one here.

    A file has a line for each person. CSV begins with a header: tenant, email and name, and if
    wanted roles (separated by `;`, else member), vouch (the reason) and password. JSON Lines has
    one object a line with the same keys; roles may be an array. Rows that cannot be used are
    listed with line, column and reason; the others are registered.

    Examples:
      nexus register --from people.csv
      nexus register --from people.jsonl --vouch "HR onboarding list, autumn intake"
      nexus register --tenant acme --email ada@example.org --name "Ada Lovelace"
      nexus register --tenant acme --email ada@example.org --name "Ada Lovelace" \
          --role member --role admin --vouch "met in person" --ask-password
    "#);
}

#[test]
fn help_of_audit_search() {
    insta::assert_snapshot!(Nexus::new().run(&["audit", "search", "--help"]).out, @"
    Search the records of a tenant or of the platform

    Usage: nexus audit search [OPTIONS]

    Options:
          --tenant <SLUG>    The log of this tenant
          --platform         The log of the platform: what belongs to no tenant
          --action <ACTION>  Only this action
          --actor <ACTOR>    Only what this actor did
          --target <TARGET>  Only what was done to this target
          --limit <N>        How many records at most [default: 50]
      -h, --help             Print help

    Global options:
          --data <DIR>  The data directory; made if it is not there [env: NEXUS_DATA] [default:
                        ./nexus-data]
          --json        Answer with one JSON document
      -v, --verbose...  Say more on standard error; twice for still more

    Examples:
      nexus audit search --tenant acme --limit 20
      nexus audit search --tenant acme --action tenant.member.joined
      nexus audit search --platform --actor operator:cli --json
    ");
}

#[test]
fn misuse_ends_with_2_and_says_what_is_missing() {
    let ran = Nexus::new().run(&["register", "--tenant", "acme"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    insta::assert_snapshot!(ran.err, @"
    error: the following required arguments were not provided:
      --email <ADDRESS>
      --name <NAME>

    Usage: nexus register --from <FILE> [OPTIONS]
           nexus register --tenant <SLUG> --email <ADDRESS> --name <NAME> [OPTIONS]

    For more information, try '--help'.
    ");
    assert_eq!(Nexus::new().run(&[]).code, 2);
    assert_eq!(
        Nexus::new()
            .run(&["register", "--from", "a.csv", "--tenant", "acme"])
            .code,
        2
    );
}

#[test]
fn every_command_has_help_and_every_shell_completions() {
    let nexus = Nexus::new();
    for command in [
        "verify",
        "workflow",
        "audit",
        "tenant",
        "user",
        "completions",
    ] {
        assert_eq!(nexus.run(&[command, "--help"]).code, 0, "{command}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = nexus.run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("existing-tenants-only"), "{shell}");
    }
    assert!(!nexus.data().exists());
}
