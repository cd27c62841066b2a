//! A006: no circle of packages, dev-dependencies included.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Context, Edge};
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules_file::Kind;

type Graph = BTreeMap<usize, BTreeSet<usize>>;

pub(super) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let edges: Vec<Edge<'_>> = cx.edges().collect();
    let mut graph: Graph = BTreeMap::new();
    for edge in &edges {
        graph.entry(edge.from).or_default().insert(edge.to);
    }
    // One circle at a time: report it, cut it, look again. Each turn removes an edge, so it ends.
    while let Some(circle) = shortest_circle(&graph) {
        let cut = weakest(&circle, &edges);
        let Some(edge) = cut else { return };
        if let Some(targets) = graph.get_mut(&edge.from) {
            targets.remove(&edge.to);
        }
        findings.extend(report(cx, &circle, edge));
    }
}

fn report(cx: &Context<'_>, circle: &[usize], edge: Edge<'_>) -> Option<Finding> {
    let name = |index: usize| {
        cx.package(index)
            .map_or("", |package| package.name.as_str())
    };
    let mut names: Vec<&str> = circle.iter().map(|index| name(*index)).collect();
    names.extend(circle.first().map(|index| name(*index)));
    let (from, to) = (name(edge.from), name(edge.to));
    let message = format!("{} packages depend on each other in a circle", circle.len());
    let package = cx.package(edge.from)?;
    Some(
        Finding::new(Code::A006, message, package.site(edge.dependency))
            .between(from, to)
            .note(format!("the circle: {}", names.join(" -> ")))
            .fix(format!(
                "Cut `{from}` -> `{to}`, usually by moving what both need below both."
            )),
    )
}

/// The edge that is easiest to cut: one of the tests before one that ships.
fn weakest<'a>(circle: &[usize], edges: &[Edge<'a>]) -> Option<Edge<'a>> {
    let successors = circle.iter().skip(1).chain(circle.first());
    circle
        .iter()
        .zip(successors)
        .filter_map(|(from, to)| {
            // Two packages may be joined twice; the stronger kind is the one that must go.
            let between = edges
                .iter()
                .filter(|edge| edge.from == *from && edge.to == *to);
            between.min_by_key(|edge| strength(**edge)).copied()
        })
        .max_by_key(|edge| strength(*edge))
}

const fn strength(edge: Edge<'_>) -> u8 {
    match edge.dependency.kind {
        Kind::Normal => 0,
        Kind::Build => 1,
        Kind::Dev => 2,
    }
}

/// A shortest circle, beginning with its smallest package; the same for the same graph.
fn shortest_circle(graph: &Graph) -> Option<Vec<usize>> {
    graph
        .keys()
        .filter_map(|start| circle_through(graph, *start))
        .min_by_key(Vec::len)
}

fn circle_through(graph: &Graph, start: usize) -> Option<Vec<usize>> {
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for next in graph.get(&at).into_iter().flatten() {
            if *next == start {
                let mut path = vec![at];
                while let Some(previous) = path.last().and_then(|it| came_from.get(it)) {
                    path.push(*previous);
                }
                path.reverse();
                return Some(path);
            }
            if !came_from.contains_key(next) {
                came_from.insert(*next, at);
                queue.push_back(*next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether packages can be built one after the other, found by taking away those that can.
    fn has_order(graph: &Graph) -> bool {
        let mut left: BTreeSet<usize> = graph.keys().copied().collect();
        loop {
            let ready: Vec<usize> = left
                .iter()
                .copied()
                .filter(|it| graph[it].iter().all(|to| !left.contains(to)))
                .collect();
            if ready.is_empty() {
                return left.is_empty();
            }
            left.retain(|it| !ready.contains(it));
        }
    }

    fn graph() -> impl Strategy<Value = Graph> {
        prop::collection::vec((0_usize..8, 0_usize..8), 0..24).prop_map(|edges| {
            let mut graph = Graph::new();
            for (from, to) in edges.into_iter().filter(|(from, to)| from != to) {
                graph.entry(from).or_default().insert(to);
            }
            graph
        })
    }

    proptest! {
        #[test]
        fn a_circle_is_found_exactly_when_there_is_no_order(mut graph in graph()) {
            while let Some(circle) = shortest_circle(&graph) {
                prop_assert!(!has_order(&graph));
                let next = circle.iter().cycle().skip(1);
                for (from, to) in circle.iter().zip(next) {
                    prop_assert!(graph[from].contains(to), "{circle:?} is no circle");
                }
                let first = circle[0];
                let second = circle[1 % circle.len()];
                graph.get_mut(&first).unwrap().remove(&second);
            }
            prop_assert!(has_order(&graph));
        }
    }
}
