//! The names and keys of the crate: each parses once, and is valid ever after.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest name of a workflow, step, wait or signal, in bytes.
pub const NAME_BYTES_MAX: usize = 64;
/// The longest key, worker id or actor reference, in bytes.
pub const KEY_BYTES_MAX: usize = 128;

/// A name or key that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing was given.
    #[error("a {what} must not be empty")]
    Empty {
        /// What was to be named.
        what: &'static str,
    },
    /// Longer than the limit.
    #[error("a {what} has at most {limit} bytes")]
    TooLong {
        /// What was to be named.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// A character outside the alphabet.
    #[error("a {what} consists of {alphabet}")]
    Character {
        /// What was to be named.
        what: &'static str,
        /// The characters that are allowed.
        alphabet: &'static str,
    },
}

impl InvalidName {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "workflow/name-empty",
            Self::TooLong { .. } => "workflow/name-too-long",
            Self::Character { .. } => "workflow/name-character",
        }
    }
}

struct Rule {
    what: &'static str,
    limit: usize,
    alphabet: &'static str,
    allows: fn(u8) -> bool,
}

const fn name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'.')
}

const fn key_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte == b' '
}

fn check(raw: &str, rule: &Rule) -> Result<Arc<str>, InvalidName> {
    if raw.is_empty() {
        return Err(InvalidName::Empty { what: rule.what });
    }
    if raw.len() > rule.limit {
        return Err(InvalidName::TooLong {
            what: rule.what,
            limit: rule.limit,
        });
    }
    if !raw.bytes().all(rule.allows) {
        return Err(InvalidName::Character {
            what: rule.what,
            alphabet: rule.alphabet,
        });
    }
    Ok(Arc::from(raw))
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $limit:ident, $alphabet:literal, $allows:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Parses the text form.
            ///
            /// # Errors
            /// [`InvalidName`] says which rule is broken.
            pub fn parse(raw: &str) -> Result<Self, InvalidName> {
                const RULE: Rule =
                    Rule { what: $what, limit: $limit, alphabet: $alphabet, allows: $allows };
                check(raw, &RULE).map(Self)
            }

            /// The text form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = String::deserialize(deserializer)?;
                Self::parse(&raw).map_err(de::Error::custom)
            }
        }
    };
}

text! {
    /// The name under which every instance of a workflow is stored.
    WorkflowName, "workflow name", NAME_BYTES_MAX, "a-z, 0-9, '_', '-' and '.'", name_byte
}
text! {
    /// The name of a step, wait or sleep, unique in its workflow.
    ///
    /// It is part of the idempotency keys: renaming a step makes it another step.
    NodeName, "step name", NAME_BYTES_MAX, "a-z, 0-9, '_', '-' and '.'", name_byte
}
text! {
    /// The name of a signal.
    SignalName, "signal name", NAME_BYTES_MAX, "a-z, 0-9, '_', '-' and '.'", name_byte
}
text! {
    /// What makes a start or a signal repeatable: the same key means the same wish.
    ///
    /// It is stored and printed. Do not put personal data in it.
    DedupKey, "key", KEY_BYTES_MAX, "printable ASCII", key_byte
}
text! {
    /// One running engine. MUST be new for each start of the process: a lease of an earlier
    /// process is never ours.
    WorkerId, "worker id", KEY_BYTES_MAX, "printable ASCII", key_byte
}
text! {
    /// Who did it, as an opaque reference such as `operator:cli`.
    ActorRef, "actor reference", KEY_BYTES_MAX, "printable ASCII", key_byte
}
