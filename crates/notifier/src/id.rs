//! Ids owned by this crate: a UUID that says by its prefix what it names.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is not an id of the kind that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind: expected `{prefix}` followed by 32 lower-case hexadecimal digits")]
pub struct InvalidId {
    prefix: &'static str,
}

impl InvalidId {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "notifier/invalid-id"
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps a UUID. Ids are inputs: this crate never makes one up.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }

            /// Reads exactly what `Display` writes.
            ///
            /// # Errors
            /// [`InvalidId`] for any other text, an upper-case or hyphenated form included.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                let invalid = InvalidId { prefix: $prefix };
                let digits = text.strip_prefix($prefix).ok_or(invalid)?;
                let canonical = digits.len() == 32
                    && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                if !canonical {
                    return Err(invalid);
                }
                Uuid::try_parse(digits).map(Self).map_err(|_| invalid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

id!(
    /// Names one message, and with it its one delivery record: `msg_` and 32 digits.
    ///
    /// The caller chooses it, and derives it from what the message is for, so that a repeat names the same message.
    ///
    /// ```
    /// let id = notifier::MessageId::parse("msg_0192f5c8a1b27d3e8f4a5b6c7d8e9f00")?;
    /// assert_eq!(id.to_string(), "msg_0192f5c8a1b27d3e8f4a5b6c7d8e9f00");
    /// assert!(notifier::MessageId::parse("0192f5c8a1b27d3e8f4a5b6c7d8e9f00").is_err());
    /// # Ok::<(), notifier::InvalidId>(())
    /// ```
    MessageId,
    "msg_"
);

id!(
    /// Names one event of this truth: `evt_` and 32 digits. The same on every repeat of the write that caused it.
    EventId,
    "evt_"
);
