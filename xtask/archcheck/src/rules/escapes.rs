//! A007: what is built is in the repository, or released.

use super::Context;
use crate::codes::Code;
use crate::finding::Finding;
use crate::workspace::{Dependency, Package, Workspace};

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for package in &cx.workspace.packages {
        for dependency in &package.dependencies {
            let Some(message) = judge(cx.workspace, package, dependency) else {
                continue;
            };
            let finding = Finding::new(Code::A007, message, package.site(dependency));
            findings.push(finding.between(&package.name, &dependency.name));
        }
    }
    for table in ["patch", "replace"] {
        if let Some(span) = cx.workspace.root_manifest.key_span(&[table]) {
            let message =
                format!("`[{table}]` puts other code in the place of what the lock file names");
            let site = cx.workspace.root_manifest.site(span, "");
            findings.push(Finding::new(Code::A007, message, site).between("workspace", table));
        }
    }
}

fn judge(workspace: &Workspace, package: &Package, dependency: &Dependency) -> Option<String> {
    let (from, to) = (&package.name, &dependency.name);
    if let Some(path) = &dependency.path {
        if dependency.member.is_some() {
            return None;
        }
        return Some(if path.starts_with(&workspace.root) {
            format!("`{from}` depends on `{to}`, which is no member of the workspace")
        } else {
            format!("`{from}` depends on `{to}` outside the workspace")
        });
    }
    if workspace.packages.iter().any(|member| member.name == *to) {
        return Some(format!(
            "`{from}` depends on a copy of `{to}` from elsewhere, and `{to}` is a member"
        ));
    }
    let source = dependency.source.as_deref().unwrap_or_default();
    source
        .starts_with("git+")
        .then(|| format!("`{from}` depends on `{to}` from git"))
}
