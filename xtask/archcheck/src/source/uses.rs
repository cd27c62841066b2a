//! `use` trees, flattened: what each name stands for in a file.

use std::collections::BTreeMap;
use std::ops::Range;

use super::tokens::{Kind, Token};

/// Deeper trees are not followed; no one writes them.
const DEPTH_MAX: usize = 16;

/// One leaf of a `use` tree.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    /// The full path, without `::` in front; without the `*` if it is a glob.
    pub(super) path: Vec<&'a str>,
    /// The name it gets here; `None` for a glob.
    pub(super) name: Option<&'a str>,
    /// `pub use`, not `pub(crate) use`.
    pub(super) public: bool,
    /// The part of the text that says it last.
    pub(super) span: Range<usize>,
}

/// Every leaf of every `use` and `extern crate` among the tokens.
pub(super) fn leaves<'a>(tokens: &[Token<'a>]) -> Vec<Leaf<'a>> {
    let mut all = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let public = at
            .checked_sub(1)
            .and_then(|it| tokens.get(it))
            .is_some_and(|it| it.is_name("pub"));
        let rest = tokens.get(at + 1..).unwrap_or_default();
        if token.is_name("use") {
            let mut walker = Walker {
                tokens: rest,
                at: 0,
                public,
                leaves: &mut all,
            };
            walker.tree(&[], 0);
        } else if token.is_name("extern") && rest.first().is_some_and(|it| it.is_name("crate")) {
            let mut walker = Walker {
                tokens: rest,
                at: 1,
                public,
                leaves: &mut all,
            };
            walker.tree(&[], 0);
        }
    }
    all
}

struct Walker<'a, 't> {
    tokens: &'t [Token<'a>],
    at: usize,
    public: bool,
    leaves: &'t mut Vec<Leaf<'a>>,
}

impl<'a> Walker<'a, '_> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.peek().is_some_and(|it| it.is_mark(mark));
        self.at += usize::from(found);
        found
    }

    /// `a::b::{c, d as e, f::*}`; stops quietly at anything else.
    fn tree(&mut self, prefix: &[&'a str], depth: usize) {
        if depth > DEPTH_MAX {
            return;
        }
        let mut path = prefix.to_vec();
        let mut span = 0..0;
        loop {
            while self.eat(":") {}
            let Some(token) = self.peek() else { return };
            if token.is_mark("{") {
                self.at += 1;
                return self.group(&path, depth);
            }
            if token.is_mark("*") {
                self.at += 1;
                return self.leaf(path, None, token.span());
            }
            if token.kind != Kind::Name {
                return;
            }
            self.at += 1;
            // `a::{self}` is `a`.
            if token.text != "self" || path.is_empty() {
                path.push(token.text);
            }
            span = if span.is_empty() {
                token.span()
            } else {
                span.start..token.end
            };
            if !self.peek().is_some_and(|it| it.is_mark(":")) {
                break;
            }
        }
        let name = self.new_name().or_else(|| path.last().copied());
        self.leaf(path, name, span);
    }

    fn new_name(&mut self) -> Option<&'a str> {
        if !self.peek()?.is_name("as") {
            return None;
        }
        self.at += 1;
        let name = self.peek()?.text;
        self.at += 1;
        Some(name)
    }

    fn group(&mut self, path: &[&'a str], depth: usize) {
        while self.peek().is_some() && !self.eat("}") {
            let before = self.at;
            self.tree(path, depth + 1);
            self.eat(",");
            // Not a tree: give up rather than turn in a circle.
            if self.at == before {
                return;
            }
        }
    }

    fn leaf(&mut self, path: Vec<&'a str>, name: Option<&'a str>, span: Range<usize>) {
        self.leaves.push(Leaf {
            path,
            name,
            public: self.public,
            span,
        });
    }
}

/// What names stand for in one file. Scopes inside the file are not told apart, which errs on the
/// side of finding too much.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    named: BTreeMap<&'a str, Vec<Vec<&'a str>>>,
    globs: Vec<Vec<&'a str>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(leaves: &[Leaf<'a>]) -> Self {
        let mut names = Self::default();
        for leaf in leaves {
            match leaf.name {
                Some(name) => names.named.entry(name).or_default().push(leaf.path.clone()),
                None => names.globs.push(leaf.path.clone()),
            }
        }
        names
    }

    /// `name` stands for `path` too, by something else than an import.
    pub(super) fn also(&mut self, name: &'a str, path: Vec<&'a str>) {
        self.named.entry(name).or_default().push(path);
    }

    /// Every path that `path` stands for by its imports, itself included.
    pub(super) fn renamed(&self, path: &[&'a str]) -> Vec<Vec<&'a str>> {
        let mut all = vec![path.to_vec()];
        self.follow(path, 0, &mut all);
        all
    }

    /// Every path that `path` may stand for, also through glob imports.
    pub(super) fn meanings(&self, path: &[&'a str]) -> Vec<Vec<&'a str>> {
        let mut all = self.renamed(path);
        all.extend(self.by_glob(path));
        all
    }

    /// Every path that `path` may stand for through a glob import.
    pub(super) fn by_glob(&self, path: &[&'a str]) -> Vec<Vec<&'a str>> {
        if self.globs.is_empty() {
            return Vec::new();
        }
        let renamed = self.renamed(path);
        let globs = self.globs.iter().flat_map(|glob| self.renamed(glob));
        globs
            .flat_map(|glob| {
                let full = |path: &Vec<&'a str>| glob.iter().chain(path).copied().collect();
                renamed.iter().map(full).collect::<Vec<_>>()
            })
            .collect()
    }

    fn follow(&self, path: &[&'a str], depth: usize, all: &mut Vec<Vec<&'a str>>) {
        const RENAMES_MAX: usize = 4;
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        for target in self.named.get(first).into_iter().flatten() {
            if target.first() == Some(first) && target.len() == 1 {
                continue;
            }
            let full: Vec<&str> = target.iter().chain(rest).copied().collect();
            if depth < RENAMES_MAX && target.first() != Some(first) {
                self.follow(&full, depth + 1, all);
            }
            all.push(full);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::lex;
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        leaves(&lex(text))
            .iter()
            .map(|leaf| format!("{} as {}", leaf.path.join("::"), leaf.name.unwrap_or("*")))
            .collect()
    }

    #[test]
    fn a_tree_flattens_into_its_leaves() {
        assert_eq!(
            shown("use std::{fs, net::{TcpStream as S, *}, io::{self}}; pub use ::a::b;"),
            [
                "std::fs as fs",
                "std::net::TcpStream as S",
                "std::net as *",
                "std::io as io",
                "a::b as b"
            ]
        );
        assert_eq!(shown("extern crate std as s;"), ["std as s"]);
        assert_eq!(
            shown("fn f() -> impl Fn() + use<'a> {}"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_renamed_name_is_followed_to_its_end() {
        let tokens = lex("use std as s; use s::env as e; use chrono::*;");
        let names = Names::of(&leaves(&tokens));
        let meanings = names.meanings(&["e", "var"]);
        assert!(
            meanings.contains(&vec!["std", "env", "var"]),
            "{meanings:?}"
        );
        assert!(
            names
                .meanings(&["Utc", "now"])
                .contains(&vec!["chrono", "Utc", "now"])
        );
    }

    proptest::proptest! {
        #[test]
        fn any_tokens_end(text in "[a-c:{}*,; ]{0,60}") {
            let text = format!("use {text}");
            let tokens = lex(&text);
            let names = Names::of(&leaves(&tokens));
            names.meanings(&["a", "b"]);
        }
    }
}
