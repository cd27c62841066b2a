//! Proofs: that a leaf is in a tree, and that a later tree begins with an earlier one.

use super::{
    TreeHead,
    hash::{Hash, node_hash},
};

/// Where the nodes of a tree come from. A slice of leaves is one.
pub trait NodeReader {
    /// The root of the complete subtree of `2^level` leaves that starts at leaf `index * 2^level`,
    /// or `None` if it is not there.
    fn node(&self, level: u32, index: u64) -> Option<Hash>;
}

impl NodeReader for [Hash] {
    fn node(&self, level: u32, index: u64) -> Option<Hash> {
        let Some(below) = level.checked_sub(1) else {
            return self.get(usize::try_from(index).ok()?).copied();
        };
        let left = index.checked_mul(2)?;
        Some(node_hash(
            &self.node(below, left)?,
            &self.node(below, left.checked_add(1)?)?,
        ))
    }
}

/// That a leaf is at `index` in the tree of `size` leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// Where the leaf is, from 0.
    pub index: u64,
    /// How many leaves the tree has.
    pub size: u64,
    /// The siblings from the leaf up to the root.
    pub path: Vec<Hash>,
}

/// That the tree of `to` leaves begins with the tree of `from` leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// How many leaves the earlier tree has.
    pub from: u64,
    /// How many leaves the later tree has.
    pub to: u64,
    /// The nodes that both roots are made of.
    pub path: Vec<Hash>,
}

/// A proof that proves nothing: made for another tree, or for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the proof does not lead to the given root")]
pub struct InvalidProof;

impl InvalidProof {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/invalid-proof"
    }
}

/// Why a proof cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofUnavailable {
    /// What was asked about lies outside the tree.
    #[error("no such proof: the leaf or the earlier tree lies outside the tree")]
    OutOfRange,
    /// A node that the proof needs is not there.
    #[error("a node that the proof needs is missing")]
    NodeMissing,
}

impl ProofUnavailable {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange => "audit-logger/proof-out-of-range",
            Self::NodeMissing => "audit-logger/node-missing",
        }
    }
}

/// The root over the leaves `start..end` of a larger tree, where `start` is a multiple of the
/// power of two that the range fits in. `start == end` has no root.
///
/// # Errors
/// [`ProofUnavailable`] if the range is empty or a node is missing.
pub fn subtree_root(
    nodes: &(impl NodeReader + ?Sized),
    start: u64,
    end: u64,
) -> Result<Hash, ProofUnavailable> {
    let count = end
        .checked_sub(start)
        .filter(|c| *c > 0)
        .ok_or(ProofUnavailable::OutOfRange)?;
    if count.is_power_of_two() && start.is_multiple_of(count) {
        let level = count.trailing_zeros();
        return nodes
            .node(level, start >> level)
            .ok_or(ProofUnavailable::NodeMissing);
    }
    let middle = start + split(count);
    Ok(node_hash(
        &subtree_root(nodes, start, middle)?,
        &subtree_root(nodes, middle, end)?,
    ))
}

