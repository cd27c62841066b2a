//! A101: paths a layer must not use, however they are written.

use std::collections::BTreeMap;

use toml::Spanned;

use super::tokens::{Kind, Token};
use super::uses::{self, Names};
use super::{File, Scan};
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
    path.split("::").all(|part| file.text.contains(part))
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
    let names = Names::of(&leaves);
    let mut hits: BTreeMap<&str, Hit<'_>> = BTreeMap::new();
    let mut judge = |path: &[&str], span: std::ops::Range<usize>| {
        let meanings = names.meanings(path);
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
        judge(&leaf.path, leaf.span.clone());
    }
    for (path, span) in paths(tokens) {
        // A single name is a local thing, or an import that was judged as such.
        if path.len() > 1 {
            judge(&path, span);
        }
    }
    hits.into_values().collect()
}

/// `a::b::c` wherever it stands, also inside macros; not in `use`, which has trees.
fn paths<'a>(tokens: &[Token<'a>]) -> Vec<(Vec<&'a str>, std::ops::Range<usize>)> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.is_name("use") {
            at += tokens
                .iter()
                .skip(at)
                .position(|it| it.is_mark(";"))
                .unwrap_or(1);
            continue;
        }
        if token.kind != Kind::Name {
            at += 1;
            continue;
        }
        let mut path = vec![token.text];
        let mut end = token.end;
        at += 1;
        while let [a, b, name, ..] = tokens.get(at..).unwrap_or_default()
            && a.is_mark(":")
            && b.is_mark(":")
            && name.kind == Kind::Name
        {
            path.push(name.text);
            end = name.end;
            at += 3;
        }
        all.push((path, token.start..end));
    }
    all
}

fn permitted(cx: &Context<'_>, file: &File<'_>, path: &str) -> bool {
    cx.permits_of(&file.package.name).any(|permit| {
        permit.paths.iter().any(|it| it.get_ref() == path)
            && (permit.files.is_empty() || Selection::of(&permit.files).selects(file.path))
    })
}
