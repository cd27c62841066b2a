//! Paths outside `use`: in expressions, types and macros, with what stands in angle brackets.

use std::ops::Range;

use super::tokens::{Kind, Token};

/// Longer lists of generic arguments are not followed.
const GENERICS_MAX: usize = 128;

/// Words that stand before a path and are no part of it, as in `return ::std::env::args()`.
const KEYWORDS: [&str; 34] = [
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "fn",
    "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref",
    "return", "static", "struct", "trait", "type", "union", "unsafe", "use", "where", "while",
    "yield",
];

/// A path and where it stands.
pub(super) type Written<'a> = (Vec<&'a str>, Range<usize>);

/// Every path among the tokens but those of `use`, which has trees.
///
/// Generic arguments are left out: `a::B::<C>::d` is `a::B::d`, and `C`. A qualified path stands for
/// its type and its trait: `<a::B as c::D>::e` is `a::B::e` and `c::D::e`.
pub(super) fn paths<'a>(tokens: &[Token<'a>]) -> Vec<Written<'a>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.is_name("use") {
            at = end_of_use(tokens, at + 1);
            continue;
        }
        if token.is_mark("<") {
            qualified(tokens, at, &mut all);
        } else if is_segment(token) && !continues(tokens, at) {
            let (path, end) = path_at(tokens, at);
            all.push((path, token.start..end));
        }
        at += 1;
    }
    all
}

/// What a name stands for by `type Name = path`, and `Self` by `impl Trait for path`.
pub(super) fn aliases<'a>(tokens: &[Token<'a>]) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut all = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at + 1..).unwrap_or_default();
        if token.is_name("type") {
            all.extend(type_alias(rest));
        } else if token.is_name("for") {
            all.extend(implemented_for(rest).map(|path| ("Self", path)));
        }
    }
    all
}

/// `Name<T> = path;`
fn type_alias<'a>(tokens: &[Token<'a>]) -> Option<(&'a str, Vec<&'a str>)> {
    let name = tokens.first().filter(|it| is_segment(it))?;
    let equals = if tokens.get(1)?.is_mark("<") {
        closing(tokens, 1)? + 1
    } else {
        1
    };
    if !tokens.get(equals)?.is_mark("=") {
        return None;
    }
    let rest = tokens.get(equals + 1..)?;
    let end = rest.iter().position(|it| it.is_mark(";"))?;
    Some((name.text, first_path(rest.get(..end)?)?))
}

/// `path {` after `for`; a loop has an `in`, and `for<'a>` is about lifetimes.
fn implemented_for<'a>(tokens: &[Token<'a>]) -> Option<Vec<&'a str>> {
    if tokens.first()?.is_mark("<") {
        return None;
    }
    let end = tokens
        .iter()
        .take(GENERICS_MAX)
        .position(|it| it.is_mark("{") || it.is_name("in") || it.is_name("where"))?;
    if tokens.get(end)?.is_name("in") {
        return None;
    }
    first_path(tokens.get(..end)?)
}

/// The first path among the tokens, past `&`, lifetimes, `dyn` and brackets.
fn first_path<'a>(tokens: &[Token<'a>]) -> Option<Vec<&'a str>> {
    let at = tokens.iter().position(is_segment)?;
    Some(path_at(tokens, at).0)
}

/// `<type as trait>::tail`, unless the brackets are the generic arguments of what stands before.
fn qualified<'a>(tokens: &[Token<'a>], open: usize, all: &mut Vec<Written<'a>>) {
    let before = tokens.get(open.saturating_sub(1)).filter(|_| open > 0);
    if before.is_some_and(is_segment) || follows_colons(tokens, open) {
        return;
    }
    let Some(close) = closing(tokens, open) else {
        return;
    };
    let Some(next) = segment_after(tokens, close + 1) else {
        return;
    };
    let (tail, end) = path_at(tokens, next);
    let inside = tokens.get(open + 1..close).unwrap_or_default();
    let cut = inside.iter().rposition(|it| it.is_name("as"));
    let (kind, of) = inside.split_at(cut.unwrap_or(inside.len()));
    let start = tokens.get(open).map_or(end, |it| it.start);
    for mut path in [first_path(kind), first_path(of)].into_iter().flatten() {
        path.extend(&tail);
        all.push((path, start..end));
    }
}

