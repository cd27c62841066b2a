//! Cases 13 and 14: whatever comes in is within limits, and times keep their order.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use audit_logger::{
    ClockSkew, FieldKey, INT_MAX, InvalidRecord, LogId, LogState, METADATA_FIELDS_MAX,
    RECORD_BYTES_MAX, Record, RecordDraft, TARGETS_MAX, TEXT_CHARS_MAX, Target, Value,
    testing::samples::{at, builder, draft},
};
use chrono::{DateTime, TimeDelta};

const LOG: LogId = LogId::Platform;

fn target() -> Target {
    Target::parse("user", "42").unwrap()
}

fn refused(builder: audit_logger::RecordBuilder) -> InvalidRecord {
    builder.build().unwrap_err()
}

fn nested(depth: usize) -> Value {
    (1..depth).fold(Value::Int(1), |inner, _| Value::List(vec![inner]))
}

#[test]
fn every_limit_has_its_own_words() {
    let start = || builder(LOG, 1);
    let bare = || {
        let d = draft(LOG, 1);
        RecordDraft::builder(
            d.event_id(),
            d.log(),
            d.action().clone(),
            d.actor().clone(),
            d.correlation(),
            at(0),
        )
    };
    let many_targets = (0..=TARGETS_MAX).fold(start(), |b, _| b.target(target()));
    let many_fields =
        (0..=METADATA_FIELDS_MAX).fold(start(), |b, n| b.metadata(format!("f{n}"), Value::Null));
    let early = DateTime::from_timestamp(-1, 0).unwrap();
    let d = draft(LOG, 1);
    let (action, actor) = (d.action().clone(), d.actor().clone());
    let before_1970 =
        RecordDraft::builder(d.event_id(), LOG, action, actor, d.correlation(), early);
    let big = (0..20).fold(start(), |b, n| {
        b.metadata(format!("f{n}"), Value::text("x".repeat(TEXT_CHARS_MAX)))
            .metadata(format!("g{n}"), Value::Null)
    });
    let large = (0..9).fold(bare().target(target()), |b, n| {
        b.metadata(format!("f{n}"), Value::text("\u{1}".repeat(TEXT_CHARS_MAX)))
    });
    let all = [
        refused(bare()),
        refused(many_targets),
        refused(many_fields),
        refused(start().metadata("not a key", Value::Null)),
        refused(start().metadata("process", Value::Null)),
        refused(start().metadata("x", Value::text("x".repeat(TEXT_CHARS_MAX + 1)))),
        refused(start().metadata("x", Value::Int(INT_MAX + 1))),
        refused(start().metadata("x", nested(5))),
        refused(before_1970.target(target())),
        refused(large),
    ];
    let words: Vec<_> = all
        .iter()
        .map(|error| format!("{}: {error}", error.code()))
        .collect();
    insta::assert_snapshot!(words.join("\n"), @"
audit-logger/no-target: a record needs at least one target: name what was acted on
audit-logger/too-many-targets: a record has at most 16 targets: write several records
audit-logger/too-many-fields: a record has at most 32 metadata fields: keep what an auditor needs
audit-logger/invalid-key: metadata field 3 has a key that is not a field key
audit-logger/duplicate-key: metadata field 3 has a key that an earlier field has already
audit-logger/text-too-long: metadata field 3 has a text of more than 1024 characters: shorten it
audit-logger/integer-out-of-range: metadata field 3 has an integer beyond 2^53 - 1: write it as text
audit-logger/too-deep: metadata field 3 nests deeper than 4 levels: flatten it
audit-logger/time-out-of-range: the time of the event is not within the years 1970 to 9999
audit-logger/record-too-large: the record takes more than 32768 bytes: keep what an auditor needs
");
    assert_eq!(refused(big).code(), "audit-logger/too-many-fields");
}

#[test]
fn what_is_exactly_at_a_limit_is_taken() {
    let full = (1..TARGETS_MAX).fold(builder(LOG, 1), |b, _| b.target(target()));
    let full = (2..METADATA_FIELDS_MAX).fold(full, |b, n| b.metadata(format!("f{n}"), nested(4)));
    let record = full.build().unwrap();
    assert_eq!(record.targets().len(), TARGETS_MAX);
    assert_eq!(record.metadata().len(), METADATA_FIELDS_MAX);
}

/// Ten megabytes, ten thousand levels, a million keys: refused soon, and nothing falls over.
#[test]
fn monsters_are_refused() {
    let text = Value::text("x".repeat(10 << 20));
    assert!(matches!(
        refused(builder(LOG, 1).metadata("x", text)),
        InvalidRecord::TextTooLong { .. }
    ));
    let list = Value::List(vec![Value::Null; 1_000_000]);
    assert_eq!(
        refused(builder(LOG, 1).metadata("x", list)),
        InvalidRecord::TooLarge
    );
    let deep = nested(10_000);
    assert!(matches!(
        refused(builder(LOG, 1).metadata("x", deep)),
        InvalidRecord::TooDeep { .. }
    ));
    let keys: BTreeMap<_, _> = (0..1_000_000)
        .map(|n| (FieldKey::parse(&format!("k{n}")).unwrap(), Value::Null))
        .collect();
    assert_eq!(
        refused(builder(LOG, 1).metadata("x", Value::Map(keys))),
        InvalidRecord::TooLarge
    );
    let fields = (0..1_000_000).fold(builder(LOG, 1), |b, n| {
        b.metadata(format!("k{n}"), Value::Null)
    });
    assert_eq!(refused(fields), InvalidRecord::TooManyFields);
}

/// Whatever builds also fits, however high its number, and reads back.
#[test]
fn the_largest_record_stays_within_its_bytes() {
    const FIELDS: usize = 30;
    let (mut low, mut high) = (0, FIELDS * TEXT_CHARS_MAX);
    let build = |chars: usize| {
        let fields = (0..FIELDS).fold(builder(LOG, 1), |b, n| {
            let here = chars.saturating_sub(n * TEXT_CHARS_MAX).min(TEXT_CHARS_MAX);
            // Quotes take two bytes each, so the limit is reached before the fields are full.
            b.metadata(format!("field-{n}"), Value::text("\"".repeat(here)))
        });
        fields.build()
    };
    while low < high {
        let middle = (low + high).div_ceil(2);
        if build(middle).is_ok() {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    let record = build(low).unwrap();
    let latest = DateTime::from_timestamp(253_402_300_799, 999_999_000).unwrap();
    let body = record
        .canonical()
        .body(audit_logger::Seq::new(u64::MAX), latest);
    assert!(body.len() <= RECORD_BYTES_MAX, "{}", body.len());
    assert!(
        body.len() > RECORD_BYTES_MAX - 3,
        "the test reaches the limit: {}",
        body.len()
    );
    assert_eq!(Record::decode(body.as_bytes()).unwrap().draft(), &record);
}

#[test]
fn control_characters_and_formulas_are_kept_and_escaped() {
    let text = "\u{1b}[31m=cmd|'/c calc'!A0\u{0}\r\n\u{7f}";
    let record = builder(LOG, 1)
        .metadata("note", Value::text(text))
        .build()
        .unwrap();
    let body = record.canonical().body(audit_logger::Seq::FIRST, at(0));
    assert!(
        !body.bytes().any(|b| b < 0x20),
        "no control character stands bare"
    );
    let back = Record::decode(body.as_bytes()).unwrap();
    let key = FieldKey::parse("note").unwrap();
    assert_eq!(back.draft().metadata().get(&key), Some(&Value::text(text)));
}

#[test]
fn a_claimed_time_far_from_ours_is_kept_and_told() {
    let recorded = |claimed_seconds: i64| {
        let d = draft(LOG, 1);
        let draft = RecordDraft::builder(
            d.event_id(),
            LOG,
            d.action().clone(),
            d.actor().clone(),
            d.correlation(),
            at(0) + TimeDelta::seconds(claimed_seconds),
        );
        let draft = draft.target(target()).build().unwrap();
        let stored = LogState::new().sequence(draft.canonical(), at(0));
        Record::decode(stored.body.as_bytes()).unwrap()
    };
    let day = 24 * 3600;
    assert_eq!(recorded(300).clock_skew(), None);
    assert_eq!(recorded(301).clock_skew(), Some(ClockSkew::Ahead));
    assert_eq!(recorded(-day).clock_skew(), None);
    assert_eq!(recorded(-day - 1).clock_skew(), Some(ClockSkew::Behind));
    assert_eq!(
        recorded(301).draft().occurred_at(),
        at(301),
        "kept as it came"
    );
}

#[test]
fn no_clock_can_break_the_order() {
    let mut log = LogState::new();
    let mut last = DateTime::UNIX_EPOCH;
    let clocks = [
        at(10),
        at(-10),
        DateTime::UNIX_EPOCH,
        DateTime::<chrono::Utc>::MIN_UTC,
        at(10),
        // A leap second, as chrono writes it: beyond the 59th by its fraction.
        DateTime::from_timestamp(1_483_228_799, 1_500_000_000).unwrap(),
        at(4_000_000),
        DateTime::<chrono::Utc>::MAX_UTC,
        at(11),
    ];
    for (n, clock) in (0..).zip(clocks) {
        let record = log.sequence(draft(LOG, n).canonical(), clock);
        assert!(record.recorded_at >= last, "{clock}");
        assert_eq!(record.seq.as_u64(), u64::from(n));
        let back = Record::decode(record.body.as_bytes()).unwrap();
        assert_eq!(back.recorded_at(), record.recorded_at, "{clock}");
        last = record.recorded_at;
    }
}
