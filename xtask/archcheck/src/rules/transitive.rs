//! A005: denied crates are not reachable, however long the chain.
//!
//! The lock file holds the union of all features that are used anywhere in the workspace. The rule
//! is therefore strict: a chain that only another package's features open is reported too.

use std::collections::BTreeMap;

use super::Context;
use super::third_party::permit_for;
use crate::check::CheckError;
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules_file::{Kind, Layer};
use crate::workspace::{Dependency, Lock, Package};

/// For each denied crate, the way to it from wherever it can be reached.
type Ways<'a> = BTreeMap<&'a str, BTreeMap<usize, usize>>;

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) -> Result<(), CheckError> {
    let layers = cx.rules.file.layers.values();
    let mut denied = layers
        .flat_map(|layer| &layer.third_party.get_ref().deny_transitive)
        .peekable();
    if denied.peek().is_none() {
        return Ok(());
    }
    let lock = cx.workspace.lock.as_ref().ok_or(CheckError::NoLock)?;
    let ways: Ways<'_> = denied
        .map(|name| (name.get_ref().as_str(), lock.ways_to(name.get_ref())))
        .collect();
    for (_, package, _, layer) in cx.members() {
        // What the tests use does not ship. What is permitted may bring what it needs.
        let ships =
            |it: &&Dependency| it.kind != Kind::Dev && permit_for(cx, package, it).is_none();
        for dependency in package.dependencies.iter().filter(ships) {
            findings.extend(judge(cx, lock, &ways, package, dependency, layer));
        }
    }
    Ok(())
}

fn judge(
    cx: &Context<'_>,
    lock: &Lock,
    ways: &Ways<'_>,
    package: &Package,
    dependency: &Dependency,
    layer: &Layer,
) -> Vec<Finding> {
    let denied = &layer.third_party.get_ref().deny_transitive;
    denied
        .iter()
        .filter(|name| *name.get_ref() != dependency.name)
        .filter_map(|name| {
            let way = ways.get(name.get_ref().as_str())?;
            let chain = chain(lock, way, package, dependency)?;
            let (from, to) = (&package.name, name.get_ref());
            let message = format!("`{from}` must not reach `{to}`");
            Some(
                Finding::new(Code::A005, message, package.site(dependency))
                    .declared_at(cx.rules.site(name.span(), "denied here"))
                    .between(from, to)
                    .note(format!("the chain: {}", chain.join(" -> ")))
                    .in_words_of(layer.why.as_ref(), None),
            )
        })
        .collect()
}

/// The names from the package over its dependency to the denied crate, if there is a way.
fn chain<'a>(
    lock: &'a Lock,
    way: &BTreeMap<usize, usize>,
    package: &'a Package,
    dependency: &Dependency,
) -> Option<Vec<&'a str>> {
    let edges = lock.edge(&package.name, &dependency.name);
    let mut at = edges.into_iter().find(|index| way.contains_key(index));
    at?;
    let mut names = vec![package.name.as_str()];
    while let Some(index) = at {
        names.extend(lock.get(index).map(|it| it.name.as_str()));
        at = way.get(&index).copied();
    }
    Some(names)
}
