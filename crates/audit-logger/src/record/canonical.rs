//! The bytes a record is hashed as: RFC 8785 (JSON Canonicalization Scheme), written directly.
//!
//! The bytes are a function of the record alone. Keys are ASCII and written in their sorted order,
//! numbers are whole and within 2^53, times are UTC with six digits of fraction, and `"v":1` says
//! by which of our rules the record was written.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};

use super::{Actor, Seq, Value, draft::Content};

/// The longest record, in canonical bytes. A tile-based log stores lengths in 16 bits.
pub const RECORD_BYTES_MAX: usize = 32 * 1024;

/// What the two fields that the log adds take at most: `"recorded_at":"…","seq":…,`.
const STAMP_BYTES_MAX: usize = 16 + 27 + 2 + 6 + 20 + 1;

/// A draft written out, but for the two fields that only the log knows.
///
/// Both sort next to each other, so a log splices them in without writing the rest again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// Up to and including the comma after `outcome`.
    head: Box<str>,
    /// From `severity` on.
    tail: Box<str>,
}

impl Canonical {
    pub(super) fn of(content: &Content) -> Self {
        let mut head = String::with_capacity(448);
        head.push_str("{\"action\":");
        string(&mut head, content.action.as_str());
        head.push_str(",\"actor\":");
        actor(&mut head, &content.actor);
        if let Some(causation) = content.causation {
            push(&mut head, format_args!(",\"causation\":\"{causation}\""));
        }
        push(
            &mut head,
            format_args!(",\"correlation\":\"{}\"", content.correlation),
        );
        push(
            &mut head,
            format_args!(",\"event\":\"{}\"", content.event_id),
        );
        push(&mut head, format_args!(",\"log\":\"{}\"", content.log));
        head.push_str(",\"metadata\":");
        map(
            &mut head,
            content
                .metadata
                .iter()
                .map(|(key, value)| (key.as_str(), value)),
        );
        head.push_str(",\"occurred_at\":\"");
        time(&mut head, content.occurred_at);
        push(
            &mut head,
            format_args!("\",\"outcome\":\"{}\",", content.outcome),
        );

        let mut tail = String::with_capacity(160);
        push(
            &mut tail,
            format_args!("\"severity\":\"{}\",\"targets\":[", content.severity),
        );
        for (index, target) in content.targets.iter().enumerate() {
            tail.push_str(if index == 0 { "{\"id\":" } else { ",{\"id\":" });
            string(&mut tail, target.id());
            push(&mut tail, format_args!(",\"kind\":\"{}\"}}", target.kind()));
        }
        tail.push_str("],\"v\":1}");
        Self {
            head: head.into_boxed_str(),
            tail: tail.into_boxed_str(),
        }
    }

    /// The most bytes this record can take in any log.
    pub(super) fn bytes_max(&self) -> usize {
        self.head.len() + STAMP_BYTES_MAX + self.tail.len()
    }

    /// The whole record, as the log hashes and stores it.
    pub fn body(&self, seq: Seq, recorded_at: DateTime<Utc>) -> String {
        let mut body = String::with_capacity(self.bytes_max());
        body.push_str(&self.head);
        body.push_str("\"recorded_at\":\"");
        time(&mut body, recorded_at);
        push(&mut body, format_args!("\",\"seq\":{},", seq.as_u64()));
        body.push_str(&self.tail);
        body
    }
}

fn actor(out: &mut String, actor: &Actor) {
    match actor {
        Actor::User {
            id,
            impersonated_by: None,
        } => {
            push(out, format_args!("{{\"id\":\"{id}\",\"kind\":\"user\"}}"));
        },
        Actor::User {
            id,
            impersonated_by: Some(by),
        } => push(
            out,
            format_args!("{{\"id\":\"{id}\",\"impersonated_by\":\"{by}\",\"kind\":\"user\"}}"),
        ),
        Actor::Operator { name } => named(out, "operator", name.as_str()),
        Actor::Service { name } => named(out, "service", name.as_str()),
        Actor::System { component } => named(out, "system", component.as_str()),
        Actor::Anonymous => out.push_str("{\"kind\":\"anonymous\"}"),
    }
}

fn named(out: &mut String, kind: &str, name: &str) {
    push(
        out,
        format_args!("{{\"kind\":\"{kind}\",\"name\":\"{name}\"}}"),
    );
}

fn map<'a>(out: &mut String, fields: impl Iterator<Item = (&'a str, &'a Value)>) {
    out.push('{');
    for (index, (key, field)) in fields.enumerate() {
        if index > 0 {
            out.push(',');
        }
        string(out, key);
        out.push(':');
        value(out, field);
    }
    out.push('}');
}

fn value(out: &mut String, value_: &Value) {
    match value_ {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(number) => push(out, format_args!("{number}")),
        Value::Text(text) => string(out, text),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                value(out, item);
            }
            out.push(']');
        },
        Value::Map(fields) => map(out, fields.iter().map(|(key, field)| (key.as_str(), field))),
        // No field key can begin with `$`, so this is never mistaken for a map.
        Value::Masked(reason) => push(out, format_args!("{{\"$masked\":\"{reason}\"}}")),
    }
}

/// RFC 8785, section 3.2.2.2: only what must be escaped is, and in the shortest way.
fn string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|b| b < 0x20 || b == b'"' || b == b'\\')
    {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(control) => push(out, format_args!("\\u{:04x}", u32::from(control))),
            None => {},
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// `2026-11-22T19:24:55.123456Z`: 27 bytes for every year from 0 to 9999.
fn time(out: &mut String, at: DateTime<Utc>) {
    digits(out, at.year().unsigned_abs(), 4);
    for (separator, part) in [
        ('-', at.month()),
        ('-', at.day()),
        ('T', at.hour()),
        (':', at.minute()),
        (':', at.second()),
    ] {
        out.push(separator);
        digits(out, part, 2);
    }
    out.push('.');
    digits(out, at.timestamp_subsec_micros(), 6);
    out.push('Z');
}

fn digits(out: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        out.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// Writing to a `String` cannot fail.
fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "writing to a String does not fail");
}
