//! Case 12, its beginning: no secret of the corpus gets into a record, whatever it hides in.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use audit_logger::{
    FieldKey, LogId, Record, Seq, Target, Value, mask,
    testing::samples::{at, builder},
};
use proptest::prelude::*;

/// A secret alone, and the part of it that must not be seen.
const CORPUS: &[(&str, &str)] = &[
    (
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
        "eyJzdWIi",
    ),
    ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0.", "eyJzdWIi"),
    ("Bearer mF_9.B5f-4.1JqM", "mF_9"),
    ("bearer abcdefghij", "abcdefghij"),
    ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "QWxhZGRpb"),
    (
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----",
        "MC4CAQ",
    ),
    (
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk",
        "b3BlbnNz",
    ),
    ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    ("ASIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F"),
    (
        "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwx",
        "11ABCDEFG",
    ),
    ("glpat-ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJ"),
    ("xoxb-123456789012-abcdefGHIJKL", "abcdefGHIJKL"),
    ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "4eC39Hq"),
    ("whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH", "5WbX5kEW"),
    (
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
        "c2FsdHNhbHQ",
    ),
    (
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "R9h/cIPz0",
    ),
    (
        "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4Cb",
        "aM15713r3X",
    ),
    (
        "otpauth://totp/Acme:ada?secret=JBSWY3DPEHPK3PXP&issuer=Acme",
        "JBSWY3DP",
    ),
    (
        "postgres://nexus:s3cr3t-pw@db.internal:5432/nexus",
        "s3cr3t-pw",
    ),
    (
        "https://app.example.org/verify?token=Zm9vYmFyYmF6&lang=en",
        "Zm9vYmFyYmF6",
    ),
    (
        "https://app.example.org/cb?code=SplxlOBeZQQYbYS6WxSbIA",
        "SplxlOBe",
    ),
    (
        "nxv_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
        "q83vEjRWeJ",
    ),
    (
        "https://x.example/verify#nxv_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
        "q83vEjRWeJ",
    ),
    (
        "https://x.example/verify?t=nxv_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA&lang=en",
        "q83vEjRWeJ",
    ),
    (
        "https://x.example/v/nxv_-83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWe_-/now",
        "83vEjRWeJ",
    ),
    (
        "copied1nxv_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA.",
        "q83vEjRWeJ",
    ),
    ("password=hunter2-hunter2", "hunter2"),
    ("Password: hunter2-hunter2", "hunter2"),
    ("{\"password\":\"hunter 2, hunter 3\"}", "hunter"),
    ("{\\\"api_key\\\":\\\"hunter2hunter2\\\"}", "hunter2"),
    ("api key = hunter2hunter2", "hunter2"),
    ("authorization: Bearer hunter2hunter2", "hunter2"),
    ("Set-Cookie: sid=31d4d96e407aad42; HttpOnly", "31d4d96e"),
    ("client_secret='hunter 2 hunter'", "hunter"),
    ("4111111111111111", "4111111111111111"),
    ("4111 1111 1111 1111", "1111 1111"),
    ("5500-0000-0000-0004", "5500-0000"),
    ("378282246310005", "378282246310005"),
    ("card 4111111111111111 cvv=123", "4111111111111111"),
];

/// Places to hide a secret in a text.
fn disguises(secret: &str) -> Vec<String> {
    vec![
        secret.to_owned(),
        format!("before {secret} after"),
        format!("({secret})"),
        format!("é{secret}"),
        format!("error: could not connect: {secret}"),
        format!("{secret} {secret}"),
        format!("line\n{secret}\nline"),
    ]
}

fn body(value: Value) -> String {
    let record = builder(LogId::Platform, 1)
        .metadata("note", value)
        .build()
        .unwrap();
    record.canonical().body(Seq::FIRST, at(0))
}

#[test]
fn no_secret_of_the_corpus_reaches_a_record() {
    let key = |text: &str| FieldKey::parse(text).unwrap();
    for (secret, part) in CORPUS {
        for text in disguises(secret) {
            let nested = Value::Map(BTreeMap::from([(
                key("a"),
                Value::List(vec![Value::text(&*text)]),
            )]));
            for value in [Value::text(&*text), nested] {
                let body = body(value);
                assert!(!body.contains(part), "{text:?} shows as {body}");
            }
            let masked = mask::text(&text).into_owned();
            assert_eq!(
                mask::text(&masked),
                masked,
                "{text:?} is masked once and for all"
            );
        }
    }
}

