//! What Argon2id does by itself, with the parameters that the program uses.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use identity::{Argon2id, Password, PasswordHashing as _, Salt};
use nexus::system::System;

/// Hashes `count` passwords on all cores.
pub(crate) fn hashes_per_second(count: u32) -> f64 {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let left = AtomicU32::new(count);
    let begun = System::instant();
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let argon2id = Argon2id::default();
                let password =
                    Password::parse("correct horse 7 battery staple").expect("long enough");
                let take = |left: u32| left.checked_sub(1);
                while left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
                    .is_ok()
                {
                    argon2id
                        .hash(&password, Salt::from_bytes([7; 16]))
                        .expect("a hash");
                }
            });
        }
    });
    f64::from(count) / begun.elapsed().as_secs_f64()
}
