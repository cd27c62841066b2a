//! A row that cannot be used is listed with line, column and reason; the others are registered.

use crate::program::Nexus;

#[test]
fn bad_rows_of_a_csv_file_are_listed_and_the_good_ones_registered() {
    let nexus = Nexus::new();
    // A byte order mark, Windows line ends, another order of columns, blank lines.
    let rows = [
        "\u{FEFF}Name,email,tenant,roles,vouch,password",
        "Ada Lovelace,ada@example.org,acme,,met in person,",
        "",
        "\"Bea\r\nBloom\",bea@example.org,acme,,met in person,",
        "Cy,cy@example.org,Acme,wizard,met in person,",
        "Dee,dee.example.org,acme,,met in person,",
        ",eve@example.org,acme,,met in person,",
        "Fay,fay@example.org,,,met in person,",
        "Gus,gus@example.org,acme",
        "Hal,hal@example.org,acme,,met in person,,,",
        "Ivy,ivy@example.org,acme,,met in person,short",
        "Jo,jo@example.org,acme,,,seven herons on a long jetty",
        "Kit,kit@example.org,www,,met in person,",
        "Lou,lou@example.org,acme,member;guest,met in person,seven herons on a long jetty",
        "Max,max@example.org,acme,,,",
    ];
    nexus.file("people.csv", rows.join("\r\n"));
    let ran = nexus.run(&["register", "--from", "people.csv"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 1
    Rejected rows
      line  column    what is wrong, and what to do
         4  name      the name holds a control or text-direction character; remove it
         6  tenant    character 1 is an upper-case `A`: a slug is written in lower case
            roles     there is no role wizard; there are owner, admin, member and guest
         7  email     the address has no @; write it as name@domain
         8  name      the name is empty; give at least one visible character
         9  tenant    there is no tenant: name the one that the person is to join
        10            the row has 3 fields, the header has 6: write a comma for each empty field, too
        11            the row has 8 fields, the header has 6: put a field that holds a comma in double quotes
        12  password  the password is too short; use at least 15 characters, such as a sentence
        13  password  a password may be given only with a vouch: else somebody could set one for an address that is not theirs; leave it out, and who proves the mailbox sets it with `nexus verify`
        14  tenant    this word is reserved for the platform: choose another slug
      All of them are in ./nexus-data/reports/[RUN].jsonl

    people.csv
      registered              2
      already there           0
      awaiting proof          1
      rejected               10

      time      [TIME]
      messages  ./nexus-data/outbox
      audit     verified: [N] records in 2 logs

    Who awaits proof has a message with a link: nexus verify TOKEN
    ");
    assert_eq!(
        nexus.json(&["user", "list"])["users"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        nexus.json(&["tenant", "list"])["tenants"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// What only the rules refuse, after a row was read: still, nothing is made for it.
#[test]
fn a_rejected_row_leaves_no_tenant() {
    let nexus = Nexus::new();
    nexus.file(
        "people.csv",
        "tenant,email,name,vouch,password\n\
         nova,ada@example.org,Ada,met in person,passwordpassword\n\
         acme,bea@example.org,Bea,met in person,\n\
         acme,cy@example.org,Cy,met in person,passwordpassword\n",
    );
    let ran = nexus.run(&["register", "--from", "people.csv"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 1
    Rejected rows
      line  column    what is wrong, and what to do
         2  password  the password is widely known; choose one that nobody else uses
         4  password  the password is widely known; choose one that nobody else uses
      All of them are in ./nexus-data/reports/[RUN].jsonl

    people.csv
      registered              1
      already there           0
      awaiting proof          0
      rejected                2

      time      [TIME]
      messages  ./nexus-data/outbox
      audit     verified: [N] records in 2 logs
    ");
    let tenants = nexus.json(&["tenant", "list"]);
    let tenants = tenants["tenants"].as_array().unwrap();
    assert_eq!(tenants.len(), 1);
    assert_eq!(tenants[0]["slug"], "acme");
}

#[test]
fn bad_lines_of_a_jsonl_file_are_listed_and_no_value_is_repeated() {
    let nexus = Nexus::new();
    let secret = "90125777313371337";
    let lines = [
        r#"{"tenant":"acme","email":"ada@example.org","name":"Ada","roles":["member","admin"],"vouch":"v"}"#,
        r#"{"tenant":"acme","email":"b@example.org","name":"Bea""#,
        r#"{"tenant":"acme",,}"#,
        r#"["acme","c@example.org","Cy"]"#,
        r#"{"tenant":"acme","email":"d@example.org","name":"Dee","born":1990}"#,
        r#"{"tenant":"acme","email":"e@example.org","name":"Eve","email":"f@example.org"}"#,
        r#"{"tenant":"acme","email":"g@example.org"}"#,
        r#"{"tenant":"acme","email":"h@example.org","name":null}"#,
        &format!(
            r#"{{"tenant":"acme","email":"i@example.org","name":"Ivy","vouch":"v","password":{secret}}}"#
        ),
        r#"{"tenant":"acme","email":"j@example.org","name":"Jo","roles":["member",7]}"#,
        "",
        r#"{"tenant":"acme","email":"k@example.org","name":"Kit","vouch":null}"#,
    ];
    nexus.file("people.jsonl", lines.join("\n"));
    let ran = nexus.run(&["register", "--from", "people.jsonl"]);
    insta::assert_snapshot!(ran.shown(), @r#"
    exit 1
    Rejected rows
      line  column    what is wrong, and what to do
         2            the line ends in the middle of the object: write each object on one line
         3            the line is not JSON at character 18: see RFC 8259
         4            the line is not an object: write {"tenant": …, "email": …, "name": …}
         5            the key "born" is not known: use tenant, email, name, roles, vouch, password
         6  email     the key is written twice: keep one
         7  name      the key is missing: each object needs tenant, email and name
         8  name      the value must be a text: put it in double quotes
         9  password  the value must be a text: put it in double quotes
        10  roles     the value must be a text or an array of texts: put it in double quotes
      All of them are in ./nexus-data/reports/[RUN].jsonl

    people.jsonl
      registered              1
      already there           0
      awaiting proof          1
      rejected                9

      time      [TIME]
      messages  ./nexus-data/outbox
      audit     verified: [N] records in 2 logs

    Who awaits proof has a message with a link: nexus verify TOKEN
    "#);
    assert!(!report(&nexus).contains(secret));
}

fn report(nexus: &Nexus) -> String {
    let mut reports = std::fs::read_dir(nexus.data().join("reports")).unwrap();
    let report = std::fs::read_to_string(reports.next().unwrap().unwrap().path()).unwrap();
    assert!(reports.next().is_none());
    report
}

#[test]
fn only_the_first_fifty_are_shown_and_the_report_has_all() {
    let nexus = Nexus::new();
    let rows = "acme,nobody,Nobody\n".repeat(60);
    nexus.file("people.csv", format!("tenant,email,name\n{rows}"));
    let summary = nexus.json(&["register", "--from", "people.csv"]);
    assert_eq!(summary["rejected"], 60);
    let shown = summary["rejections"].as_array().unwrap();
    let lines: Vec<_> = shown
        .iter()
        .map(|row| row["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, (2..=51).collect::<Vec<_>>());
    assert_eq!(report(&nexus).lines().count(), 60);
    // Who is rejected leaves no tenant behind either.
    assert!(
        nexus.json(&["tenant", "list"])["tenants"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_tenant_that_is_not_there_is_created_only_if_it_may_be() {
    let nexus = Nexus::with_acme();
    nexus.file(
        "people.csv",
        "tenant,email,name\nacme,ada@example.org,Ada\nnova,bea@example.org,Bea\n",
    );
    let ran = nexus.run(&[
        "register",
        "--from",
        "people.csv",
        "--vouch",
        "v",
        "--existing-tenants-only",
    ]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 1
    Rejected rows
      line  column  what is wrong, and what to do
         3  tenant  there is no such tenant: create it first with `nexus tenant create`
      All of them are in ./nexus-data/reports/[RUN].jsonl

    people.csv
      registered              1
      already there           0
      awaiting proof          0
      rejected                1

      time      [TIME]
      messages  ./nexus-data/outbox
      audit     verified: [N] records in 2 logs
    ");
    let ran = nexus.run(&["register", "--from", "people.csv", "--vouch", "v"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 0
    people.csv
      registered              1
      already there           1
      awaiting proof          0
      rejected                0

      time      [TIME]
      messages  ./nexus-data/outbox
      audit     verified: [N] records in 3 logs
    ");
}

#[test]
fn nobody_joins_a_suspended_tenant() {
    let nexus = Nexus::with_acme();
    assert_eq!(
        nexus
            .run(&["tenant", "suspend", "acme", "--reason", "billing"])
            .code,
        0
    );
    nexus.file(
        "people.csv",
        "tenant,email,name\nacme,ada@example.org,Ada\n",
    );
    let ran = nexus.run(&["register", "--from", "people.csv", "--vouch", "v"]);
    insta::assert_snapshot!(ran.shown(), @"
    exit 1
    Rejected rows
      line  column  what is wrong, and what to do
         2  tenant  nobody can join a tenant that is suspended: it must be active or on trial
      All of them are in ./nexus-data/reports/[RUN].jsonl

    people.csv
      registered              0
      already there           0
      awaiting proof          0
      rejected                1

      time      [TIME]
      messages  ./nexus-data/outbox
      audit     verified: [N] records in 1 log
    ");
    assert!(
        nexus.json(&["user", "list"])["users"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn two_rows_about_one_person_make_one_user_and_one_welcome() {
    let nexus = Nexus::new();
    let rows = "acme,Ada@Bücher.example,Ada\n".repeat(20)
        + &"acme,ada@XN--BCHER-KVA.example,Ada\n".repeat(20);
    nexus.file("people.csv", format!("tenant,email,name\n{rows}"));
    let summary = nexus.json(&["register", "--from", "people.csv", "--vouch", "v"]);
    assert_eq!(
        (&summary["registered"], &summary["already_there"]),
        (&1.into(), &39.into())
    );
    assert_eq!(nexus.messages().len(), 1);
}
