//! Fresh ids from the operating system's randomness.

use std::sync::atomic::{AtomicU64, Ordering};

use identity_operations::contracts::IdSource;
use uuid::Uuid;

use crate::system::System;

/// Gives a new UUIDv7 each time.
#[derive(Debug, Default)]
pub(super) struct SystemIds {
    given: AtomicU64,
}

impl IdSource for SystemIds {
    fn next(&self) -> Uuid {
        // A system without randomness has failed the start of this process already. Should it fail
        // later, the count keeps the ids of this process apart, and a store refuses a taken id.
        let given = self.given.fetch_add(1, Ordering::Relaxed);
        System::new_id().unwrap_or_else(|_| {
            let now = System::now().timestamp_millis().unsigned_abs();
            Uuid::from_u64_pair(now, given)
        })
    }
}
