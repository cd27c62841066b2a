//! A file that cannot be used gets a sentence that helps, and changes nothing.

use crate::program::Nexus;

const GOOD_ROW: &str = "acme,ada@example.org,Ada Lovelace\n";

/// What is said of a file, after making sure that nothing was changed.
fn refusal(name: &str, content: impl AsRef<[u8]>) -> String {
    let nexus = Nexus::new();
    nexus.file(name, content);
    said_of(&nexus, &["register", "--from", name])
}

fn said_of(nexus: &Nexus, arguments: &[&str]) -> String {
    let ran = nexus.run(arguments);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    assert!(!nexus.data().exists(), "a data directory was made");
    ran.err
}

#[test]
fn no_such_file() {
    let nexus = Nexus::new();
    insta::assert_snapshot!(said_of(&nexus, &["register", "--from", "nowhere.csv"]), @"error: there is no file nowhere.csv: check the name");
}

#[test]
fn a_directory() {
    let nexus = Nexus::new();
    insta::assert_snapshot!(said_of(&nexus, &["register", "--from", "."]), @"error: . is a directory: name a file in it");
}

#[cfg(unix)]
#[test]
fn a_device() {
    let nexus = Nexus::new();
    let arguments = ["register", "--from", "/dev/null", "--format", "csv"];
    insta::assert_snapshot!(said_of(&nexus, &arguments), @"error: /dev/null is not a plain file: write what it gives into a file first, for it is checked before it is used");
}

#[test]
fn a_name_that_does_not_tell_the_format() {
    insta::assert_snapshot!(refusal("people.txt", GOOD_ROW), @"error: the name people.txt does not tell how the file is written: add --format csv or --format jsonl");
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(refusal("people.csv", ""), @"error: people.csv is empty: write one person a line; CSV begins with the line `tenant,email,name`");
    insta::assert_snapshot!(refusal("people.jsonl", ""), @"error: people.jsonl is empty: write one person a line; CSV begins with the line `tenant,email,name`");
}

#[test]
fn nobody_below_the_header() {
    insta::assert_snapshot!(refusal("people.csv", "tenant,email,name\n\n"), @"error: people.csv holds no people: there is no row in it");
    insta::assert_snapshot!(refusal("people.jsonl", "\n  \n"), @"error: people.jsonl holds no people: there is no row in it");
}

#[test]
fn a_workbook() {
    insta::assert_snapshot!(refusal("people.csv", b"PK\x03\x04\x14\x00"), @r#"error: people.csv is a spreadsheet workbook or an archive: open it and save it as "CSV UTF-8""#);
}

#[test]
fn utf_16() {
    insta::assert_snapshot!(refusal("people.csv", b"\xFF\xFEt\x00e\x00"), @r#"error: people.csv is written in UTF-16: save it as "CSV UTF-8""#);
}

#[test]
fn not_utf_8_on_the_third_line() {
    let mut bytes = format!("tenant,email,name\n{GOOD_ROW}").into_bytes();
    bytes.extend(b"acme,k@example.org,K\xE4the\n");
    insta::assert_snapshot!(refusal("people.csv", &bytes), @r#"error: line 3 of people.csv is not UTF-8 (byte 0xE4): save the file as "CSV UTF-8""#);
}

#[test]
fn a_character_cut_off_at_the_end_of_the_file() {
    let mut bytes = format!("tenant,email,name\n{GOOD_ROW}").into_bytes();
    bytes.extend(b"acme,k@example.org,K\xC3");
    insta::assert_snapshot!(refusal("people.csv", &bytes), @r#"error: line 3 of people.csv is not UTF-8 (byte 0xC3): save the file as "CSV UTF-8""#);
}

#[test]
fn a_quote_that_is_never_closed() {
    let text = format!("tenant,email,name\n{GOOD_ROW}acme,b@example.org,\"Bea\n{GOOD_ROW}");
    insta::assert_snapshot!(refusal("people.csv", text), @r#"error: the quote opened in line 3 of people.csv is never closed: close it, or write "" for a quote inside a field"#);
}

#[test]
fn semicolons() {
    insta::assert_snapshot!(refusal("people.csv", "tenant;email;name\na;b;c\n"), @"error: the header of people.csv is separated by semicolons: save the file with commas between the columns");
}

#[test]
fn missing_columns() {
    insta::assert_snapshot!(refusal("people.csv", "tenant\nacme\n"), @"error: the header of people.csv lacks email and name: a file needs tenant, email and name in its first line");
}

#[test]
fn no_header_at_all() {
    insta::assert_snapshot!(refusal("people.csv", GOOD_ROW), @"error: the header of people.csv lacks tenant, email and name: a file needs tenant, email and name in its first line");
}

#[test]
fn unknown_columns_are_named() {
    let header = "tenant,email,name,rolls,Geburtsdatum\n";
    insta::assert_snapshot!(refusal("people.csv", header), @r#"error: the header of people.csv names "rolls", "geburtsdatum", which nexus does not know: remove or rename; known are tenant, email, name, roles, vouch and password"#);
}

#[test]
fn a_doubled_column() {
    let header = "tenant,email,name,email\n";
    insta::assert_snapshot!(refusal("people.csv", header), @"error: the header of people.csv names `email` twice: keep one");
}

#[test]
fn a_first_line_that_never_ends() {
    insta::assert_snapshot!(refusal("people.csv", "a".repeat(70_000)), @"error: line 1 of people.csv is longer than 64 KiB: is this a file of people?");
}

#[test]
fn a_vouch_for_all_that_is_none() {
    let nexus = Nexus::new();
    nexus.file("people.csv", format!("tenant,email,name\n{GOOD_ROW}"));
    let arguments = ["register", "--from", "people.csv", "--vouch", " "];
    insta::assert_snapshot!(said_of(&nexus, &arguments), @"error: --vouch cannot be used: the reason is empty; say why in a few words");
}

#[test]
fn with_json_the_failure_is_a_document() {
    let nexus = Nexus::new();
    let ran = nexus.run(&["--json", "register", "--from", "nowhere.csv"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, ""));
    insta::assert_snapshot!(ran.out, @r#"
    {
      "error": {
        "code": "nexus/file-missing",
        "message": "there is no file nowhere.csv: check the name"
      }
    }
    "#);
}
