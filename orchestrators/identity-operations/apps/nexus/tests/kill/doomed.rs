//! The nexus that aborts itself: the whole program inside this test binary, with an observer that ends
//! the process at the n-th boundary. The shipped program has no such switch.

use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nexus::Surroundings;
use serde::{Deserialize, Serialize};
use workflow::ports::{Directive, Observer, Point};

use crate::installation::{Call, Installation};

/// The environment variable by which the doomed process learns what to do.
const ORDER: &str = "NEXUS_KILL_ORDER";
/// The file, in the folder of the installation, that says where a doomed process aborted.
const WITNESS: &str = "aborted-at";

#[derive(Serialize, Deserialize)]
struct Order {
    arguments: Vec<String>,
    /// The exit code of the program if it does not abort.
    exit: u8,
    /// How many boundaries are passed before the one at which the process aborts.
    passed: usize,
    witness: PathBuf,
}

/// The program, called so, which aborts when it has passed `passed` boundaries. If it does not, it
/// succeeds if it ends as the call should.
pub(crate) fn command(installation: &Installation, call: Call<'_>, passed: usize) -> Command {
    let arguments = call.arguments.iter();
    let order = Order {
        arguments: arguments.map(|&text| text.to_owned()).collect(),
        exit: call.exit.code(),
        passed,
        witness: installation.folder().join(WITNESS),
    };
    let mut command = Command::new(std::env::current_exe().unwrap());
    installation.prepare(&mut command, call);
    command
        .args([
            "--exact",
            "doomed::the_doomed_process",
            "--ignored",
            "--nocapture",
        ])
        .env(ORDER, serde_json::to_string(&order).unwrap());
    command
}

/// Where the latest doomed process aborted: the step, or `-` if none is concerned, and the boundary.
pub(crate) fn aborted_at(installation: &Installation) -> (String, String) {
    let text = std::fs::read_to_string(installation.folder().join(WITNESS)).unwrap();
    let (step, boundary) = text.split_once(' ').unwrap();
    (step.to_owned(), boundary.to_owned())
}

#[test]
#[ignore = "not a test: the process that other tests of this binary start, and that aborts"]
#[expect(
    clippy::disallowed_methods,
    reason = "the order comes from the test that started this process"
)]
fn the_doomed_process() {
    let Ok(order) = std::env::var(ORDER) else {
        return;
    };
    let Order {
        arguments,
        exit,
        passed,
        witness,
    } = serde_json::from_str(&order).unwrap();
    let observer = Arc::new(AbortsAt {
        left: AtomicUsize::new(passed),
        witness,
    });
    let mut surroundings =
        Surroundings::new(io::stdin(), io::sink(), io::stderr()).with_observer(observer);
    let arguments = std::iter::once("nexus".to_owned()).chain(arguments);
    let ended = nexus::run(arguments, &mut surroundings);
    assert_eq!(ended.code(), exit);
}

struct AbortsAt {
    left: AtomicUsize,
    witness: PathBuf,
}

impl Observer for AbortsAt {
    fn at(&self, point: &Point<'_>) -> Directive {
        // It wraps around after the last boundary, by when the process is no more.
        if self.left.fetch_sub(1, Ordering::SeqCst) == 0 {
            let step = point.node.map_or("-", |node| node.as_str());
            let text = format!("{step} {:?}", point.boundary);
            std::fs::write(&self.witness, text).unwrap();
            std::process::abort();
        }
        Directive::Proceed
    }
}
