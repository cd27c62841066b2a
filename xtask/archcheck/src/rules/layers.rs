//! A002, A003, A009 and the edges of A008: who may depend on whom. What is not allowed is denied.

use super::{Context, Edge};
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules_file::{Kind, Layer, PARENT, PARENT_USES};

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    findings.extend(cx.edges().filter_map(|edge| judge(cx, edge)));
}

/// Each edge breaks at most one rule, the most telling one.
fn judge(cx: &Context<'_>, edge: Edge<'_>) -> Option<Finding> {
    let (from_name, from) = cx.layer_of(edge.from)?;
    let (to_name, to) = cx.layer_of(edge.to)?;
    let kind = edge.dependency.kind;
    if from_name == to_name && from.is_independent() {
        return Some(independent(cx, edge, from_name, from));
    }
    if from.may_use(to_name, kind) || may_use_as_adapter(cx, edge, from) {
        return None;
    }
    Some(if from.is_adapter() {
        adapter_beyond_parent(cx, edge, from)
    } else if to.is_adapter() {
        adapter_named(cx, edge, from_name, from)
    } else {
        layer(cx, edge, from_name, from, to_name)
    })
}

/// Through the package that the adapter is nested in.
fn may_use_as_adapter(cx: &Context<'_>, edge: Edge<'_>, layer: &Layer) -> bool {
    let kind = edge.dependency.kind;
    let Some(parent) = cx.parent_of(edge.from) else {
        return false;
    };
    let parent_uses = || {
        cx.edges()
            .any(|it| it.from == parent && it.to == edge.to && it.dependency.kind == Kind::Normal)
    };
    (parent == edge.to && layer.may_use(PARENT, kind))
        || (layer.may_use(PARENT_USES, kind) && parent_uses())
}

fn names<'a>(cx: &Context<'a>, edge: Edge<'_>) -> (&'a str, &'a str) {
    let name = |index| {
        cx.package(index)
            .map_or("", |package| package.name.as_str())
    };
    (name(edge.from), name(edge.to))
}

fn finding(cx: &Context<'_>, code: Code, edge: Edge<'_>, message: String) -> Option<Finding> {
    let (from, to) = names(cx, edge);
    let package = cx.package(edge.from)?;
    Some(Finding::new(code, message, package.site(edge.dependency)).between(from, to))
}

fn independent(cx: &Context<'_>, edge: Edge<'_>, name: &str, layer: &Layer) -> Finding {
    let (from, to) = names(cx, edge);
    let message =
        format!("`{from}` must not depend on `{to}`: members of layer `{name}` are independent");
    let offset = layer.independent.as_ref().map_or(0, |it| it.span().start);
    declared(cx, Code::A003, edge, message, offset, "rule declared here")
        .in_words_of(layer.why.as_ref(), layer.fix.as_ref())
}

fn layer(cx: &Context<'_>, edge: Edge<'_>, name: &str, layer: &Layer, to_layer: &str) -> Finding {
    let (from, to) = names(cx, edge);
    let kind = edge.dependency.kind.as_str();
    let message = format!(
        "`{from}` must not depend on `{to}`: layer `{name}` may not use layer `{to_layer}` ({kind})"
    );
    let label = may_use_label(layer, edge.dependency.kind);
    declared(
        cx,
        Code::A002,
        edge,
        message,
        layer.may_use.span().start,
        &label,
    )
    .in_words_of(layer.why.as_ref(), layer.fix.as_ref())
}

fn adapter_named(cx: &Context<'_>, edge: Edge<'_>, name: &str, layer: &Layer) -> Finding {
    let (from, to) = names(cx, edge);
    let message =
        format!("`{from}` must not name the adapter `{to}`: layer `{name}` does not compose");
    let label = may_use_label(layer, edge.dependency.kind);
    declared(
        cx,
        Code::A009,
        edge,
        message,
        layer.may_use.span().start,
        &label,
    )
}

fn adapter_beyond_parent(cx: &Context<'_>, edge: Edge<'_>, layer: &Layer) -> Finding {
    let (from, to) = names(cx, edge);
    let parent = cx.parent_of(edge.from).and_then(|index| cx.package(index));
    let message = match parent {
        Some(parent) => format!(
            "adapter `{from}` must not depend on `{to}`: it belongs to `{}`",
            parent.name
        ),
        None => format!("adapter `{from}` must not depend on `{to}`"),
    };
    let label = may_use_label(layer, edge.dependency.kind);
    declared(
        cx,
        Code::A008,
        edge,
        message,
        layer.may_use.span().start,
        &label,
    )
}

fn declared(
    cx: &Context<'_>,
    code: Code,
    edge: Edge<'_>,
    message: String,
    offset: usize,
    label: &str,
) -> Finding {
    let site = cx.rules.line_at(offset, label);
    match finding(cx, code, edge, message.clone()) {
        Some(finding) => finding.declared_at(site),
        None => Finding::new(code, message, site),
    }
}

fn may_use_label(layer: &Layer, kind: Kind) -> String {
    let allowed: Vec<String> = layer
        .may_use
        .get_ref()
        .of(kind)
        .iter()
        .map(|name| format!("`{}`", name.get_ref()))
        .collect();
    if allowed.is_empty() {
        format!("allows no {} dependency on a layer", kind.as_str())
    } else {
        format!(
            "allows, as {} dependency: {}",
            kind.as_str(),
            allowed.join(", ")
        )
    }
}
