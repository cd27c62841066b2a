//! A004: third-party crates are on the layer's list, or permitted to one package.

use super::Context;
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules_file::{Kind, Layer, Permit};
use crate::workspace::{Dependency, Package};

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, package, name, layer) in cx.members() {
        let third_party = package.dependencies.iter().filter(|it| it.path.is_none());
        for dependency in third_party.filter(|it| !layer.allows_crate(&it.name, it.kind)) {
            let permit = permit_for(cx, package, dependency);
            if let Some(finding) = judge(cx, package, dependency, name, layer, permit) {
                findings.push(finding);
            }
        }
    }
}

/// The permit that names this crate for this package. Permits are for what ships: not for tests.
pub(super) fn permit_for<'a>(
    cx: &Context<'a>,
    package: &Package,
    dependency: &Dependency,
) -> Option<&'a Permit> {
    let names = |permit: &&Permit| {
        permit
            .third_party
            .iter()
            .any(|it| it.get_ref() == &dependency.name)
    };
    cx.permits_of(&package.name)
        .find(|permit| dependency.kind != Kind::Dev && names(permit))
}

fn judge(
    cx: &Context<'_>,
    package: &Package,
    dependency: &Dependency,
    name: &str,
    layer: &Layer,
    permit: Option<&Permit>,
) -> Option<Finding> {
    let (from, to) = (&package.name, &dependency.name);
    let kind = dependency.kind.as_str();
    let site = package.site(dependency);
    if let Some(permit) = permit {
        let feature = permit.only_with_feature.as_ref()?;
        let others = switched_on_without(package, dependency, feature.get_ref());
        if dependency.optional && others.is_empty() {
            return None;
        }
        let message = format!(
            "`{from}` may use `{to}` behind the feature `{}` only",
            feature.get_ref()
        );
        let mut finding = Finding::new(Code::A004, message, site)
            .declared_at(
                cx.rules
                    .line_at(feature.span().start, "permitted with this feature"),
            )
            .between(from, to)
            .fix(format!(
                "Make it optional, and put `dep:{to}` into `{}` alone.",
                feature.get_ref()
            ));
        if !others.is_empty() {
            finding = finding.note(format!("it is switched on by: {}", others.join(", ")));
        }
        return Some(finding);
    }
    let message =
        format!("`{from}` must not depend on `{to}`: not on the list of layer `{name}` ({kind})");
    let rule = cx.rules.line_at(layer.third_party.span().start, "the list");
    Some(
        Finding::new(Code::A004, message, site)
            .declared_at(rule)
            .between(from, to)
            .in_words_of(layer.why.as_ref(), layer.fix.as_ref()),
    )
}

/// The features other than `feature` that switch on an optional dependency.
fn switched_on_without(package: &Package, dependency: &Dependency, feature: &str) -> Vec<String> {
    let key = dependency.rename.as_ref().unwrap_or(&dependency.name);
    let is_switch = |value: &String| {
        let value = value.strip_prefix("dep:").unwrap_or(value);
        // `crate?/feature` does not switch the crate on.
        value == key || value.split_once('/').is_some_and(|(it, _)| it == key)
    };
    package
        .features
        .iter()
        .filter(|(name, values)| name.as_str() != feature && values.iter().any(is_switch))
        .map(|(name, _)| format!("`{name}`"))
        .collect()
}
