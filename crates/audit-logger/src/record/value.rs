//! What metadata can hold: values without floats, under keys that sort the same everywhere.

use std::{collections::BTreeMap, fmt};

use crate::mask::MaskReason;

/// The longest metadata key, in bytes.
pub const KEY_BYTES_MAX: usize = 64;
/// The longest text, in characters.
pub const TEXT_CHARS_MAX: usize = 1024;
/// How deep lists and maps may nest; a plain value has depth 1.
pub const DEPTH_MAX: usize = 4;
/// The greatest magnitude of an integer: 2^53 - 1, the last that every JSON reader keeps exact.
pub const INT_MAX: i64 = (1 << 53) - 1;

/// The name of a metadata field: an ASCII letter, then letters, digits, `_`, `-` or `.`;
/// at most [`KEY_BYTES_MAX`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldKey(Box<str>);

/// A text that names no metadata field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a field key: start with an ASCII letter, go on with letters, digits, `_`, `-` or `.`, at most {KEY_BYTES_MAX} bytes"
)]
pub struct InvalidKey;

impl InvalidKey {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/invalid-key"
    }
}

impl FieldKey {
    /// Takes a text that is a key already.
    ///
    /// # Errors
    /// [`InvalidKey`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let mut bytes = text.bytes();
        let valid = text.len() <= KEY_BYTES_MAX
            && bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
            && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        if valid {
            Ok(Self(text.into()))
        } else {
            Err(InvalidKey)
        }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A metadata value. There are no floats: they have no spelling that everybody agrees on.
///
/// Limits are checked when the record is built: [`TEXT_CHARS_MAX`], [`DEPTH_MAX`], [`INT_MAX`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number within ±[`INT_MAX`].
    Int(i64),
    /// A text of at most [`TEXT_CHARS_MAX`] characters.
    Text(String),
    /// Values in order.
    List(Vec<Self>),
    /// Values by name.
    Map(BTreeMap<FieldKey, Self>),
    /// A value that was taken out before anybody could store it.
    Masked(MaskReason),
}

impl Value {
    /// A text. There is no `From<&str>`, so that each text in the trail was meant to be there.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}
