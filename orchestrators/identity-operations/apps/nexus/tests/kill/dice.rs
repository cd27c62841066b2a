//! Choices that look random and can be made again.

use nexus::system::System;
use proptest::prelude::RngExt as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// The environment variable that repeats an earlier run.
const SEED: &str = "NEXUS_KILL_SEED";

/// The choices of one test.
pub(crate) struct Dice(TestRng);

/// The seed of this run: a new one, or the one that the environment names.
#[expect(
    clippy::disallowed_methods,
    reason = "the seed of an earlier run comes from outside"
)]
pub(crate) fn seed() -> u64 {
    if let Ok(text) = std::env::var(SEED) {
        return text.parse().expect("the seed is a number");
    }
    let mut bytes = [0; 4];
    System::random(&mut bytes).unwrap();
    u32::from_le_bytes(bytes).into()
}

impl Dice {
    /// The choices that follow from `seed`; another row of them for each `lane`.
    pub(crate) fn new(seed: u64, lane: u8) -> Self {
        let mut bytes = [lane; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    /// A number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.random_range(0..end.max(1))
    }

    /// The same items in another order.
    pub(crate) fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        items.sort_by_cached_key(|_| self.0.random::<u64>());
        items
    }
}
