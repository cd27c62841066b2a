//! The rules, one file each, over the same view of the workspace.

mod assignment;
mod cycles;
mod escapes;
mod inheritance;
mod layers;
#[cfg(test)]
mod oracle;
mod pairing;
mod rules_themselves;
mod third_party;
mod transitive;
mod waivers;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::check::{CheckError, Options};
use crate::finding::Finding;
use crate::report::{Coverage, Report};
use crate::rules_file::{Layer, Permit, Rules, Selection};
use crate::source;
use crate::workspace::{Dependency, Package, Workspace};

/// What every rule sees.
pub(crate) struct Context<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) rules: &'a Rules,
    /// For each package, the layers that select it.
    layers: Vec<Vec<(&'a str, &'a Layer)>>,
    /// For each package, the one it is nested in.
    parents: Vec<Option<usize>>,
}

/// A dependency between two members.
#[derive(Clone, Copy)]
pub(crate) struct Edge<'a> {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) dependency: &'a Dependency,
}

impl<'a> Context<'a> {
    fn new(workspace: &'a Workspace, rules: &'a Rules) -> Self {
        let selections: Vec<(&str, &Layer, Selection)> = rules
            .file
            .layers
            .iter()
            .map(|(name, layer)| {
                (
                    name.get_ref().as_str(),
                    layer,
                    Selection::of(&layer.packages),
                )
            })
            .collect();
        let layers = workspace
            .packages
            .iter()
            .map(|package| {
                selections
                    .iter()
                    .filter(|(_, _, selection)| selection.selects(&package.folder))
                    .map(|(name, layer, _)| (*name, *layer))
                    .collect()
            })
            .collect();
        let parents = (0..workspace.packages.len())
            .map(|it| workspace.parent_of(it))
            .collect();
        Self {
            workspace,
            rules,
            layers,
            parents,
        }
    }

    /// Every package that is in exactly one layer, with it. Others have A001 and no further rule.
    pub(crate) fn members(&self) -> impl Iterator<Item = (usize, &'a Package, &'a str, &'a Layer)> {
        self.workspace
            .packages
            .iter()
            .enumerate()
            .filter_map(|(index, package)| {
                self.layer_of(index)
                    .map(|(name, layer)| (index, package, name, layer))
            })
    }

    pub(crate) fn layer_of(&self, index: usize) -> Option<(&'a str, &'a Layer)> {
        match self.layers.get(index)?.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    pub(crate) fn layers_of(&self, index: usize) -> &[(&'a str, &'a Layer)] {
        self.layers.get(index).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn parent_of(&self, index: usize) -> Option<usize> {
        self.parents.get(index).copied().flatten()
    }

    pub(crate) fn package(&self, index: usize) -> Option<&'a Package> {
        self.workspace.packages.get(index)
    }

    /// Dependencies between two different members.
    pub(crate) fn edges(&self) -> impl Iterator<Item = Edge<'a>> {
        self.workspace
            .packages
            .iter()
            .enumerate()
            .flat_map(|(from, package)| {
                package.dependencies.iter().filter_map(move |dependency| {
                    let to = dependency.member.filter(|to| *to != from)?;
                    Some(Edge {
                        from,
                        to,
                        dependency,
                    })
                })
            })
    }

    pub(crate) fn permits_of(&self, package: &str) -> impl Iterator<Item = &'a Permit> {
        let permits = &self.rules.file.permits;
        permits
            .iter()
            .filter(move |permit| permit.package.get_ref() == package)
    }
}

/// Runs every rule.
pub(crate) fn run(
    workspace: &Workspace,
    rules: &Rules,
    options: &Options,
) -> Result<Report, CheckError> {
    let cx = Context::new(workspace, rules);
    let mut findings = Vec::new();
    assignment::check(&cx, &mut findings);
    layers::check(&cx, &mut findings);
    third_party::check(&cx, &mut findings);
    transitive::check(&cx, &mut findings)?;
    cycles::check(&cx, &mut findings);
    escapes::check(&cx, &mut findings);
    pairing::check(&cx, &mut findings);
    inheritance::check(&cx, &mut findings);
    let scan = source::check(&cx, &mut findings)?;
    rules_themselves::check(&cx, &scan, &mut findings);
    waivers::apply(&cx, options.today.as_deref(), &mut findings);
    sort(&mut findings);
    let texts = texts(&workspace.root, &findings);
    Ok(Report {
        findings,
        coverage: Coverage {
            packages: workspace.packages.len(),
            edges: cx.edges().count(),
            locked: workspace.lock.as_ref().map(crate::workspace::Lock::len),
            sources: scan.files,
        },
        layers: layer_table(&cx),
        texts,
        strict: options.strict,
    })
}

/// The same report whatever the order in which cargo lists packages.
fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by_cached_key(|it| {
        (
            it.severity,
            it.site.file.clone(),
            it.site.span.start,
            it.code,
            it.message.clone(),
        )
    });
    findings.dedup();
}

/// The report outlives the files: it keeps the texts that it quotes. A file that has gone meanwhile
/// is empty, and then only its name is shown.
fn texts(root: &Path, findings: &[Finding]) -> BTreeMap<String, String> {
    let sites = findings
        .iter()
        .flat_map(|it| std::iter::once(&it.site).chain(&it.rule));
    let files: BTreeSet<&String> = sites.map(|site| &site.file).collect();
    files
        .into_iter()
        .map(|file| {
            (
                file.clone(),
                std::fs::read_to_string(root.join(file)).unwrap_or_default(),
            )
        })
        .collect()
}

fn layer_table(cx: &Context<'_>) -> BTreeMap<String, Vec<String>> {
    let mut table: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, package, layer, _) in cx.members() {
        table
            .entry(layer.to_owned())
            .or_default()
            .push(package.name.clone());
    }
    table
}
