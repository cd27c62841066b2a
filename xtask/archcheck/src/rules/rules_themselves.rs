//! A301: what the rules file names exists and is used.

use std::collections::BTreeSet;

use toml::Spanned;

use super::Context;
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules_file::{Kind, Layer, PARENT, PARENT_USES, Pattern, Permit};
use crate::source::Scan;

pub(super) fn check(cx: &Context<'_>, scan: &Scan, findings: &mut Vec<Finding>) {
    let mut report = |word: &Spanned<String>, message: String| {
        let site = cx.rules.site(word.span(), "");
        findings.push(Finding::new(Code::A301, message, site).between("rules", word.get_ref()));
    };
    for word in &cx.rules.file.outside {
        if !selects_a_folder(cx, word.get_ref()) {
            report(
                word,
                format!(
                    "`{}` is outside nothing: no manifest lies there",
                    word.get_ref()
                ),
            );
        }
    }
    for (name, layer) in &cx.rules.file.layers {
        for word in &layer.packages {
            if !selects_a_package(cx, word.get_ref()) {
                report(
                    word,
                    format!(
                        "layer `{}` selects nothing with `{}`",
                        name.get_ref(),
                        word.get_ref()
                    ),
                );
            }
        }
        for word in Kind::ALL
            .into_iter()
            .flat_map(|kind| layer.may_use.get_ref().of(kind))
        {
            if ![PARENT, PARENT_USES].contains(&word.get_ref().as_str())
                && !cx
                    .rules
                    .file
                    .layers
                    .keys()
                    .any(|it| it.get_ref() == word.get_ref())
            {
                report(word, format!("there is no layer `{}`", word.get_ref()));
            }
        }
    }
    for permit in &cx.rules.file.permits {
        check_permit(cx, scan, permit, &mut report);
    }
    unused_allowances(cx, findings);
}

fn check_permit(
    cx: &Context<'_>,
    scan: &Scan,
    permit: &Permit,
    report: &mut impl FnMut(&Spanned<String>, String),
) {
    let name = permit.package.get_ref();
    let Some(package) = cx.workspace.packages.iter().find(|it| it.name == *name) else {
        return report(
            &permit.package,
            format!("there is no package `{name}` to permit anything to"),
        );
    };
    if permit.reason.get_ref().trim().is_empty() {
        report(&permit.reason, "a permit needs a reason".to_owned());
    }
    for word in &permit.third_party {
        if !package
            .dependencies
            .iter()
            .any(|it| it.kind != Kind::Dev && it.name == *word.get_ref())
        {
            report(
                word,
                format!(
                    "`{name}` does not use `{}`: the permit is not needed",
                    word.get_ref()
                ),
            );
        }
    }
    if let Some(feature) = &permit.only_with_feature
        && !package.features.contains_key(feature.get_ref())
    {
        report(
            feature,
            format!("`{name}` has no feature `{}`", feature.get_ref()),
        );
    }
    for word in &permit.paths {
        if !scan
            .permits_used
            .contains(&(name.clone(), word.get_ref().clone()))
        {
            report(
                word,
                format!(
                    "`{name}` does not use `{}`: the permit is not needed",
                    word.get_ref()
                ),
            );
        }
    }
}

fn selects_a_package(cx: &Context<'_>, text: &str) -> bool {
    Pattern::parse(text).is_ok_and(|pattern| {
        cx.workspace
            .packages
            .iter()
            .any(|it| pattern.matches(&it.folder))
    })
}

fn selects_a_folder(cx: &Context<'_>, text: &str) -> bool {
    let Ok(pattern) = Pattern::parse(text) else {
        return false;
    };
    cx.workspace.manifests_on_disk.iter().any(|path| {
        path.match_indices('/')
            .filter_map(|(at, _)| path.get(..at))
            .any(|above| pattern.matches(above))
    })
}

/// An allowance that nobody uses is only a warning: it opens a door, but no one has gone through.
fn unused_allowances(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for (name, layer) in &cx.rules.file.layers {
        for kind in Kind::ALL {
            let used = used_crates(cx, name.get_ref(), kind);
            for word in unused(layer, kind, &used) {
                let message = format!(
                    "layer `{}` allows `{}` ({}), and no member uses it",
                    name.get_ref(),
                    word.get_ref(),
                    kind.as_str()
                );
                let site = cx.rules.site(word.span(), "");
                let finding =
                    Finding::new(Code::A301, message, site).between("rules", word.get_ref());
                findings.push(finding.fix("Take it off the list.").warning());
            }
        }
    }
}

fn used_crates<'a>(cx: &Context<'a>, layer: &str, kind: Kind) -> BTreeSet<&'a str> {
    cx.members()
        .filter(|(_, _, name, _)| *name == layer)
        .flat_map(|(_, package, _, _)| &package.dependencies)
        .filter(|it| it.kind == kind && it.path.is_none())
        .map(|it| it.name.as_str())
        .collect()
}

fn unused<'a>(layer: &'a Layer, kind: Kind, used: &BTreeSet<&str>) -> Vec<&'a Spanned<String>> {
    let list = layer.third_party.get_ref().of(kind);
    list.iter()
        .filter(|it| it.get_ref() != "*" && !used.contains(it.get_ref().as_str()))
        .collect()
}
