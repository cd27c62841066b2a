//! Reasons people give, in their own words.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::text::{self, TextFault};

/// The longest reason, in characters.
pub const REASON_CHARS_MAX: usize = 500;

/// Why a text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReason {
    /// Nothing to read in it.
    #[error("the reason is empty; say why in a few words")]
    Empty,
    /// Over [`REASON_CHARS_MAX`].
    #[error("the reason is too long; at most {REASON_CHARS_MAX} characters fit")]
    TooLong,
    /// A control, a line break, or a character that reorders or hides text.
    #[error("the reason holds a line break, control or text-direction character; remove it")]
    Forbidden,
}

impl InvalidReason {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "identity/reason-empty",
            Self::TooLong => "identity/reason-too-long",
            Self::Forbidden => "identity/reason-forbidden-character",
        }
    }
}

/// Defines a reason: one line of free text, which may hold anything, so `Debug` hides it.
macro_rules! reason {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// 1 to 500 characters, NFC, trimmed, one line. Nobody can see whether free text holds
        /// personal data: `Debug` does not show it.
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads a reason.
            ///
            /// # Errors
            /// [`InvalidReason`] says what is wrong and what would be right.
            pub fn parse(raw: &str) -> Result<Self, InvalidReason> {
                text::line(raw, REASON_CHARS_MAX).map(Self).map_err(|fault| match fault {
                    TextFault::Empty => InvalidReason::Empty,
                    TextFault::TooLong => InvalidReason::TooLong,
                    TextFault::Forbidden => InvalidReason::Forbidden,
                })
            }

            /// The reason as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidReason;

            fn try_from(raw: String) -> Result<Self, InvalidReason> {
                Self::parse(&raw)
            }
        }

        impl From<$name> for String {
            fn from(reason: $name) -> Self {
                reason.0
            }
        }
    };
}

reason! {
    /// Why someone vouches that a mailbox belongs to a person: `met in person`.
    ///
    /// It is kept for ever, in the event and in the audit trail; nothing erases it. So it must not
    /// hold personal data: no name, no address. Tell those who write it.
    VouchReason
}
reason! {
    /// Why a user is suspended or locked.
    StatusReason
}
