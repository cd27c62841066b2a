//! Port: takes a finished message to where its recipient finds it.

use std::{error::Error, fmt, time::Duration};

use async_trait::async_trait;
use auto_impl::auto_impl;
use serde::{Deserialize, Serialize};

use crate::{delivery::FailureCode, message::OutgoingMessage};

/// What a transport makes of the same message given to it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotence {
    /// It recognises a message by its id: two deliveries of one id are one message.
    ByMessageId,
    /// It does not: two deliveries may be two messages.
    None,
}

/// How the receiving side names the message: 1 to 255 printable ASCII characters, the rest cut off.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ProviderRef(String);

impl ProviderRef {
    /// The most characters that are kept.
    pub const CHARS_MAX: usize = 255;

    /// Keeps the printable ASCII characters of what the provider said. It is information, never a key.
    pub fn new(text: &str) -> Self {
        Self(
            text.chars()
                .filter(char::is_ascii_graphic)
                .take(Self::CHARS_MAX)
                .collect(),
        )
    }

    /// The reference.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ProviderRef {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<ProviderRef> for String {
    fn from(reference: ProviderRef) -> Self {
        reference.0
    }
}

/// The receiving side has the message and is answerable for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransportReceipt {
    /// How the receiving side names it, if it does.
    pub provider_ref: Option<ProviderRef>,
}

/// Why a message was not delivered, or why nobody knows.
///
/// `code` goes into the record and into events; the source is kept for logs and never printed by this crate.
pub enum TransportError {
    /// It will never be taken: no such mailbox, refused content. Surely not delivered.
    Rejected {
        /// What went wrong, in a stable word.
        code: FailureCode,
        /// The transport's own error.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// Not now; later perhaps. Surely not delivered.
    Transient {
        /// What went wrong, in a stable word.
        code: FailureCode,
        /// How long the other side asked to wait, if it did.
        retry_after: Option<Duration>,
        /// The transport's own error.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The answer was lost: delivered or not, nobody knows.
    Unknown {
        /// What went wrong, in a stable word.
        code: FailureCode,
        /// The transport's own error.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The transport itself is set up wrongly: no message would go. Surely not delivered, and not this message's fault.
    Misconfigured {
        /// What went wrong, in a stable word.
        code: FailureCode,
        /// The transport's own error.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
}

impl TransportError {
    /// What went wrong, in the transport's own stable word, such as `notifier-eml/folder-missing`.
    pub const fn failure_code(&self) -> &FailureCode {
        match self {
            Self::Rejected { code, .. }
            | Self::Transient { code, .. }
            | Self::Unknown { code, .. }
            | Self::Misconfigured { code, .. } => code,
        }
    }

    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rejected { .. } => "notifier/transport-rejected",
            Self::Transient { .. } => "notifier/transport-transient",
            Self::Unknown { .. } => "notifier/transport-unknown",
            Self::Misconfigured { .. } => "notifier/transport-misconfigured",
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Rejected { .. } => "the message was refused for good",
            Self::Transient { .. } => "the message cannot be delivered now",
            Self::Unknown { .. } => "nobody knows whether the message was delivered",
            Self::Misconfigured { .. } => "the transport is not set up to deliver anything",
        };
        write!(f, "{what} ({})", self.failure_code())
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "TransportError({}, {})",
            self.code(),
            self.failure_code()
        )
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Rejected { source, .. }
            | Self::Transient { source, .. }
            | Self::Unknown { source, .. }
            | Self::Misconfigured { source, .. } => match source {
                Some(source) => Some(source.as_ref()),
                None => None,
            },
        }
    }
}

/// Takes a finished message to where its recipient finds it.
#[async_trait]
#[auto_impl(Arc)]
pub trait Transport: Send + Sync + 'static {
    /// What this transport makes of the same message given to it twice. MUST be true, and MUST NOT change.
    fn idempotence(&self) -> Idempotence;

    /// Delivers the message.
    ///
    /// MUST answer `Ok` only when the receiving side has the message for good. MUST answer `Rejected`, `Transient` or
    /// `Misconfigured` only if it was surely not delivered, and `Unknown` whenever that is in doubt. If it says
    /// [`Idempotence::ByMessageId`], a second delivery of the same message MUST leave one message and answer `Ok`.
    ///
    /// # Errors
    /// [`TransportError`].
    async fn deliver(&self, message: &OutgoingMessage) -> Result<TransportReceipt, TransportError>;
}
