//! Secrets in free text: by their form, and by the word that is assigned to them.

use std::borrow::Cow;

use super::{
    MASKED, keys,
    patterns::{self, Hit, LABELS, is_space_or_quote, run},
};

/// How often a text is looked at again after something was hidden. One pass nearly always does.
const PASSES_MAX: usize = 8;

/// Words that name a secret when they stand in the query of an address.
const QUERY_WORDS: &[&str] = &["code", "key", "sig", "signature"];

/// Hides every secret, over and over until nothing is left to hide; so a second call changes nothing.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    let Some(mut masked) = pass(text) else {
        return Cow::Borrowed(text);
    };
    for _ in 0..PASSES_MAX {
        match pass(&masked) {
            None => return Cow::Owned(masked),
            Some(again) => masked = again,
        }
    }
    Cow::Owned(MASKED.to_owned())
}

fn pass(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    let mut word_before = None;
    while at < bytes.len() {
        let hit = patterns::at(bytes, at)
            .or_else(|| assignment(text, at, &mut word_before))
            .filter(|hit| !is_mask(text.get(hit.start..hit.end).unwrap_or_default()));
        let Some(hit) = hit else {
            at += 1;
            continue;
        };
        out.push_str(text.get(copied..hit.start).unwrap_or_default());
        out.push_str("[masked:");
        out.push_str(hit.label);
        out.push(']');
        copied = hit.end;
        at = hit.end;
    }
    if copied == 0 {
        return None;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Some(out)
}

/// `<key> = <value>` or `<key>: <value>`, quoted or not, where the key names a secret.
fn assignment<'a>(
    text: &'a str,
    at: usize,
    word_before: &mut Option<(&'a str, usize)>,
) -> Option<Hit> {
    let bytes = text.as_bytes();
    let begins = at
        .checked_sub(1)
        .and_then(|i| bytes.get(i))
        .is_none_or(|b| !is_key_byte(*b));
    if !begins || !bytes.get(at).copied().is_some_and(is_key_byte) {
        return None;
    }
    let end = run(bytes, at, is_key_byte);
    let word = text.get(at..end)?;
    let pair = word_before
        .replace((word, end))
        .filter(|(_, end)| end + 1 == at)
        .map(|(word, _)| word);
    let sign = run(bytes, end, |b| is_space_or_quote(b) || b == b'\\');
    match bytes.get(sign) {
        Some(b'=') => {},
        Some(b':') if bytes.get(sign + 1) != Some(&b'/') => {},
        _ => return None,
    }
    let in_query = matches!(
        at.checked_sub(1).and_then(|i| bytes.get(i)),
        Some(b'?' | b'&')
    );
    let secret = keys::names_secret(word)
        || pair.is_some_and(|before| keys::is_pair(before, word))
        || (in_query
            && QUERY_WORDS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word)));
    if !secret {
        return None;
    }
    value_after(bytes, sign + 1)
}

/// The assigned value: what is quoted, or what goes on without a space.
fn value_after(bytes: &[u8], sign: usize) -> Option<Hit> {
    let start = run(bytes, sign, |b| is_space_or_quote(b) || b == b'\\');
    let quote = bytes
        .get(sign..start)?
        .iter()
        .rev()
        .find(|b| matches!(b, b'"' | b'\'' | b'`'));
    let plain = match quote {
        Some(quote) => run(bytes, start, |b| b != *quote),
        None => run(bytes, start, |b| {
            !is_space_or_quote(b) && !matches!(b, b'&' | b',' | b';')
        }),
    };
    // `password: Bearer …`: the value is all of the token, not its first word.
    let end = patterns::at(bytes, start).map_or(plain, |hit| hit.end.max(plain));
    (end > start).then_some(Hit {
        start,
        end,
        label: "assigned",
    })
}

const fn is_key_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')
}

/// Whether a text is one of our own masks and nothing else.
fn is_mask(text: &str) -> bool {
    let label = text
        .strip_prefix("[masked:")
        .and_then(|rest| rest.strip_suffix(']'));
    text == MASKED || label.is_some_and(|label| LABELS.contains(&label))
}
