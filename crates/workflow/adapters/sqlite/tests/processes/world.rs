//! One machine: a folder that stays, and processes that come and go on virtual time.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use workflow::{
    Engine, WorkerId,
    ports::{Directive, Observer, Point},
    testing::VirtualClock,
};
use workflow_sqlite::SqliteJournal;

use crate::order::{Order, effects};

/// Stops the engine at the n-th boundary, as a kill would.
struct Killer {
    left: AtomicU32,
}

impl Observer for Killer {
    fn at(&self, _: &Point<'_>) -> Directive {
        // Wraps far beyond what any test reaches.
        match self.left.fetch_sub(1, Ordering::SeqCst) {
            0 => Directive::Halt,
            _ => Directive::Proceed,
        }
    }
}

/// A folder, a clock, and the processes that come and go.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: VirtualClock,
    processes: u32,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: VirtualClock::automatic(),
            processes: 0,
        }
    }

    pub(crate) fn journal(&self) -> SqliteJournal {
        SqliteJournal::open(&self.folder.path().join("workflow.db")).unwrap()
    }

    /// A new process on the same file, killed at the given boundary.
    pub(crate) fn process(&mut self, kill_at: u32) -> Engine {
        self.processes += 1;
        let worker = WorkerId::parse(&format!("process-{}", self.processes)).unwrap();
        Engine::builder(
            Arc::new(self.journal()),
            Arc::new(self.clock.clone()),
            worker,
        )
        .register(Order::in_folder(self.folder.path()))
        .unwrap()
        .observer(Arc::new(Killer {
            left: AtomicU32::new(kill_at),
        }))
        .build()
    }

    pub(crate) fn effects(&self) -> Vec<String> {
        effects(self.folder.path())
    }
}

/// Not killed at all.
pub(crate) const NEVER: u32 = u32::MAX;

/// More than any test has.
pub(crate) fn many() -> NonZeroU32 {
    NonZeroU32::new(1_000).unwrap()
}
