//! The edge rules against a brute-force oracle, on random layered workspaces without a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proptest::prelude::*;

use crate::check::Options;
use crate::codes::Code;
use crate::rules_file::{Kind, Rules};
use crate::workspace::{Dependency, Manifest, Package, Workspace};

const LAYERS: [&str; 3] = ["a", "b", "c"];

/// A workspace as numbers: the layer of each package, edges between packages, and the rules.
#[derive(Debug, Clone)]
struct World {
    layers: Vec<usize>,
    edges: Vec<(usize, usize, Kind)>,
    /// `may_use[from][to]` for normal and build; dev is the other table.
    normal: [[bool; 3]; 3],
    dev: [[bool; 3]; 3],
    independent: [bool; 3],
}

fn world() -> impl Strategy<Value = World> {
    let kind = prop_oneof![Just(Kind::Normal), Just(Kind::Dev), Just(Kind::Build)];
    (3_usize..9).prop_flat_map(move |count| {
        let edges = prop::collection::vec((0..count, 0..count, kind.clone()), 0..16);
        let layers = prop::collection::vec(0..3_usize, count - 3);
        (
            layers,
            edges,
            any::<[[bool; 3]; 3]>(),
            any::<[[bool; 3]; 3]>(),
            any::<[bool; 3]>(),
        )
            .prop_map(|(layers, edges, normal, dev, independent)| World {
                // One package in each layer, so that every selector selects.
                layers: [0, 1, 2].into_iter().chain(layers).collect(),
                edges,
                normal,
                dev,
                independent,
            })
    })
}

impl World {
    fn rules(&self) -> Rules {
        let layers = LAYERS.iter().enumerate().map(|(index, name)| {
            let list = |table: &[[bool; 3]; 3]| {
                let allowed = (0..3).filter(|to| table[index][*to]);
                allowed.map(|to| format!("'{}'", LAYERS[to])).collect::<Vec<_>>().join(", ")
            };
            let (normal, dev) = (list(&self.normal), list(&self.dev));
            let independent = self.independent[index];
            format!(
                "[layers.{name}]\npackages = ['{name}/*']\nindependent = {independent}\n\
                 may-use = {{ normal = [{normal}], dev = [{dev}], build = [{normal}] }}\nthird-party = {{}}\n"
            )
        });
        let text = format!("version = 1\n{}", layers.collect::<String>());
        Rules::parse("architecture.toml".to_owned(), text).unwrap()
    }

    /// The workspace with its packages in the order that `order` gives.
    fn workspace(&self, order: &[usize]) -> Workspace {
        let position = |package: usize| order.iter().position(|it| *it == package).unwrap();
        let packages = order.iter().map(|package| {
            let folder = format!("{}/p{package}", LAYERS[self.layers[*package]]);
            let edges = self.edges.iter().filter(|edge| edge.0 == *package);
            Package {
                name: format!("p{package}"),
                manifest: Manifest::parse(format!("{folder}/Cargo.toml"), "").unwrap(),
                folder,
                dependencies: edges
                    .map(|(_, to, kind)| edge_to(*to, position(*to), *kind))
                    .collect(),
                features: BTreeMap::new(),
                sources: Vec::new(),
            }
        });
        Workspace {
            root: PathBuf::from("/nowhere"),
            root_manifest: Manifest::parse("Cargo.toml".to_owned(), "").unwrap(),
            packages: packages.collect(),
            manifests_on_disk: Vec::new(),
            lock: None,
        }
    }

    /// What the rules say, said again in the simplest way.
    fn expected(&self) -> BTreeSet<(Code, String, String)> {
        let judged = self
            .edges
            .iter()
            .filter(|(from, to, _)| from != to)
            .filter_map(|(from, to, kind)| {
                let (a, b) = (self.layers[*from], self.layers[*to]);
                let table = if *kind == Kind::Dev {
                    &self.dev
                } else {
                    &self.normal
                };
                let code = if a == b && self.independent[a] {
                    Code::A003
                } else if table[a][b] {
                    return None;
                } else {
                    Code::A002
                };
                Some((code, format!("p{from}"), format!("p{to}")))
            });
        judged.collect()
    }

    fn found(&self, order: &[usize]) -> Vec<(Code, String, String)> {
        let report =
            super::run(&self.workspace(order), &self.rules(), &Options::default()).unwrap();
        let edges = report
            .findings
            .into_iter()
            .filter(|it| matches!(it.code, Code::A002 | Code::A003));
        edges
            .map(|it| (it.code, it.from.unwrap(), it.to.unwrap()))
            .collect()
    }

    fn as_listed(&self) -> Vec<usize> {
        (0..self.layers.len()).collect()
    }
}

fn edge_to(to: usize, member: usize, kind: Kind) -> Dependency {
    Dependency {
        name: format!("p{to}"),
        rename: None,
        kind,
        optional: false,
        target: None,
        path: Some(PathBuf::from("/nowhere")),
        source: None,
        member: Some(member),
        span: 0..0,
        inherited: true,
    }
}

proptest! {
    #[test]
    fn edges_are_judged_as_the_oracle_judges_them(world in world()) {
        let found: BTreeSet<_> = world.found(&world.as_listed()).into_iter().collect();
        prop_assert_eq!(found, world.expected());
    }

    #[test]
    fn the_order_of_packages_changes_nothing(
        (world, order) in world().prop_flat_map(|world| {
            let order = Just(world.as_listed()).prop_shuffle();
            (Just(world), order)
        })
    ) {
        prop_assert_eq!(world.found(&order), world.found(&world.as_listed()));
    }

    #[test]
    fn a_further_edge_takes_no_finding_away(world in world(), from in 0_usize..3, to in 0_usize..3) {
        let before: BTreeSet<_> = world.found(&world.as_listed()).into_iter().collect();
        let mut more = world.clone();
        more.edges.push((from, to, Kind::Dev));
        let after: BTreeSet<_> = more.found(&more.as_listed()).into_iter().collect();
        prop_assert!(before.is_subset(&after));
    }
}
