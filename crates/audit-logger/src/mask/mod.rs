//! Masking: secrets are taken out of a record before it exists, so no store, export or log ever
//! sees one. Masking twice changes nothing.
//!
//! Two rules work together. A **key** made of telling words (`api_key`, `newPassword`) hides its
//! whole value, but for `true`, `false` and `null`: that a secret was set is no secret. A
//! **pattern** (a token, a private key, a card number, `password=…`) is hidden wherever it stands,
//! and the text around it stays readable. When in doubt, both hide.

mod card;
mod keys;
mod patterns;
mod text;

use std::{borrow::Cow, collections::BTreeMap, fmt};

use crate::{FieldKey, TEXT_CHARS_MAX, Value};

/// What stands for a text of which nothing can be shown.
const MASKED: &str = "[masked]";

/// Why a value was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MaskReason {
    /// Its key names a secret.
    SecretKey,
    /// It was a number that is a payment card's.
    CardNumber,
    /// It was a text with so many secrets that their masks do not fit.
    SecretText,
}

impl MaskReason {
    /// The frozen spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecretKey => "secret_key",
            Self::CardNumber => "card_number",
            Self::SecretText => "secret_text",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all = [Self::SecretKey, Self::CardNumber, Self::SecretText];
        all.into_iter().find(|reason| reason.as_str() == text)
    }
}

impl fmt::Display for MaskReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Hides every secret pattern in a text and keeps the rest.
///
/// ```
/// use audit_logger::mask;
///
/// let told = mask::text("signed in with Bearer c2VjcmV0LXRva2Vu and left");
/// assert_eq!(told, "signed in with [masked:authorization] and left");
/// assert_eq!(mask::text(&told), told);
/// ```
pub fn text(text: &str) -> Cow<'_, str> {
    text::mask(text)
}

/// Hides the secret patterns of an id that may take `bytes_max` bytes, at least 8.
pub(crate) fn id(id: &str, bytes_max: usize) -> Cow<'_, str> {
    let masked = text::mask(id);
    if masked.len() > bytes_max {
        Cow::Borrowed(MASKED)
    } else {
        masked
    }
}

/// Hides what the keys and the values of metadata give away.
pub(crate) fn fields(fields: BTreeMap<FieldKey, Value>) -> BTreeMap<FieldKey, Value> {
    let mut masked = BTreeMap::new();
    let mut secret_keys = Vec::new();
    for (key, value) in fields {
        let value = if keys::names_secret(key.as_str()) {
            hide(value)
        } else {
            value_of(value)
        };
        if text::mask(key.as_str()) == key.as_str() {
            masked.insert(key, value);
        } else {
            secret_keys.push(value);
        }
    }
    for value in secret_keys {
        masked.insert(free_key(&masked), value);
    }
    masked
}

/// Whether a secret is set or was changed may be told: one bit is no secret.
fn hide(value: Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Masked(_) => value,
        Value::Int(_) | Value::Text(_) | Value::List(_) | Value::Map(_) => {
            Value::Masked(MaskReason::SecretKey)
        },
    }
}

fn value_of(value: Value) -> Value {
    match value {
        Value::Text(text) => match text::mask(&text) {
            Cow::Borrowed(_) => Value::Text(text),
            Cow::Owned(masked) if masked.chars().count() > TEXT_CHARS_MAX => {
                Value::Masked(MaskReason::SecretText)
            },
            Cow::Owned(masked) => Value::Text(masked),
        },
        Value::Int(number) if card::is_card(number.unsigned_abs()) => {
            Value::Masked(MaskReason::CardNumber)
        },
        Value::List(items) => Value::List(items.into_iter().map(value_of).collect()),
        Value::Map(inner) => Value::Map(fields(inner)),
        plain @ (Value::Null | Value::Bool(_) | Value::Int(_) | Value::Masked(_)) => plain,
    }
}

/// A key that was itself a secret becomes `masked-1`, `masked-2`, … in order.
fn free_key(taken: &BTreeMap<FieldKey, Value>) -> FieldKey {
    let mut number = 1_usize;
    loop {
        if let Ok(key) = FieldKey::parse(&format!("masked-{number}"))
            && !taken.contains_key(&key)
        {
            return key;
        }
        number += 1;
    }
}
