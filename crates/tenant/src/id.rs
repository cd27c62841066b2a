//! Ids: a UUID with a prefix that says whose it is, so that one cannot be taken for another.

use uuid::Uuid;

/// A text that is not an id of the kind that was asked for.
///
/// The text itself is not repeated: it may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no {what}: write `{prefix}` and 32 lower-case hexadecimal digits")]
pub struct InvalidId {
    what: &'static str,
    prefix: &'static str,
}

impl InvalidId {
    /// The stable code of this error: `tenant/invalid-id`.
    pub const fn code(&self) -> &'static str {
        "tenant/invalid-id"
    }
}

/// Accepts exactly `prefix` and 32 lower-case hexadecimal digits: one thing has one spelling.
fn parse_prefixed(text: &str, prefix: &'static str, what: &'static str) -> Result<Uuid, InvalidId> {
    let invalid = InvalidId { what, prefix };
    let digits = text.strip_prefix(prefix).ok_or(invalid)?;
    let exact = digits.len() == 32
        && digits
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !exact {
        return Err(invalid);
    }
    Uuid::try_parse(digits).map_err(|_| invalid)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What every text form of this id begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Takes a UUID; new things get a fresh version 7 (RFC 9562), so that ids sort by age.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID without its prefix, as a store keeps it.
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }

            /// Reads the one text form: the prefix and 32 lower-case hexadecimal digits.
            ///
            /// # Errors
            /// [`InvalidId`] for everything else, a UUID with hyphens or of another kind included.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                parse_prefixed(text, Self::PREFIX, $what).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}{}", Self::PREFIX, self.0.simple())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// Names one tenant: `ten_` and 32 hexadecimal digits.
    ///
    /// ```
    /// use tenant::TenantId;
    ///
    /// let id = TenantId::parse("ten_0198f0b2c1d47e1b9a3c5d6e7f809101")?;
    /// assert_eq!(id.to_string(), "ten_0198f0b2c1d47e1b9a3c5d6e7f809101");
    /// assert!(TenantId::parse("mem_0198f0b2c1d47e1b9a3c5d6e7f809101").is_err());
    /// # Ok::<(), tenant::InvalidId>(())
    /// ```
    TenantId, "ten_", "tenant id"
);

id!(
    /// Names one membership: `mem_` and 32 hexadecimal digits. Who leaves and joins again gets a new one.
    MembershipId, "mem_", "membership id"
);

id!(
    /// Names who belongs to a tenant: `sub_` and 32 hexadecimal digits.
    ///
    /// Opaque. This crate does not know what a member is, a person or a machine; whoever uses it
    /// maps its own ids to these.
    MemberId, "sub_", "member id"
);

id!(
    /// Names one event: `evt_` and 32 hexadecimal digits. The same on every repeat of a write,
    /// see [`Cause::event_id`](crate::ports::Cause::event_id).
    EventId, "evt_", "event id"
);
