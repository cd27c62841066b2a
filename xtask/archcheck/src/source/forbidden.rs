//! A101: paths a layer must not use, however they are written.

use std::collections::BTreeMap;

use toml::Spanned;

use super::tokens::Token;
use super::uses::{self, Names};
use super::{File, Scan, paths};
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules::Context;
use crate::rules_file::Selection;

/// Where in the text a path stands, and how often it occurs besides.
struct Hit<'r> {
    rule: &'r Spanned<String>,
    span: std::ops::Range<usize>,
    count: usize,
}

/// However a path is imported and renamed, each of its parts stands somewhere in the file.
pub(super) fn may_fire(file: &File<'_>) -> bool {
    file.layer
        .forbid_paths
        .iter()
        .any(|path| occurs(file, path.get_ref()))
}

fn occurs(file: &File<'_>, path: &str) -> bool {
    path.split("::").all(|part| has_word(file.text, part))
}

/// Whether `word` stands in the text by itself: the `os` of `position` costs no lexing.
fn has_word(text: &str, word: &str) -> bool {
    let in_name = |it: char| it.is_alphanumeric() || it == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|it| it.chars().next());
        !before.is_some_and(in_name) && !after.is_some_and(in_name)
    })
}

pub(super) fn check(
    cx: &Context<'_>,
    file: &File<'_>,
    tokens: &[Token<'_>],
    scan: &mut Scan,
    findings: &mut Vec<Finding>,
) {
    for hit in hits(file, tokens) {
        let path = hit.rule.get_ref();
        if permitted(cx, file, path) {
            scan.permits_used
                .insert((file.package.name.clone(), path.clone()));
            continue;
        }
        let name = &file.package.name;
        let message = format!("`{name}` must not use `{path}`");
        let rule = cx.rules.site(hit.rule.span(), "forbidden here");
        let mut finding = Finding::new(Code::A101, message, file.site(hit.span, ""))
            .declared_at(rule)
            .between(name, path)
            .in_words_of(file.layer.why.as_ref(), None);
        if hit.count > 1 {
            finding = finding.note(format!("{} places in this file", hit.count));
        }
        findings.push(finding);
    }
}

/// One hit for each forbidden path, at its first place.
fn hits<'r>(file: &File<'r>, tokens: &[Token<'_>]) -> Vec<Hit<'r>> {
    let forbidden: Vec<(Vec<&str>, &Spanned<String>)> = file
        .layer
        .forbid_paths
        .iter()
        .filter(|rule| occurs(file, rule.get_ref()))
        .map(|rule| (rule.get_ref().split("::").collect(), rule))
        .collect();
    if forbidden.is_empty() {
        return Vec::new();
    }
    let leaves = uses::leaves(tokens);
    let mut names = Names::of(&leaves);
    for (name, path) in paths::aliases(tokens) {
        names.also(name, path);
    }
    let mut hits: BTreeMap<&str, Hit<'_>> = BTreeMap::new();
    let mut judge = |meanings: &[Vec<&str>], span: std::ops::Range<usize>| {
        for (segments, rule) in &forbidden {
            if meanings.iter().any(|meaning| meaning.starts_with(segments)) {
                let hit = hits.entry(rule.get_ref()).or_insert(Hit {
                    rule,
                    span: span.clone(),
                    count: 0,
                });
                hit.count += 1;
                if span.start < hit.span.start {
                    hit.span = span.clone();
                }
            }
        }
    };
    for leaf in &leaves {
        judge(&names.meanings(&leaf.path), leaf.span.clone());
    }
    for (path, span) in paths::paths(tokens) {
        // A single name is a local thing, or an import that was judged as such, or from a glob.
        if path.len() > 1 {
            judge(&names.meanings(&path), span);
        } else {
            judge(&names.by_glob(&path), span);
        }
    }
    hits.into_values().collect()
}

fn permitted(cx: &Context<'_>, file: &File<'_>, path: &str) -> bool {
    cx.permits_of(&file.package.name).any(|permit| {
        permit.paths.iter().any(|it| it.get_ref() == path)
            && (permit.files.is_empty() || Selection::of(&permit.files).selects(file.path))
    })
}
