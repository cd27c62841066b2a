//! Identifiers: each its own type, each with its own prefix.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is not an identifier of the expected kind.
///
/// The text itself is not repeated: it may be anything a caller was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of the form {prefix}_ followed by 32 lower-case hexadecimal digits")]
pub struct InvalidId {
    /// The prefix that was expected, without the underscore.
    pub prefix: &'static str,
}

impl InvalidId {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "identity/invalid-id"
    }
}

/// Defines an identifier: a UUID whose text form bears a prefix that says what it names.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// The prefix of the text form, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Takes a UUID the caller made or stored.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for a store's column.
            #[must_use]
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }

            /// Reads the text form, and nothing but it.
            ///
            /// # Errors
            /// [`InvalidId`] for a missing or other prefix, upper case, hyphens or a wrong length.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                let invalid = InvalidId { prefix: $prefix };
                let hex = text
                    .strip_prefix(concat!($prefix, "_"))
                    .filter(|hex| hex.len() == 32)
                    .filter(|hex| hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
                    .ok_or(invalid)?;
                Uuid::try_parse(hex).map(Self).map_err(|_| invalid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
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

id! {
    /// A person who is a user. Made by the caller, as UUIDv7 so that ids sort by creation.
    ///
    /// A UUIDv7 shows when it was made: it is a name, never a secret.
    UserId, "usr"
}
id! {
    /// One attempt to register. Derive it from what is registered, so that a repeat meets itself.
    AttemptId, "att"
}
id! {
    /// A tenant, as seen from here: an opaque name. This crate knows no tenants.
    TenantRef, "ten"
}
id! {
    /// A recorded event. The same for every repeat of the commit that recorded it.
    EventId, "evt"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_form_reads_back(bytes: [u8; 16]) {
            let id = UserId::from_uuid(Uuid::from_bytes(bytes));
            prop_assert_eq!(UserId::parse(&id.to_string()), Ok(id));
        }

        #[test]
        fn any_text_is_read_or_refused_and_never_both(text in ".{0,48}") {
            if let Ok(id) = AttemptId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn only_the_exact_form_is_read() {
        let good = "usr_0192f0c1a2b37c4d8e5f60718293a4b5";
        assert_eq!(UserId::parse(good).unwrap().to_string(), good);
        for bad in [
            "",
            "usr_",
            "ten_0192f0c1a2b37c4d8e5f60718293a4b5",
            "USR_0192f0c1a2b37c4d8e5f60718293a4b5",
            "usr_0192F0C1A2B37C4D8E5F60718293A4B5",
            "usr_0192f0c1-a2b3-7c4d-8e5f-60718293a4b5",
            "usr_0192f0c1a2b37c4d8e5f60718293a4b5 ",
        ] {
            assert_eq!(
                UserId::parse(bad),
                Err(InvalidId { prefix: "usr" }),
                "{bad:?}"
            );
        }
    }
}
