//! Input, state, output and signals as they rest in the journal: JSON text with a limit.

use std::{fmt, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// The largest input, state, output or signal, in bytes of JSON.
pub const PAYLOAD_BYTES_MAX: usize = 64 * 1024;

/// JSON text, at most [`PAYLOAD_BYTES_MAX`] bytes. Cheap to clone.
///
/// `Debug` prints the length only: a payload may hold what must not be logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload(Arc<str>);

/// A value that cannot rest in the journal.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// More bytes than the limit.
    #[error(
        "the value takes {bytes} bytes of JSON; at most {PAYLOAD_BYTES_MAX} are kept. \
         Store a reference instead of the thing"
    )]
    TooLarge {
        /// The size met.
        bytes: usize,
    },
    /// The value has no JSON form, or the text is not the value's JSON.
    #[error("the value and its JSON do not fit together")]
    Mismatch(#[source] JsonFault),
}

/// What is wrong with a JSON text, and where; never what it says.
///
/// The message of `serde_json` may quote the value that it met. A source ends up in logs, and a
/// payload must not, so the message is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at line {line} column {column}")]
pub struct JsonFault {
    /// What sort of fault it is.
    pub kind: JsonFaultKind,
    /// The line, from 1; 0 if a value could not be written.
    pub line: usize,
    /// The column, from 1; 0 if the fault has no place in the line.
    pub column: usize,
}

/// The sorts of [`JsonFault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFaultKind {
    /// The text is no JSON.
    Syntax,
    /// The text is JSON of something else, or the value cannot be written as JSON.
    Data,
    /// The text ends too early.
    Truncated,
}

impl fmt::Display for JsonFaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Syntax => "no JSON",
            Self::Data => "unexpected data",
            Self::Truncated => "an early end",
        })
    }
}

impl From<serde_json::Error> for JsonFault {
    fn from(error: serde_json::Error) -> Self {
        use serde_json::error::Category;
        let kind = match error.classify() {
            Category::Syntax => JsonFaultKind::Syntax,
            Category::Eof => JsonFaultKind::Truncated,
            // Texts are read from and written to memory, which does not fail.
            Category::Data | Category::Io => JsonFaultKind::Data,
        };
        Self {
            kind,
            line: error.line(),
            column: error.column(),
        }
    }
}

impl PayloadError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "workflow/payload-too-large",
            Self::Mismatch(_) => "workflow/payload-mismatch",
        }
    }
}

impl Payload {
    /// Writes a value as JSON.
    ///
    /// # Errors
    /// [`PayloadError::TooLarge`] above the limit, [`PayloadError::Mismatch`] if the value has no
    /// JSON form.
    pub fn encode<T: Serialize>(value: &T) -> Result<Self, PayloadError> {
        let text = serde_json::to_string(value).map_err(mismatch)?;
        Self::limited(text.into())
    }

    /// Takes stored text. It is parsed when it is used.
    ///
    /// # Errors
    /// [`PayloadError::TooLarge`] above the limit.
    pub fn from_json(text: &str) -> Result<Self, PayloadError> {
        Self::limited(text.into())
    }

    /// Reads the value.
    ///
    /// # Errors
    /// [`PayloadError::Mismatch`] if the text is not the JSON of a `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, PayloadError> {
        serde_json::from_str(&self.0).map_err(mismatch)
    }

    /// The JSON text.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the text as 64 hex digits: tells whether two inputs are the same.
    pub fn digest(&self) -> String {
        use fmt::Write as _;
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(self.0.as_bytes()) {
            // Writing to a String cannot fail.
            let _: fmt::Result = write!(hex, "{byte:02x}");
        }
        hex
    }

    fn limited(text: Arc<str>) -> Result<Self, PayloadError> {
        if text.len() > PAYLOAD_BYTES_MAX {
            return Err(PayloadError::TooLarge { bytes: text.len() });
        }
        Ok(Self(text))
    }
}

fn mismatch(error: serde_json::Error) -> PayloadError {
    PayloadError::Mismatch(error.into())
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} bytes)", self.0.len())
    }
}
