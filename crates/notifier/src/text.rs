//! Text that fits on one line: what people are called, and what a subject says.

use std::fmt;

/// The text cannot stand on one line of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOneLine {
    /// Nothing is left after trimming.
    #[error("the text is empty: give at least one visible character")]
    Empty,
    /// More than [`OneLine::CHARS_MAX`] characters.
    #[error("the text is too long: {chars} characters, at most {max} are allowed", max = OneLine::CHARS_MAX)]
    TooLong {
        /// How many characters it has.
        chars: usize,
    },
    /// A line break or another control character: it could forge a header.
    #[error("the text has a line break or another control character: remove it")]
    Control,
    /// A character that reorders or hides the text around it (directional overrides, embeddings and isolates).
    #[error("the text has a character that reorders what people read: remove it")]
    Reordering,
}

impl InvalidOneLine {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "notifier/text-empty",
            Self::TooLong { .. } => "notifier/text-too-long",
            Self::Control => "notifier/text-control-character",
            Self::Reordering => "notifier/text-reordering-character",
        }
    }
}

/// One line of text for people: 1 to 200 characters, trimmed, without control characters.
///
/// A line break cannot get in, so a name can never become a header of its own.
///
/// ```
/// use notifier::OneLine;
///
/// assert_eq!(OneLine::parse("  Zoë Ångström ")?.as_str(), "Zoë Ångström");
/// let attack = OneLine::parse("Ada\r\nBcc: everyone@example.org").unwrap_err();
/// assert_eq!(attack.code(), "notifier/text-control-character");
/// # Ok::<(), notifier::InvalidOneLine>(())
/// ```
///
/// What it holds is usually a person's name, so `Debug` shows only its length.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OneLine(String);

impl OneLine {
    /// The most characters one line may have.
    pub const CHARS_MAX: usize = 200;

    /// Reads a line; surrounding white space is removed.
    ///
    /// # Errors
    /// [`InvalidOneLine`] says what is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidOneLine> {
        if text.chars().any(breaks_the_line) {
            return Err(InvalidOneLine::Control);
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidOneLine::Empty);
        }
        let chars = text.chars().count();
        if chars > Self::CHARS_MAX {
            return Err(InvalidOneLine::TooLong { chars });
        }
        if text.chars().any(reorders) {
            return Err(InvalidOneLine::Reordering);
        }
        Ok(Self(text.to_owned()))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OneLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OneLine({} characters)", self.0.chars().count())
    }
}

/// Control characters (C0, DEL, C1) and the two separators that some readers take for a line break.
pub(crate) fn breaks_the_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The explicit directional formatting characters of Unicode Standard Annex #9, table 4; plain marks (LRM, RLM) stay.
pub(crate) fn reorders(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
