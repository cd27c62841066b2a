//! Which code ships: tests, benchmarks, examples and what stands under `#[cfg(test)]` do not.

use std::collections::BTreeSet;

use super::File;
use super::tokens::{Kind, Token};

/// Folders of a package whose files cargo builds for development only.
const DEVELOPMENT: [&str; 3] = ["tests/", "benches/", "examples/"];

/// The files of one package that are built for tests only.
#[derive(Debug, Default)]
pub(super) struct Product {
    /// `src/a/tests.rs`, and `src/a/tests/` for what lies below.
    test_modules: BTreeSet<String>,
}

impl Product {
    pub(super) fn of(files: &[File<'_>]) -> Self {
        let mut product = Self::default();
        for file in files {
            if !(file.text.contains("cfg") && file.text.contains("mod ")) {
                continue;
            }
            for skipped in test_items(file.tokens()) {
                let item = file.tokens().get(skipped).unwrap_or_default();
                if let Some(name) = module_elsewhere(item) {
                    let folder = module_folder(file.path);
                    product.test_modules.insert(format!("{folder}{name}.rs"));
                    product.test_modules.insert(format!("{folder}{name}/"));
                }
            }
        }
        product
    }

    /// The tokens of a file that ship.
    pub(super) fn tokens_of<'a>(&self, file: &File<'a>) -> Vec<Token<'a>> {
        let is_development = DEVELOPMENT
            .iter()
            .any(|folder| file.path.starts_with(folder))
            || self.test_modules.iter().any(|path| {
                file.path == path || (path.ends_with('/') && file.path.starts_with(path))
            });
        if is_development {
            return Vec::new();
        }
        let mut tokens = Vec::with_capacity(file.tokens().len());
        let mut at = 0;
        for skipped in test_items(file.tokens()) {
            if skipped.start >= at {
                tokens.extend_from_slice(file.tokens().get(at..skipped.start).unwrap_or_default());
                at = skipped.end;
            }
        }
        tokens.extend_from_slice(file.tokens().get(at..).unwrap_or_default());
        tokens
    }
}

/// The folder in which `mod name;` of this file is looked for.
fn module_folder(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let own = match name {
        "lib.rs" | "main.rs" | "mod.rs" => String::new(),
        other => format!("{}/", other.trim_end_matches(".rs")),
    };
    if folder.is_empty() {
        own
    } else {
        format!("{folder}/{own}")
    }
}

/// The name of a module whose body is in another file, if the item is one.
fn module_elsewhere<'a>(item: &[Token<'a>]) -> Option<&'a str> {
    let at = item.iter().position(|token| token.is_name("mod"))?;
    let name = item.get(at + 1).filter(|token| token.kind == Kind::Name)?;
    item.get(at + 2)
        .filter(|token| token.is_mark(";"))
        .map(|_| name.text)
}

/// Ranges of tokens under `#[cfg(test)]`, attribute included; the whole file for `#![cfg(test)]`.
fn test_items(tokens: &[Token<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if !token.is_mark("#") {
            at += 1;
            continue;
        }
        let inner = tokens.get(at + 1).is_some_and(|it| it.is_mark("!"));
        let open = at + 1 + usize::from(inner);
        let close = end_of_group(tokens, open);
        if is_test_only(tokens.get(open..close).unwrap_or_default()) {
            let end = if inner {
                tokens.len()
            } else {
                end_of_item(tokens, close)
            };
            let start = if inner { 0 } else { at };
            ranges.push(start..end);
            at = end;
        } else {
            at = close.max(at + 1);
        }
    }
    ranges
}

/// `[cfg(test)]` and `[cfg(all(test, ...))]`. What `any` or `not` lets in without tests ships.
fn is_test_only(attribute: &[Token<'_>]) -> bool {
    let has = |name| attribute.iter().any(|token| token.is_name(name));
    attribute.get(1).is_some_and(|it| it.is_name("cfg"))
        && has("test")
        && !has("any")
        && !has("not")
}

/// One past the bracket that closes the one at `open`; `open` if there is none.
fn end_of_group(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match (token.kind, token.text) {
            (Kind::Mark, "[" | "(" | "{") => depth += 1,
            (Kind::Mark, "]" | ")" | "}") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            },
            _ if depth == 0 => return open,
            _ => {},
        }
    }
    tokens.len()
}

/// One past the item that begins at `start`, further attributes included.
fn end_of_item(tokens: &[Token<'_>], start: usize) -> usize {
    let mut at = start;
    // A group in `use` or `static X: T = T { .. };` does not end the item; in a function it does.
    let mut ends_at_brace = true;
    while let Some(token) = tokens.get(at) {
        match (token.kind, token.text) {
            (Kind::Mark, ";") => return at + 1,
            (Kind::Mark, "{") => {
                at = end_of_group(tokens, at);
                if ends_at_brace {
                    return at;
                }
            },
            (Kind::Mark, "[" | "(") => at = end_of_group(tokens, at),
            (Kind::Mark, "}" | ")" | "]" | ",") => return at,
            (Kind::Name, "use" | "static" | "let") => {
                ends_at_brace = false;
                at += 1;
            },
            (Kind::Name, "const") => {
                ends_at_brace = tokens.get(at + 1).is_some_and(|it| it.is_name("fn"));
                at += 1;
            },
            (Kind::Name, "fn" | "mod" | "impl" | "struct" | "enum" | "trait" | "macro_rules") => {
                ends_at_brace = true;
                at += 1;
            },
            _ => at += 1,
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::super::tokens::lex;
    use super::*;

    fn skipped(text: &str) -> Vec<String> {
        let tokens = lex(text);
        test_items(&tokens)
            .into_iter()
            .map(|range| {
                tokens[range]
                    .iter()
                    .map(|it| it.text)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    #[test]
    fn only_what_is_never_shipped_is_skipped() {
        assert_eq!(
            skipped("#[cfg(test)] mod t { fn f() {} } fn g() {}").len(),
            1
        );
        assert_eq!(
            skipped("#[cfg(test)] use a::{b, c}; fn g() {}"),
            ["# [ cfg ( test ) ] use a : : { b , c } ;"]
        );
        assert_eq!(
            skipped("#[cfg(any(test, feature = \"testing\"))] mod t {}"),
            Vec::<String>::new()
        );
        assert_eq!(skipped("#[cfg(not(test))] mod t {}"), Vec::<String>::new());
        assert_eq!(skipped("#![cfg(test)] fn a() {} fn b() {}").len(), 1);
        assert_eq!(
            skipped("#[cfg(test)] #[derive(Debug)] const X: T = T { a: 1 }; fn b() {}").len(),
            1
        );
    }

    proptest::proptest! {
        #[test]
        fn any_tokens_end(text in "(#|!|\\[|\\]|\\{|\\}|\\(|\\)|cfg|test|;|,|fn|use| ){0,40}") {
            test_items(&lex(&text));
        }
    }
}
