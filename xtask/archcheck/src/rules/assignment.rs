//! A001: every package is in exactly one layer, every manifest on disk is accounted for.

use super::Context;
use crate::codes::Code;
use crate::finding::{Finding, Site};
use crate::rules_file::Selection;

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, package) in cx.workspace.packages.iter().enumerate() {
        let layers = cx.layers_of(index);
        if layers.len() == 1 {
            continue;
        }
        let site = package.manifest.name_site("this package");
        let names: Vec<String> = layers.iter().map(|(name, _)| format!("`{name}`")).collect();
        let finding = if names.is_empty() {
            let message = format!("`{}` is in no layer", package.name);
            Finding::new(Code::A001, message, site)
        } else {
            let message = format!(
                "`{}` is in {} layers: {}",
                package.name,
                names.len(),
                names.join(", ")
            );
            let fix = format!(
                "Take it out of all but one, for example with `\"!{}\"`.",
                package.folder
            );
            Finding::new(Code::A001, message, site).fix(fix)
        };
        findings.push(finding.between(&package.name, &names.join(", ")));
    }
    let outside = Selection::of(&cx.rules.file.outside);
    for path in &cx.workspace.manifests_on_disk {
        let folder = path
            .strip_suffix("Cargo.toml")
            .unwrap_or(path)
            .trim_end_matches('/');
        let known = folder.is_empty()
            || cx
                .workspace
                .packages
                .iter()
                .any(|package| package.folder == folder)
            || is_outside(&outside, folder);
        if !known {
            let message = format!("`{path}` is on disk, but no member of the workspace");
            let site = Site {
                file: path.clone(),
                span: 0..0,
                label: String::new(),
            };
            let fix =
                "Add the folder to `workspace.members` and to a layer, or list it under `outside`.";
            findings.push(
                Finding::new(Code::A001, message, site)
                    .fix(fix)
                    .between(path, "workspace"),
            );
        }
    }
}

/// A folder is outside if it or a folder above it is listed.
fn is_outside(outside: &Selection, folder: &str) -> bool {
    let above = folder
        .match_indices('/')
        .filter_map(|(at, _)| folder.get(..at));
    above.chain([folder]).any(|path| outside.selects(path))
}