#[test]
fn a_secret_as_the_id_of_a_target_is_masked() {
    for (secret, part) in CORPUS
        .iter()
        .filter(|(secret, _)| secret.bytes().all(|b| b.is_ascii_graphic()))
    {
        let target = Target::parse("thing", secret).unwrap();
        assert!(
            !target.to_string().contains(part),
            "{secret} shows as {target}"
        );
        assert_eq!(
            Target::parse("thing", target.id()),
            Ok(target.clone()),
            "and stays so"
        );
    }
    let long = Target::parse("thing", &"pin=1;".repeat(21)).unwrap();
    assert_eq!(long.id(), "[masked]");
}

#[test]
fn a_key_that_names_a_secret_hides_its_value() {
    let inner = BTreeMap::from([
        (FieldKey::parse("sessionId").unwrap(), Value::text("abcdef")),
        (FieldKey::parse("shipping").unwrap(), Value::text("by sea")),
    ]);
    let record = builder(LogId::Platform, 1)
        .metadata("newPassword", Value::text("correct horse"))
        .metadata("pin", Value::Int(1234))
        .metadata(
            "recovery_codes",
            Value::List(vec![Value::text("aaaa"), Value::text("bbbb")]),
        )
        .metadata("password_changed", Value::Bool(true))
        .metadata("number", Value::Int(4_111_111_111_111_111))
        .metadata("ghp_16C7e42F292c6912E7710c838347Ae178B4a", Value::Int(1))
        .metadata("device", Value::Map(inner))
        .build()
        .unwrap();
    let lines: Vec<_> = record
        .metadata()
        .iter()
        .map(|(key, value)| format!("{key} = {value:?}"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
attempt = Int(1)
device = Map({FieldKey("sessionId"): Masked(SecretKey), FieldKey("shipping"): Text("by sea")})
masked-1 = Int(1)
newPassword = Masked(SecretKey)
number = Masked(CardNumber)
password_changed = Bool(true)
pin = Masked(SecretKey)
process = Text("user_registration")
recovery_codes = Masked(SecretKey)
"#);
}

#[test]
fn a_link_keeps_all_but_its_token() {
    let link = "see https://x.example/verify#nxv_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA, Ada";
    insta::assert_snapshot!(mask::text(link), @"see https://x.example/verify#[masked:link_token], Ada");
}

#[test]
fn prose_stays_readable() {
    for text in [
        "user usr_0190a6e4f5b77c1e8a4d2f3b4c5d6e7f joined ten_0190a6e4f5b77c1e8a4d2f3b4c5d6e7f",
        "the authority approved the shipping of 12 items for 1,299.00 EUR",
        "basic authentication is off",
        "see https://docs.example.org/guide?page=2&lang=de#tokens",
        "550e8400-e29b-41d4-a716-446655440000",
        "4111111111111112 fails the check, 1700000000000 is a time",
        "11111111111111111111111111111111",
        "price: $15, was $20",
        "a -- b --- c -----",
        "ratio 3:1, at 12:30:45, mailto:ada@example.org",
        "Zoë sprach: schön; 東京 😀",
        "tokens begin with nxv_ and nxv_tooshort is none",
        "[masked:jwt]",
        "",
    ] {
        assert_eq!(mask::text(text), text);
    }
}

/// A mask is longer than what it hides, so a text full of short secrets could grow over its limit.
#[test]
fn masks_never_make_a_record_that_cannot_be_read_back() {
    let text = "pin=1 ".repeat(170);
    let body = body(Value::text(text));
    assert!(
        body.contains("\"note\":{\"$masked\":\"secret_text\"}"),
        "{body}"
    );
    assert!(Record::decode(body.as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn masking_twice_changes_nothing(parts in prop::collection::vec(any::<prop::sample::Index>(), 1..5), glue in "[ =:&?,;.\"'\\\\/@\\[\\]a-z0-9-]{0,6}", noise in "\\PC{0,20}") {
        let pieces: Vec<_> = parts.iter().map(|pick| CORPUS[pick.index(CORPUS.len())].0).collect();
        for text in [pieces.join(&glue), format!("{noise}{glue}{}", pieces.join(&noise))] {
            let once = mask::text(&text).into_owned();
            prop_assert_eq!(&*mask::text(&once), &*once, "{}", text);
        }
    }

    #[test]
    fn masking_takes_any_text(text in any::<String>()) {
        let once = mask::text(&text).into_owned();
        prop_assert_eq!(&*mask::text(&once), &*once);
    }
}
