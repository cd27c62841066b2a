//! A tree that only grows, kept as its complete subtrees: 32 bytes for each bit set in its size.

use super::hash::{Hash, empty_root, node_hash};

/// The size and the root of a tree: all that anybody must keep to notice a rewritten past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    /// How many leaves.
    pub size: u64,
    /// The hash over all of them.
    pub root: Hash,
}

impl TreeHead {
    /// The head of the tree without leaves.
    pub fn empty() -> Self {
        Self {
            size: 0,
            root: empty_root(),
        }
    }
}

/// The right edge of a tree: enough to append and to compute the root, in logarithmic space.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees, largest first: one for each bit set in `size`.
    peaks: Vec<Hash>,
}

/// A stored frontier whose parts do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored frontier does not fit the size of its log")]
pub struct CorruptFrontier;

impl CorruptFrontier {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "audit-logger/corrupt-frontier"
    }
}

impl Frontier {
    /// The tree without leaves.
    pub const fn new() -> Self {
        Self {
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        // Each trailing one of the size is a complete subtree that the new leaf completes further.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.peaks.push(node);
        self.size = self.size.saturating_add(1);
    }

    /// The root of the whole tree.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return empty_root();
        };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }

    /// Size and root.
    pub fn head(&self) -> TreeHead {
        TreeHead {
            size: self.size,
            root: self.root(),
        }
    }

    /// The bytes to store: the peaks, one after another.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.peaks
            .iter()
            .flat_map(|peak| *peak.as_bytes())
            .collect()
    }

    /// Takes over what [`to_bytes`](Self::to_bytes) wrote for a tree of `size` leaves.
    ///
    /// # Errors
    /// [`CorruptFrontier`] if there are not as many peaks as the size has bits.
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Result<Self, CorruptFrontier> {
        let (peaks, []) = bytes.as_chunks::<32>() else {
            return Err(CorruptFrontier);
        };
        if peaks.len() != size.count_ones() as usize {
            return Err(CorruptFrontier);
        }
        Ok(Self {
            size,
            peaks: peaks.iter().copied().map(Hash::from_bytes).collect(),
        })
    }
}
