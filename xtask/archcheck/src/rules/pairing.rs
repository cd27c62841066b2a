//! A008: an adapter is nested in the package it serves, and depends on it.

use super::Context;
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules_file::Kind;

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, package, name, layer) in cx.members().filter(|(_, _, _, layer)| layer.is_adapter())
    {
        let site = package.manifest.name_site("this adapter");
        let rule = cx
            .rules
            .line_at(layer.may_use.span().start, "an adapter uses its parent");
        let Some(parent) = cx.parent_of(index).and_then(|parent| cx.package(parent)) else {
            let message = format!(
                "`{}` is in layer `{name}`, but nested in no package",
                package.name
            );
            let fix = "Move it below the package whose ports it implements.";
            let finding = Finding::new(Code::A008, message, site)
                .declared_at(rule)
                .fix(fix);
            findings.push(finding.between(&package.name, "parent"));
            continue;
        };
        let parent_index = cx.parent_of(index);
        let depends = package
            .dependencies
            .iter()
            .any(|it| it.kind == Kind::Normal && it.member == parent_index);
        if !depends {
            let message = format!(
                "adapter `{}` does not depend on `{}`, which it is nested in",
                package.name, parent.name
            );
            let fix = format!(
                "Add `{}.workspace = true` to its dependencies, or move the package.",
                parent.name
            );
            let finding = Finding::new(Code::A008, message, site)
                .declared_at(rule)
                .fix(fix);
            findings.push(finding.between(&package.name, &parent.name));
        }
    }
}
