//! How long to wait before the next attempt.

use std::time::Duration;

use crate::{Direction, InstanceId, Retry};

/// The wait after a failed attempt: full jitter, that is, evenly spread between nothing and the
/// exponential bound, so that many instances that failed together do not come back together.
///
/// The spread is a hash of instance, part, direction and attempt. So it is the same on every
/// machine and in every test, and no source of randomness is needed.
///
/// Method: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
pub fn backoff(
    retry: &Retry,
    instance: InstanceId,
    index: u32,
    direction: Direction,
    attempt: u32,
) -> Duration {
    let doublings = attempt.saturating_sub(1).min(63);
    let factor = 1_u64.checked_shl(doublings).unwrap_or(u64::MAX);
    let first = millis_of(retry.first);
    let bound = first.saturating_mul(factor).min(millis_of(retry.cap));
    let turn = match direction {
        Direction::Forward => 0,
        Direction::Undo => 1,
    };
    let (high, low) = instance.as_uuid().as_u64_pair();
    let mut hash = mix(high);
    for part in [low, u64::from(index), turn, u64::from(attempt)] {
        hash = mix(hash ^ part);
    }
    Duration::from_millis(hash.checked_rem(bound.saturating_add(1)).unwrap_or(0))
}

fn millis_of(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014): spreads every bit over all others.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
