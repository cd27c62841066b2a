//! The ids this crate names things by. Each is a UUID with a prefix that says what it is.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

/// A text that is not the id it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind: expected `{prefix}_` and 32 lower-case hexadecimal digits")]
pub struct InvalidId {
    /// The prefix that the id should have had.
    pub prefix: &'static str,
}

impl InvalidId {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/invalid-id"
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            const PREFIX: &'static str = $prefix;

            /// Takes over an id that somebody else made.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID.
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }

            /// Reads exactly what `Display` writes.
            ///
            /// # Errors
            /// [`InvalidId`] for any other text, also for upper case and for hyphens.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                parse_prefixed(text, Self::PREFIX).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut hex = [0; uuid::fmt::Simple::LENGTH];
                f.write_str(concat!($prefix, "_"))?;
                f.write_str(self.0.simple().encode_lower(&mut hex))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(D::Error::custom)
            }
        }
    };
}

id!(
    /// A tenant, as the trail knows it: the owner of one log. Opaque; the truth about tenants is elsewhere.
    TenantId, "ten"
);
id!(
    /// The event that a record tells of. It is the record's own id too: one event, one record.
    EventId, "evt"
);
id!(
    /// A person who acted. Opaque; the truth about people is elsewhere.
    ActorId, "usr"
);
id!(
    /// What belongs together across truths: one request, one process.
    CorrelationId, "cor"
);
id!(
    /// What made the event happen: the key of the command or the id of an earlier event.
    CausationId, "cau"
);

fn parse_prefixed(text: &str, prefix: &'static str) -> Result<Uuid, InvalidId> {
    let hex = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|hex| hex.len() == 32)
        .filter(|hex| {
            hex.bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        });
    hex.and_then(|hex| Uuid::try_parse(hex).ok())
        .ok_or(InvalidId { prefix })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_reads_back_what_it_writes(bits in any::<u128>()) {
            let id = TenantId::from_uuid(Uuid::from_u128(bits));
            prop_assert_eq!(TenantId::parse(&id.to_string()), Ok(id));
        }

        #[test]
        fn nothing_else_is_an_id(text in "\\PC{0,40}") {
            if let Ok(id) = EventId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let tenant = TenantId::from_uuid(Uuid::from_u128(7)).to_string();
        let error = EventId::parse(&tenant).unwrap_err();
        insta::assert_snapshot!(error, @"not an id of this kind: expected `evt_` and 32 lower-case hexadecimal digits");
        assert_eq!(error.code(), "audit-logger/invalid-id");
    }
}
