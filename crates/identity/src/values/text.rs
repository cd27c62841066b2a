//! What free text may hold, for every value that is read by people.

use unicode_normalization::UnicodeNormalization;

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextFault {
    Empty,
    TooLong,
    Forbidden,
}

/// Normalises to NFC and trims, then refuses what has no place in one line of text.
///
/// A text far over the limit is refused before any work is done on it.
pub(super) fn line(raw: &str, chars_max: usize) -> Result<String, TextFault> {
    // No text of `chars_max` characters in NFC needs more than this many bytes before it.
    if raw.len() > chars_max.saturating_mul(16) {
        return Err(TextFault::TooLong);
    }
    let text: String = raw.trim().nfc().collect();
    if text.chars().any(forbidden) {
        return Err(TextFault::Forbidden);
    }
    if text.chars().all(|c| c.is_whitespace() || invisible(c)) {
        return Err(TextFault::Empty);
    }
    if text.chars().count() > chars_max {
        return Err(TextFault::TooLong);
    }
    Ok(text)
}

/// Controls, line breaks, what reorders or hides text (UAX #9, UTR #36), and what is no character.
pub(super) fn forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{2028}' | '\u{2029}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{FDD0}'..='\u{FDEF}'
            | '\u{E0000}'..='\u{E007F}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Characters that take no place of their own. Scripts need some of them between letters, as
/// Persian the zero-width non-joiner, but a text of nothing else is empty.
pub(super) fn invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2065}'
        | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}'
        | '\u{E0100}'..='\u{E01EF}')
}