/// The path that begins with the name at `at`, and where its last name ends.
fn path_at<'a>(tokens: &[Token<'a>], at: usize) -> (Vec<&'a str>, usize) {
    let mut path = Vec::new();
    let mut end = 0;
    let mut next = Some(at);
    while let Some(token) = next.and_then(|at| Some((at, tokens.get(at)?))) {
        let (at, token) = token;
        path.push(token.text);
        end = token.end;
        next = segment_after(tokens, at + 1);
    }
    (path, end)
}

/// The next name of a path: `::name`, `::<T>::name`, and in types `<T>::name`.
fn segment_after(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let colons = |at: usize| {
        let [a, b] = tokens.get(at..at + 2)? else {
            return None;
        };
        (a.is_mark(":") && b.is_mark(":")).then_some(at + 2)
    };
    let next = colons(at).unwrap_or(at);
    if tokens.get(next)?.is_mark("<") {
        let next = colons(closing(tokens, next)? + 1)?;
        return is_segment(tokens.get(next)?).then_some(next);
    }
    (next > at && is_segment(tokens.get(next)?)).then_some(next)
}

/// The `>` that belongs to the `<` at `open`.
fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut arrow = false;
    for (at, token) in tokens.iter().enumerate().skip(open).take(GENERICS_MAX) {
        if token.is_mark("<") {
            depth += 1;
        } else if token.is_mark(">") && !arrow {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
        arrow = token.is_mark("-") || token.is_mark("=");
    }
    None
}

/// Past what a tree may consist of. `+ use<'a>` has none.
fn end_of_use(tokens: &[Token<'_>], start: usize) -> usize {
    let rest = tokens.get(start..).unwrap_or_default();
    let is_tree = |token: &Token<'_>| {
        token.kind == Kind::Name || (token.kind == Kind::Mark && ":{},*".contains(token.text))
    };
    start
        + rest
            .iter()
            .position(|it| !is_tree(it))
            .unwrap_or(rest.len())
}

fn is_segment(token: &Token<'_>) -> bool {
    token.kind == Kind::Name && !KEYWORDS.contains(&token.text)
}

/// Whether the name at `at` goes on with a path that began before it.
fn continues(tokens: &[Token<'_>], at: usize) -> bool {
    follows_colons(tokens, at)
        && at
            .checked_sub(3)
            .and_then(|at| tokens.get(at))
            .is_some_and(is_segment)
}

fn follows_colons(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(2).and_then(|start| tokens.get(start..at));
    before.is_some_and(|it| it.iter().all(|token| token.is_mark(":")))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::lex;
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let long = |(path, _): Written<'_>| (path.len() > 1).then(|| path.join("::"));
        paths(&lex(text)).into_iter().filter_map(long).collect()
    }

    #[test]
    fn angle_brackets_hide_no_part_of_a_path() {
        assert_eq!(shown("a::B::<c::D>::e()"), ["a::B::e", "c::D"]);
        assert_eq!(shown("let x: a::B<c::D>::E;"), ["a::B::E", "c::D"]);
        assert_eq!(shown("<a::B>::c()"), ["a::B::c", "a::B"]);
        assert_eq!(
            shown("<&'a a::B as c::D>::e()"),
            ["a::B::e", "c::D::e", "a::B", "c::D"]
        );
        assert_eq!(shown("|| -> u8 { <a::B>::c() }"), ["a::B::c", "a::B"]);
        assert_eq!(shown("Vec::<Fn() -> B>::new()"), ["Vec::new"]);
    }

    #[test]
    fn a_path_begins_after_a_keyword_and_goes_on_after_a_capture() {
        assert_eq!(shown("return ::a::b()"), ["a::b"]);
        assert_eq!(shown("fn f() -> impl T + use<'a> { a::b() }"), ["a::b"]);
        assert_eq!(shown("use a::{b::c, d}; e::f()"), ["e::f"]);
    }

    #[test]
    fn a_name_is_followed_to_its_type() {
        let text = "type A = b::C; type D<T> = &e::F<T>; impl g::H for i::J<K> where L: M {}
            for x in y {} type N; fn f<T: for<'a> O<'a>>() {}";
        assert_eq!(
            aliases(&lex(text)),
            [
                ("A", vec!["b", "C"]),
                ("D", vec!["e", "F"]),
                ("Self", vec!["i", "J"])
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_tokens_end(text in "(<|>|::|:|a|b|as|use|type|for|in|=|-|;|\\{| ){0,60}") {
            let tokens = lex(&text);
            aliases(&tokens);
            for (path, span) in paths(&tokens) {
                proptest::prop_assert!(!path.is_empty());
                proptest::prop_assert!(text.get(span).is_some());
            }
        }
    }
}
