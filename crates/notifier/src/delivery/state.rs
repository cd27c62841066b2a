//! Where a message stands, and which step leads from where to where.

use std::{borrow::Cow, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ports::ProviderRef;

/// What went wrong, as a stable word that is safe to store and to show: `notifier-eml/folder-missing`.
///
/// Free text from elsewhere may hold an address, so only this narrow form is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct FailureCode(Cow<'static, str>);

impl FailureCode {
    /// The most characters a code has.
    pub const CHARS_MAX: usize = 64;

    /// Makes a code of any text: lower-cased, what is not a letter, a digit, `/`, `.`, `_` or `-` becomes `-`, cut at
    /// 64 characters. Empty text becomes `unspecified`.
    pub fn new(text: &str) -> Self {
        if text.is_empty() {
            return Self(Cow::Borrowed("unspecified"));
        }
        let keep = |c: char| match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9' | '/' | '.' | '_' | '-') => c,
            _ => '-',
        };
        Self(Cow::Owned(
            text.chars().take(Self::CHARS_MAX).map(keep).collect(),
        ))
    }

    /// A code that is known to have the right form.
    pub(crate) const fn known(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FailureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for FailureCode {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<FailureCode> for String {
    fn from(code: FailureCode) -> Self {
        code.0.into_owned()
    }
}

/// Why a message will not be sent any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum FailureReason {
    /// The receiving side refused it for good.
    Rejected {
        /// The transport's word for it.
        code: FailureCode,
    },
    /// Every attempt that the policy allows was made.
    AttemptsExhausted {
        /// The transport's word for the last failure.
        code: FailureCode,
    },
}

/// Where a message stands, with what is known about it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum DeliveryState {
    /// It has a durable record and waits for its first attempt.
    Accepted,
    /// An attempt is under way, or was when the process died.
    Sending {
        /// When the attempt began.
        since: DateTime<Utc>,
    },
    /// The last attempt failed, surely without effect; another may come.
    Retrying {
        /// Not before this instant.
        not_before: DateTime<Utc>,
        /// What went wrong.
        code: FailureCode,
    },
    /// Nobody knows whether the last attempt delivered it.
    Ambiguous {
        /// Since when nobody knows.
        since: DateTime<Utc>,
        /// Why nobody knows.
        code: FailureCode,
    },
    /// The receiving side has it.
    Sent {
        /// Since when.
        at: DateTime<Utc>,
        /// How the receiving side names it.
        provider_ref: Option<ProviderRef>,
    },
    /// It will not be sent any more.
    Failed {
        /// Since when.
        at: DateTime<Utc>,
        /// Why.
        reason: FailureReason,
    },
    /// Its time had passed before it was sent.
    Expired {
        /// When that was noticed.
        at: DateTime<Utc>,
    },
    /// It was called off before it was sent, as far as anybody knew.
    Cancelled {
        /// When.
        at: DateTime<Utc>,
    },
}

impl DeliveryState {
    /// The phase alone.
    pub const fn phase(&self) -> Phase {
        match self {
            Self::Accepted => Phase::Accepted,
            Self::Sending { .. } => Phase::Sending,
            Self::Retrying { .. } => Phase::Retrying,
            Self::Ambiguous { .. } => Phase::Ambiguous,
            Self::Sent { .. } => Phase::Sent,
            Self::Failed { .. } => Phase::Failed,
            Self::Expired { .. } => Phase::Expired,
            Self::Cancelled { .. } => Phase::Cancelled,
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// A [`DeliveryState`] without its details.
    Phase {
        /// See [`DeliveryState::Accepted`].
        Accepted = "accepted",
        /// See [`DeliveryState::Sending`].
        Sending = "sending",
        /// See [`DeliveryState::Retrying`].
        Retrying = "retrying",
        /// See [`DeliveryState::Ambiguous`].
        Ambiguous = "ambiguous",
        /// See [`DeliveryState::Sent`].
        Sent = "sent",
        /// See [`DeliveryState::Failed`].
        Failed = "failed",
        /// See [`DeliveryState::Expired`].
        Expired = "expired",
        /// See [`DeliveryState::Cancelled`].
        Cancelled = "cancelled",
    }
}

words! {
    /// What can be done to a message, or happen to it.
    Step {
        /// An attempt begins.
        Start = "start",
        /// The receiving side has it.
        Confirm = "confirm",
        /// The attempt failed, surely without effect; another may come.
        Defer = "defer",
        /// Nobody knows how the attempt ended.
        LoseTrack = "lose track",
        /// No attempt will come any more.
        Fail = "fail",
        /// Its time has passed.
        Expire = "expire",
        /// It is called off.
        Cancel = "cancel",
    }
}

impl Phase {
    /// Whether no step leads out of this phase.
    pub fn is_final(self) -> bool {
        !TRANSITIONS.iter().any(|t| t.from == self)
    }

    /// Where `step` leads from here, if it may be taken.
    pub fn after(self, step: Step) -> Option<Self> {
        TRANSITIONS
            .iter()
            .find(|t| t.from == self && t.step == step)
            .map(|t| t.to)
    }
}

/// One row of the transition table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// From this phase
    pub from: Phase,
    /// this step
    pub step: Step,
    /// leads here.
    pub to: Phase,
}

const fn row(from: Phase, step: Step, to: Phase) -> Transition {
    Transition { from, step, to }
}

/// Every step that may be taken. What is not here is refused, and changes nothing.
pub const TRANSITIONS: &[Transition] = &[
    row(Phase::Accepted, Step::Start, Phase::Sending),
    row(Phase::Accepted, Step::Expire, Phase::Expired),
    row(Phase::Accepted, Step::Cancel, Phase::Cancelled),
    row(Phase::Sending, Step::Confirm, Phase::Sent),
    row(Phase::Sending, Step::Defer, Phase::Retrying),
    row(Phase::Sending, Step::LoseTrack, Phase::Ambiguous),
    row(Phase::Sending, Step::Fail, Phase::Failed),
    row(Phase::Retrying, Step::Start, Phase::Sending),
    row(Phase::Retrying, Step::Fail, Phase::Failed),
    row(Phase::Retrying, Step::Expire, Phase::Expired),
    row(Phase::Retrying, Step::Cancel, Phase::Cancelled),
    row(Phase::Ambiguous, Step::Start, Phase::Sending),
    row(Phase::Ambiguous, Step::Confirm, Phase::Sent),
    row(Phase::Ambiguous, Step::Fail, Phase::Failed),
];
