//! The Merkle tree of RFC 6962, section 2.1, and RFC 9162, section 2.1: any tool that verifies
//! certificate transparency logs verifies this one.

mod frontier;
mod hash;
mod proof;

pub use self::{
    frontier::{CorruptFrontier, Frontier, TreeHead},
    hash::{Hash, InvalidHash, leaf_hash, node_hash},
    proof::{
        ConsistencyProof, InclusionProof, InvalidProof, NodeReader, ProofUnavailable,
        prove_consistency, prove_inclusion, subtree_root, verify_consistency, verify_inclusion,
    },
};
