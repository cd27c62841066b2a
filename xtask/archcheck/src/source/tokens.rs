//! Tokens without comments and white space, from rustc's own lexer.

use std::ops::Range;

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, strip_shebang, tokenize};

/// What a rule needs to know of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword; `r#` is taken off.
    Name,
    /// A string literal; the text is what stands between the quotes, escapes unread.
    Text,
    /// One character of punctuation.
    Mark,
    /// Anything else: numbers, characters, lifetimes.
    Other,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token<'_> {
    pub(super) fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        self.kind == Kind::Name && self.text == name
    }

    pub(super) const fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Lexes a file. Never fails: what rustc would refuse becomes `Other`.
pub(super) fn lex(text: &str) -> Vec<Token<'_>> {
    let mut at = strip_shebang(text).unwrap_or(0);
    let mut tokens = Vec::with_capacity(text.len() / 6);
    let rest = text.get(at..).unwrap_or_default();
    for token in tokenize(rest, FrontmatterAllowed::No) {
        let start = at;
        at += token.len as usize;
        let raw = text.get(start..at).unwrap_or_default();
        let (kind, shown) = match token.kind {
            TokenKind::Whitespace
            | TokenKind::LineComment { .. }
            | TokenKind::BlockComment { .. } => continue,
            TokenKind::Ident => (Kind::Name, raw),
            TokenKind::RawIdent => (Kind::Name, raw.strip_prefix("r#").unwrap_or(raw)),
            TokenKind::Literal { kind, .. } if is_string(kind) => (Kind::Text, between_quotes(raw)),
            TokenKind::Literal { .. } | TokenKind::Lifetime { .. } => (Kind::Other, raw),
            _ if raw.len() == 1 => (Kind::Mark, raw),
            _ => (Kind::Other, raw),
        };
        tokens.push(Token {
            kind,
            text: shown,
            start,
            end: at,
        });
    }
    tokens
}

const fn is_string(kind: LiteralKind) -> bool {
    matches!(kind, LiteralKind::Str { .. } | LiteralKind::RawStr { .. })
}

fn between_quotes(raw: &str) -> &str {
    let open = raw.find('"').map_or(0, |at| at + 1);
    let close = raw.rfind('"').unwrap_or(raw.len());
    raw.get(open..close).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        lex(text).iter().map(|token| token.text).collect()
    }

    #[test]
    fn comments_and_strings_hide_nothing_and_show_nothing() {
        assert_eq!(words("std /* x */ :: // y\n r#fs"), ["std", ":", ":", "fs"]);
        assert_eq!(words(r##"f(r#"std::fs"#)"##), ["f", "(", "std::fs", ")"]);
        assert_eq!(words("'a' 'b b\"x\""), ["'a'", "'b", "b\"x\""]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_lexes_into_tokens_in_order(text in ".*") {
            let tokens = lex(&text);
            for pair in tokens.windows(2) {
                proptest::prop_assert!(pair[0].end <= pair[1].start);
            }
            for token in &tokens {
                proptest::prop_assert!(text.get(token.span()).is_some());
            }
        }
    }
}
