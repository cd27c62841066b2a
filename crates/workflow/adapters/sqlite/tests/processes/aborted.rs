//! A real process that dies by `abort` at every boundary, and a second one that finishes its work.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use workflow::{
    Engine, Outcome, Status, SystemClock, WorkerId,
    ports::{Directive, Observer, Point, WorkflowOperatorRepository},
};
use workflow_sqlite::SqliteJournal;

use crate::order::{Order, effects, order, order_id, pay};

/// Kills the whole process at the n-th boundary.
struct Abort {
    left: AtomicU32,
}

impl Observer for Abort {
    fn at(&self, _: &Point<'_>) -> Directive {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 0 {
            std::process::abort();
        }
        Directive::Proceed
    }
}

fn engine(folder: &Path, worker: &str, abort_at: u32) -> Engine {
    let journal = SqliteJournal::open(&folder.join("workflow.db")).unwrap();
    Engine::builder(
        Arc::new(journal),
        Arc::new(SystemClock),
        WorkerId::parse(worker).unwrap(),
    )
    .register(Order::in_folder(folder))
    .unwrap()
    .observer(Arc::new(Abort {
        left: AtomicU32::new(abort_at),
    }))
    .build()
}

/// Starts the order or drives it on, pays it, and drives it to its end.
async fn process(engine: &Engine) {
    engine.release_leases_of_dead_workers().await.unwrap();
    let ran = engine.run::<Order>(order("a")).await.unwrap();
    if matches!(ran.outcome, Outcome::Waiting { .. }) {
        pay(engine, "a").await;
        engine.run_to_rest(order_id("a")).await.unwrap();
    }
}

#[tokio::test]
async fn aborted_at_any_boundary_the_next_process_finishes_and_doubles_nothing() {
    for abort_at in 0.. {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("abort_at"), abort_at.to_string()).unwrap();
        let finished = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "aborted::dies_at_a_boundary", "--ignored"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap()
            .success();

        process(&engine(folder.path(), "second", u32::MAX)).await;
        let journal = SqliteJournal::open(&folder.path().join("workflow.db")).unwrap();
        let recorded = journal.find_anywhere(order_id("a")).await.unwrap().unwrap();
        assert_eq!(
            recorded.instance.status(),
            Status::Completed,
            "aborted at {abort_at}"
        );
        assert_eq!(
            effects(folder.path()),
            ["reserve", "invoice", "ship"],
            "aborted at {abort_at}"
        );
        assert_eq!(
            journal.integrity_check().await.unwrap(),
            Vec::<String>::new()
        );
        if finished {
            assert!(
                abort_at >= 9,
                "three steps have nine boundaries; it died at {abort_at}"
            );
            break;
        }
    }
}

#[tokio::test]
#[ignore = "the process that the test above starts"]
async fn dies_at_a_boundary() {
    let abort_at = fs::read_to_string("abort_at").unwrap().parse().unwrap();
    process(&engine(Path::new("."), "first", abort_at)).await;
}
