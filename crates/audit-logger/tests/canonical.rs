//! Case 6: canonical bytes are RFC 8785, and two records never share them.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};

use audit_logger::{
    Action, Actor, FieldKey, INT_MAX, LogId, MaskReason, Outcome, Record, RecordBuilder,
    RecordDraft, Seq, Severity, Slug, TEXT_CHARS_MAX, Target, Value,
    testing::samples::{at, builder, correlation, draft, event, person, tenant_log},
};
use chrono::DateTime;
use proptest::prelude::*;

fn body(draft: &RecordDraft) -> String {
    draft.canonical().body(Seq::new(41), at(5))
}

#[test]
fn a_record_reads_as_one_line_of_json() {
    let record = builder(tenant_log(1), 1)
        .outcome(Outcome::Denied)
        .severity(Severity::High);
    insta::assert_snapshot!(body(&record.build().unwrap()), @r#"{"action":"tenant.member.joined","actor":{"id":"usr_00000000000000000000000000ac0001","impersonated_by":"usr_00000000000000000000000000ac0009","kind":"user"},"causation":"cau_00000000000000000000000000000001","correlation":"cor_00000000000000000000000000c00000","event":"evt_00000000000000000000000e00000001","log":"ten_000000000000000000000000007e0001","metadata":{"attempt":1,"process":"user_registration"},"occurred_at":"2026-01-01T00:00:01.000000Z","outcome":"denied","recorded_at":"2026-01-01T00:00:05.000000Z","seq":41,"severity":"high","targets":[{"id":"usr_00000000000000000000000000ac0001","kind":"user"}],"v":1}"#);
}

fn key() -> impl Strategy<Value = FieldKey> {
    "[A-Za-z][A-Za-z0-9_.-]{0,12}".prop_map(|text| FieldKey::parse(&text).unwrap())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-INT_MAX..=INT_MAX).prop_map(Value::Int),
        any::<String>().prop_map(Value::Text),
        "[\\x00-\\x7f\"\\\\]{0,20}".prop_map(Value::Text),
        Just(Value::Masked(MaskReason::SecretKey)),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::btree_map(key(), inner, 0..4).prop_map(Value::Map),
        ]
    })
}

fn actor() -> impl Strategy<Value = Actor> {
    let slug = || "[a-z][a-z0-9_-]{0,10}".prop_map(|text| Slug::parse(&text).unwrap());
    prop_oneof![
        (0_u32..3, prop::option::of(3_u32..6)).prop_map(|(id, by)| Actor::User {
            id: person(id),
            impersonated_by: by.map(person),
        }),
        slug().prop_map(|name| Actor::Operator { name }),
        slug().prop_map(|name| Actor::Service { name }),
        slug().prop_map(|component| Actor::System { component }),
        Just(Actor::Anonymous),
    ]
}

fn any_draft() -> impl Strategy<Value = RecordDraft> {
    let targets = prop::collection::vec(("[a-z]{1,8}", "[!-~]{1,40}"), 1..5);
    let fields = prop::collection::btree_map(key(), value(), 0..6);
    let micros = 0..253_402_300_799_999_999_i64;
    (any::<u32>(), actor(), targets, fields, micros, 0_u32..3).prop_map(
        |(n, actor, targets, fields, micros, tenant): (
            _,
            _,
            Vec<(String, String)>,
            BTreeMap<_, _>,
            _,
            _,
        )| {
            let log = if tenant == 0 {
                LogId::Platform
            } else {
                tenant_log(tenant)
            };
            let action = Action::parse("identity.user.suspended").unwrap();
            let time = DateTime::from_timestamp_micros(micros).unwrap();
            let mut builder =
                RecordDraft::builder(event(n), log, action, actor, correlation(n % 9), time);
            for (kind, id) in targets {
                builder = builder.target(Target::parse(&kind, &id).unwrap());
            }
            for (key, value) in fields {
                builder = builder.metadata(key.as_str(), value);
            }
            builder.build().unwrap()
        },
    )
}

