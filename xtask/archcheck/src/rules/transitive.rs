//! A005: denied crates are not reachable, however long the chain.
//!
//! The lock file holds the union of all features that are used anywhere in the workspace. The rule
//! is therefore strict: a chain that only another package's features open is reported too.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Context;
use super::third_party::permit_for;
use crate::check::CheckError;
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules_file::{Kind, Layer};
use crate::workspace::{Dependency, Lock, Package};

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) -> Result<(), CheckError> {
    for (_, package, _, layer) in cx.members() {
        if layer.third_party.get_ref().deny_transitive.is_empty() {
            continue;
        }
        let lock = cx.workspace.lock.as_ref().ok_or(CheckError::NoLock)?;
        // What the tests use does not ship. What is permitted may bring what it needs.
        let ships =
            |it: &&Dependency| it.kind != Kind::Dev && permit_for(cx, package, it).is_none();
        for dependency in package.dependencies.iter().filter(ships) {
            findings.extend(judge(cx, lock, package, dependency, layer));
        }
    }
    Ok(())
}

fn judge(
    cx: &Context<'_>,
    lock: &Lock,
    package: &Package,
    dependency: &Dependency,
    layer: &Layer,
) -> Vec<Finding> {
    let denied = &layer.third_party.get_ref().deny_transitive;
    let reached = reach(lock, package, dependency);
    denied
        .iter()
        .filter(|name| *name.get_ref() != dependency.name)
        .filter_map(|name| {
            let chain = reached.get(name.get_ref().as_str())?;
            let (from, to) = (&package.name, name.get_ref());
            let message = format!("`{from}` must not reach `{to}`");
            let chain: Vec<&str> = std::iter::once(from.as_str())
                .chain(chain.iter().copied())
                .collect();
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

/// Each crate below a dependency, with the shortest chain to it.
fn reach<'a>(
    lock: &'a Lock,
    package: &Package,
    dependency: &Dependency,
) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut queue: VecDeque<(usize, Vec<&str>)> = VecDeque::new();
    let mut seen = BTreeSet::new();
    for index in lock.edge(&package.name, &dependency.name) {
        queue.push_back((index, Vec::new()));
    }
    let mut reached = BTreeMap::new();
    while let Some((index, mut chain)) = queue.pop_front() {
        let Some(locked) = lock.get(index).filter(|_| seen.insert(index)) else {
            continue;
        };
        chain.push(locked.name.as_str());
        for next in &locked.dependencies {
            queue.push_back((*next, chain.clone()));
        }
        reached.entry(locked.name.as_str()).or_insert(chain);
    }
    reached
}
