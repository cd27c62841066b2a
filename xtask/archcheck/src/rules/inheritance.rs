//! A010: what the workspace says once, members inherit.

use super::Context;
use crate::codes::Code;
use crate::finding::{Finding, Site};
use crate::rules_file::{Inherit, Kind};
use crate::workspace::{Dependency, Package};

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for package in &cx.workspace.packages {
        for inherit in &cx.rules.file.inherit {
            match inherit {
                Inherit::Dependencies => dependencies(package, findings),
                Inherit::Lints => {
                    if !package.manifest.inherits(&["lints"]) {
                        let span = package.manifest.key_span(&["lints"]);
                        findings.push(not_inherited(
                            package,
                            "lints",
                            span,
                            "[lints] workspace = true",
                        ));
                    }
                },
                Inherit::Edition | Inherit::RustVersion | Inherit::License => {
                    package_key(package, *inherit, findings);
                },
            }
        }
    }
}

fn package_key(package: &Package, inherit: Inherit, findings: &mut Vec<Finding>) {
    let Some(key) = inherit.package_key() else {
        return;
    };
    if !package.manifest.inherits(&["package", key]) {
        let span = package.manifest.key_span(&["package", key]);
        findings.push(not_inherited(
            package,
            key,
            span,
            &format!("{key}.workspace = true"),
        ));
    }
}

fn not_inherited(
    package: &Package,
    key: &str,
    span: Option<std::ops::Range<usize>>,
    remedy: &str,
) -> Finding {
    let message = format!(
        "`{}` does not inherit `{key}` from the workspace",
        package.name
    );
    let site: Site = match span {
        Some(span) => package.manifest.site(span, "set here"),
        None => package.manifest.name_site(format!("sets no `{key}`")),
    };
    Finding::new(Code::A010, message, site)
        .between(&package.name, key)
        .fix(format!("Write `{remedy}`."))
}

fn dependencies(package: &Package, findings: &mut Vec<Finding>) {
    for dependency in package
        .dependencies
        .iter()
        .filter(|it| !it.inherited && !is_itself(package, it))
    {
        let key = dependency.rename.as_ref().unwrap_or(&dependency.name);
        let message = format!("`{}` does not inherit the dependency `{key}`", package.name);
        let finding = Finding::new(Code::A010, message, package.site(dependency));
        let fix =
            format!("Put it under `[workspace.dependencies]` and write `{key}.workspace = true`.");
        findings.push(finding.between(&package.name, &dependency.name).fix(fix));
    }
}

/// A package that takes itself as dev-dependency, to test with one of its own features on.
fn is_itself(package: &Package, dependency: &Dependency) -> bool {
    dependency.kind == Kind::Dev && dependency.name == package.name && dependency.path.is_some()
}
