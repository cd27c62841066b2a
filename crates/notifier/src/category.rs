//! What kind of message it is: decides who may refuse it, and whether a second copy beats none.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::ports::Idempotence;

/// The text names no category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such category: expected `security`, `transactional`, `system`, or `marketing`")]
pub struct InvalidCategory;

impl InvalidCategory {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "notifier/invalid-category"
    }
}

/// What kind of message it is. There is no default: who sends must choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Protects the recipient's account. Nobody can refuse it.
    Security,
    /// Answers something the recipient did. Nobody can refuse it.
    Transactional,
    /// Tells about the system itself, such as a maintenance.
    System,
    /// Advertises. Sent to those only who want it, and never twice.
    Marketing,
}

/// What to do when nobody knows whether a message went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resend {
    /// Send again now: a second copy is better than none, or the transport makes it one.
    AtOnce,
    /// Send again once this much time has passed.
    After(Duration),
    /// Never: better none than two.
    Never,
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 4] = [
        Self::Security,
        Self::Transactional,
        Self::System,
        Self::Marketing,
    ];

    /// The name that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Transactional => "transactional",
            Self::System => "system",
            Self::Marketing => "marketing",
        }
    }

    /// Reads what [`as_str`](Self::as_str) gives.
    ///
    /// # Errors
    /// [`InvalidCategory`] for any other text.
    pub fn parse(text: &str) -> Result<Self, InvalidCategory> {
        Self::ALL
            .into_iter()
            .find(|c| c.as_str() == text)
            .ok_or(InvalidCategory)
    }

    /// Whether a recipient may refuse messages of this kind.
    pub const fn refusable(self) -> bool {
        matches!(self, Self::System | Self::Marketing)
    }

    /// What to do about a message whose outcome is unknown.
    ///
    /// A transport that recognises a message by its id makes a repeat harmless. With any other, security and system
    /// messages are repeated at once, transactional ones after ten minutes, marketing never.
    pub const fn resend(self, transport: Idempotence) -> Resend {
        match (transport, self) {
            (Idempotence::ByMessageId, _) | (Idempotence::None, Self::Security | Self::System) => {
                Resend::AtOnce
            },
            (Idempotence::None, Self::Transactional) => Resend::After(Duration::from_mins(10)),
            (Idempotence::None, Self::Marketing) => Resend::Never,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
