//! How a step fails: the class decides what the engine does next.

use std::{borrow::Cow, error::Error, fmt, time::Duration};

use serde::{Deserialize, Serialize};

/// What is known about the effect of a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// Refused for good, and surely without effect. Not repeated; this step needs no undo.
    Rejected,
    /// May go well the next time. Repeated within the budget.
    Transient,
    /// Nobody knows whether it took effect: a timeout, a lost answer, a panic. Repeated with the
    /// same key.
    Unknown,
    /// Will never go well, but may have had an effect. Not repeated; this step is undone too.
    Fatal,
}

impl FailureClass {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Transient => "transient",
            Self::Unknown => "unknown",
            Self::Fatal => "fatal",
        }
    }
}

impl fmt::Display for FailureClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why an attempt at a step, or at its undo, failed.
///
/// Code and message are stored in the history and shown to operators: they MUST NOT hold a secret
/// or personal data. The source is logged, and stored nowhere.
///
/// ```
/// use workflow::{StepError, seconds};
///
/// let error = StepError::transient("payment/busy", "the payment provider asks to come back")
///     .retry_after(seconds(20));
/// assert_eq!(error.code(), "payment/busy");
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct StepError {
    class: FailureClass,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    retry_after: Option<Duration>,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StepError {
    /// Refused for good, surely without effect.
    pub fn rejected(
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(FailureClass::Rejected, code, message)
    }

    /// May go well the next time.
    pub fn transient(
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(FailureClass::Transient, code, message)
    }

    /// Nobody knows whether it took effect.
    pub fn unknown(
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(FailureClass::Unknown, code, message)
    }

    /// Will never go well, and may have had an effect.
    pub fn fatal(
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(FailureClass::Fatal, code, message)
    }

    fn new(
        class: FailureClass,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            class,
            code: code.into(),
            message: message.into(),
            retry_after: None,
            source: None,
        }
    }

    /// Not before this span has passed. Longer than the back-off, it wins; it never lengthens the
    /// budget.
    #[must_use]
    pub fn retry_after(mut self, span: Duration) -> Self {
        self.retry_after = Some(span);
        self
    }

    /// Keeps the error that led to this one.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What is known about the effect.
    pub const fn class(&self) -> FailureClass {
        self.class
    }

    /// The stable code, such as `payment/declined`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The sentence for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The span the other side asked for.
    pub const fn retry_after_span(&self) -> Option<Duration> {
        self.retry_after
    }
}