/// Proves that leaf `index` is in the tree of the first `size` leaves (RFC 9162, section 2.1.3.1).
///
/// # Errors
/// [`ProofUnavailable`] if the leaf is outside the tree or a node is missing.
pub fn prove_inclusion(
    nodes: &(impl NodeReader + ?Sized),
    index: u64,
    size: u64,
) -> Result<InclusionProof, ProofUnavailable> {
    if index >= size {
        return Err(ProofUnavailable::OutOfRange);
    }
    let (mut start, mut end, mut path) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(subtree_root(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(subtree_root(nodes, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(InclusionProof { index, size, path })
}

/// Proves that the tree of `to` leaves begins with that of `from` (RFC 9162, section 2.1.4.1).
///
/// # Errors
/// [`ProofUnavailable`] unless `0 < from <= to`, or if a node is missing.
pub fn prove_consistency(
    nodes: &(impl NodeReader + ?Sized),
    from: u64,
    to: u64,
) -> Result<ConsistencyProof, ProofUnavailable> {
    if from == 0 || from > to {
        return Err(ProofUnavailable::OutOfRange);
    }
    let (mut start, mut end, mut path) = (0, to, Vec::new());
    while from != end {
        let middle = start + split(end - start);
        if from <= middle {
            path.push(subtree_root(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(subtree_root(nodes, start, middle)?);
            start = middle;
        }
    }
    // Both sides know the earlier root already; only a smaller common subtree must be told.
    if start > 0 {
        path.push(subtree_root(nodes, start, end)?);
    }
    path.reverse();
    Ok(ConsistencyProof { from, to, path })
}

/// Checks that `leaf` is where the proof says in the tree of `root` (RFC 9162, section 2.1.3.2).
///
/// # Errors
/// [`InvalidProof`] if it is not.
pub fn verify_inclusion(
    leaf: &Hash,
    proof: &InclusionProof,
    root: &Hash,
) -> Result<(), InvalidProof> {
    if proof.index >= proof.size {
        return Err(InvalidProof);
    }
    let mut walk = Walk {
        node: proof.index,
        last: proof.size - 1,
    };
    let mut hash = *leaf;
    for sibling in &proof.path {
        hash = match walk.step()? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    if walk.last == 0 && hash == *root {
        Ok(())
    } else {
        Err(InvalidProof)
    }
}

/// Checks that `later` begins with `earlier` (RFC 9162, section 2.1.4.2).
///
/// An earlier tree without leaves proves nothing and is refused, as RFC 9162 has it.
///
/// # Errors
/// [`InvalidProof`] if it does not, or if the proof is for other sizes.
pub fn verify_consistency(
    earlier: &TreeHead,
    later: &TreeHead,
    proof: &ConsistencyProof,
) -> Result<(), InvalidProof> {
    let sizes_fit = proof.from == earlier.size && proof.to == later.size;
    if !sizes_fit || earlier.size == 0 || earlier.size > later.size {
        return Err(InvalidProof);
    }
    if earlier.size == later.size {
        let same = proof.path.is_empty() && earlier.root == later.root;
        return if same { Ok(()) } else { Err(InvalidProof) };
    }
    // The earlier root itself begins the path when it is one complete subtree.
    let (seed, path) = if earlier.size.is_power_of_two() {
        (&earlier.root, proof.path.as_slice())
    } else {
        proof.path.split_first().ok_or(InvalidProof)?
    };
    let shift = (earlier.size - 1).trailing_ones();
    let mut walk = Walk {
        node: (earlier.size - 1) >> shift,
        last: (later.size - 1) >> shift,
    };
    let (mut old, mut new) = (*seed, *seed);
    for sibling in path {
        match walk.step()? {
            Side::Left => {
                old = node_hash(sibling, &old);
                new = node_hash(sibling, &new);
            },
            Side::Right => new = node_hash(&new, sibling),
        }
    }
    let proved = walk.last == 0 && old == earlier.root && new == later.root;
    if proved { Ok(()) } else { Err(InvalidProof) }
}

/// On which side the next sibling stands.
enum Side {
    Left,
    Right,
}

/// The way from a node up to the root: its index and the index of the last node, level by level.
struct Walk {
    node: u64,
    last: u64,
}

impl Walk {
    fn step(&mut self) -> Result<Side, InvalidProof> {
        if self.last == 0 {
            return Err(InvalidProof);
        }
        let side = if self.node & 1 == 1 || self.node == self.last {
            // A last node without a sibling rises until it has one.
            let lone = self.node.trailing_zeros().min(u64::BITS - 1);
            self.node >>= lone;
            self.last >>= lone;
            Side::Left
        } else {
            Side::Right
        };
        self.node >>= 1;
        self.last >>= 1;
        Ok(side)
    }
}

/// The largest power of two below `count`; `count` is at least 2.
const fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}
