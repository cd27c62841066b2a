//! A103: another crate's whole surface is not made ours.

use super::File;
use super::tokens::Token;
use super::uses::{self, Names};
use crate::codes::Code;
use crate::finding::Finding;

/// A glob that is public needs these words.
pub(super) fn may_fire(file: &File<'_>) -> bool {
    ["pub", "use", "*"]
        .iter()
        .all(|word| file.text.contains(word))
}

pub(super) fn check(file: &File<'_>, tokens: &[Token<'_>], findings: &mut Vec<Finding>) {
    let leaves = uses::leaves(tokens);
    if !leaves.iter().any(|leaf| leaf.public && leaf.name.is_none()) {
        return;
    }
    let crates: Vec<String> = file
        .package
        .dependencies
        .iter()
        .map(crate::workspace::Dependency::crate_name)
        .collect();
    let names = Names::of(&leaves);
    let name = &file.package.name;
    for leaf in leaves
        .iter()
        .filter(|leaf| leaf.public && leaf.name.is_none())
    {
        let meanings = names.renamed(&leaf.path);
        let foreign = meanings
            .iter()
            .filter_map(|path| path.first())
            .find(|first| {
                crates.iter().any(|it| it == **first) || matches!(**first, "std" | "core" | "alloc")
            });
        let Some(foreign) = foreign else { continue };
        let message = format!("`{name}` re-exports all of `{}`", leaf.path.join("::"));
        let site = file.site(leaf.span.clone(), "names nothing, exports everything");
        findings.push(Finding::new(Code::A103, message, site).between(name, foreign));
    }
}
