//! What a crate root offers, as far as its own text says.

use super::tokens::{Kind, Token, lex};
use super::uses;

/// A name that a source file makes public.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicName {
    /// `pub mod name`.
    Module(String),
    /// Anything else that is public: re-exported or declared in the file.
    Item(String),
    /// `pub use path::*`, with the path.
    Everything(String),
}

/// The public names of a source file at its top level, sorted.
///
/// A token scan: macros are not expanded, and what stands behind `#[cfg]` is listed too.
/// `pub(crate)` is not public.
///
/// ```
/// use archcheck::{PublicName, public_names};
///
/// let names = public_names("pub mod ports; mod user; pub use self::user::{User, UserId as Id};");
/// assert_eq!(names, [
///     PublicName::Module("ports".to_owned()),
///     PublicName::Item("Id".to_owned()),
///     PublicName::Item("User".to_owned()),
/// ]);
/// ```
pub fn public_names(source: &str) -> Vec<PublicName> {
    let tokens = top_level(&lex(source));
    let mut names: Vec<PublicName> = uses::leaves(&lex(source))
        .into_iter()
        .filter(|leaf| leaf.public)
        .map(|leaf| match leaf.name {
            Some(name) => PublicName::Item(name.to_owned()),
            None => PublicName::Everything(leaf.path.join("::")),
        })
        .collect();
    for (at, token) in tokens.iter().enumerate() {
        if token.is_name("pub") {
            names.extend(declared(tokens.get(at + 1..).unwrap_or_default()));
        }
    }
    names.sort();
    names.dedup();
    names
}

fn declared(tokens: &[Token<'_>]) -> Option<PublicName> {
    const WORDS: [&str; 8] = [
        "struct", "enum", "trait", "fn", "type", "const", "static", "union",
    ];
    let name = |at: usize| {
        tokens
            .get(at)
            .filter(|it| it.kind == Kind::Name)
            .map(|it| it.text.to_owned())
    };
    let first = tokens.first()?;
    if first.is_name("mod") {
        return name(1).map(PublicName::Module);
    }
    // `pub const fn f`, `pub async fn f`: the last of the words before the name counts.
    let at = tokens
        .iter()
        .take(4)
        .rposition(|it| it.kind == Kind::Name && WORDS.contains(&it.text))?;
    let only_words_before = tokens
        .iter()
        .take(at)
        .all(|it| it.kind == Kind::Name || it.kind == Kind::Text);
    if only_words_before {
        name(at + 1).map(PublicName::Item)
    } else {
        None
    }
}

/// The tokens outside all braces.
fn top_level<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut depth = 0_usize;
    tokens
        .iter()
        .filter(|token| {
            if token.is_mark("{") {
                depth += 1;
            } else if token.is_mark("}") {
                depth = depth.saturating_sub(1);
            }
            depth == 0
        })
        .copied()
        .collect()
}