proptest! {
    #[test]
    fn our_bytes_are_those_of_another_rfc_8785_encoder(draft in any_draft(), seq in 0..(1_u64 << 53), micros in 0..253_402_300_799_999_999_i64) {
        let body = draft.canonical().body(Seq::new(seq), DateTime::from_timestamp_micros(micros).unwrap());
        let json: serde_json::Value = serde_json::from_str(&body).unwrap();
        prop_assert_eq!(serde_json_canonicalizer::to_string(&json).unwrap(), body);
    }

    #[test]
    fn a_record_reads_back_from_its_bytes(draft in any_draft(), seq in 0..(1_u64 << 53)) {
        let body = draft.canonical().body(Seq::new(seq), at(5));
        let record = Record::decode(body.as_bytes()).unwrap();
        prop_assert_eq!(record.draft(), &draft);
        prop_assert_eq!((record.seq(), record.recorded_at()), (Seq::new(seq), at(5)));
        prop_assert_eq!(record.body(), body);
    }

    #[test]
    fn no_other_bytes_read_as_a_record(draft in any_draft(), place in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut bytes = body(&draft).into_bytes();
        let at = place.index(bytes.len());
        bytes[at] = to;
        if let Ok(record) = Record::decode(&bytes) {
            prop_assert_eq!(record.body().into_bytes(), bytes);
        }
    }

    #[test]
    fn two_records_never_share_their_bytes(one in any_draft(), other in any_draft()) {
        prop_assert_eq!(one == other, body(&one) == body(&other));
    }
}

fn with(key: &str, value: Value) -> RecordBuilder {
    builder(LogId::Platform, 1).metadata(key, value)
}

#[test]
fn what_looks_alike_is_not_the_same() {
    let map = |pairs: &[(&str, Value)]| {
        let pair = |(key, value): &(&str, Value)| (FieldKey::parse(key).unwrap(), value.clone());
        Value::Map(pairs.iter().map(pair).collect())
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let values = [
        Value::Null,
        Value::Bool(false),
        Value::Int(0),
        Value::Int(1),
        Value::Int(INT_MAX),
        Value::Int(-INT_MAX),
        Value::List(vec![]),
        Value::List(vec![Value::Int(1), Value::Int(2)]),
        Value::List(vec![Value::Int(12)]),
        Value::List(vec![text("1,2")]),
        map(&[]),
        map(&[("a", Value::Int(1))]),
        map(&[("masked", text("secret_key"))]),
        Value::Masked(MaskReason::SecretKey),
        Value::Masked(MaskReason::CardNumber),
        text(""),
        text("0"),
        text("null"),
        text("\",\"x\":\""),
        text("\\\",\\\"x\\\":\\\""),
        text("{\"$masked\":\"secret_key\"}"),
        // The same letter to the eye, composed and decomposed.
        text("\u{e9}"),
        text("e\u{301}"),
        text("\u{0}"),
        text("\\u0000"),
        text("\u{fffd}"),
        text("\u{1f600}"),
    ];
    let bodies: BTreeSet<String> = values
        .iter()
        .map(|value| body(&with("x", value.clone()).build().unwrap()))
        .collect();
    assert_eq!(
        bodies.len(),
        values.len(),
        "each value has bytes of its own"
    );
    let moved = body(&with("xy", Value::Int(1)).build().unwrap());
    assert!(!bodies.contains(&moved), "a key is not a part of its value");
}

#[test]
fn the_order_of_giving_fields_makes_no_difference() {
    let one = with("b", Value::Int(1))
        .metadata("a", Value::Null)
        .metadata("B", Value::Null);
    let other = builder(LogId::Platform, 1)
        .metadata("B", Value::Null)
        .metadata("a", Value::Null)
        .metadata("b", Value::Int(1));
    assert_eq!(one.build().unwrap(), other.build().unwrap());
}

/// The limits that keep a record exact in every reader: each is met, and one more is refused.
#[test]
fn integers_end_where_doubles_stop_being_exact() {
    for number in [INT_MAX + 1, -INT_MAX - 1, i64::MAX, i64::MIN] {
        let error = with("x", Value::Int(number)).build().unwrap_err();
        assert_eq!(
            error.code(),
            "audit-logger/integer-out-of-range",
            "{number}"
        );
    }
    assert!(
        with("x", Value::text("é".repeat(TEXT_CHARS_MAX)))
            .build()
            .is_ok()
    );
}

#[test]
fn foreign_json_is_no_record() {
    let good = body(&draft(LogId::Platform, 1));
    assert!(Record::decode(good.as_bytes()).is_ok());
    for bad in [
        String::new(),
        "{}".to_owned(),
        "null".to_owned(),
        good.replace(",\"v\":1", ",\"v\":2"),
        good.replace(",\"v\":1", ""),
        good.replace(",\"v\":1", ",\"v\":1,\"w\":1"),
        good.replace("\"outcome\":\"success\"", "\"outcome\":\"Success\""),
        good.replace(":{", ": {"),
        good.replace("user_registration", "user\\u005fregistration"),
        format!("{good}\n"),
    ] {
        assert_ne!(bad, good, "the test changes something");
        assert!(Record::decode(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(Record::decode(&[0xff, 0xfe]).is_err());
    assert!(
        Record::decode("[".repeat(100_000).as_bytes()).is_err(),
        "depth does no harm"
    );
}
