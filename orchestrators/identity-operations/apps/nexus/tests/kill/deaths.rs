//! Ways to die: by SIGKILL from outside, or by `abort` from inside.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::Duration;

use nexus::system::System;

use crate::dice::Dice;
use crate::doomed;
use crate::installation::{Call, Installation};

/// A process that neither ends nor gets anywhere in this time is a failure of the test.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long to wait between two looks at a process.
const LOOK_EVERY: Duration = Duration::from_micros(300);

const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;

/// When, and how, a process dies.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Death {
    /// SIGKILL, some time after an instant that shows from outside.
    Killed { when: Instant, then: Duration },
    /// `abort`, after it has passed so many boundaries of the engine.
    Aborted { passed: usize },
}

/// An instant in the life of a process.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Instant {
    /// It has just begun.
    Start,
    /// The data directory has so many files.
    Files(usize),
    /// The files of the data directory have so many bytes.
    Bytes(u64),
    /// So many messages lie in the outbox.
    Messages(usize),
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// As it was told to.
    Died,
    /// By itself, before that.
    Finished,
}

/// How fast the deaths of a run follow each other: each lets about this share of the run pass.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) boundaries: u64,
    pub(crate) bytes: u64,
    pub(crate) messages: u64,
    pub(crate) time: Duration,
}

impl Death {
    /// One of those by which a whole data directory comes into being.
    pub(crate) fn early(dice: &mut Dice) -> Self {
        let when = if dice.below(3) == 0 {
            Instant::Start
        } else {
            Instant::Files(usize::try_from(1 + dice.below(18)).unwrap())
        };
        Self::Killed {
            when,
            then: Duration::from_micros(dice.below(8_000)),
        }
    }

    /// One within the few steps of a single person.
    pub(crate) fn short(dice: &mut Dice) -> Self {
        if dice.below(2) == 0 {
            return Self::Aborted {
                passed: usize::try_from(dice.below(20)).unwrap(),
            };
        }
        Self::Killed {
            when: Instant::Start,
            then: Duration::from_micros(dice.below(60_000)),
        }
    }

    /// Any, within the next part of a run.
    pub(crate) fn any(installation: &Installation, pace: &Pace, dice: &mut Dice) -> Self {
        let within = |dice: &mut Dice, part: u64| 1 + dice.below(2 * part);
        let when = match dice.below(10) {
            0..=2 => {
                let passed = usize::try_from(within(dice, pace.boundaries)).unwrap();
                return Self::Aborted { passed };
            },
            3..=6 => {
                let more = usize::try_from(within(dice, pace.messages)).unwrap();
                Instant::Messages(installation.messages() + more)
            },
            7..=8 => Instant::Bytes(installation.size().1 + within(dice, pace.bytes)),
            _ => {
                let micros = u64::try_from(pace.time.as_micros()).unwrap();
                let then = Duration::from_micros(within(dice, micros));
                return Self::Killed {
                    when: Instant::Start,
                    then,
                };
            },
        };
        Self::Killed {
            when,
            then: Duration::from_micros(dice.below(2_000)),
        }
    }

    /// Runs the program until it dies so, or ends by itself, which must be as the call should.
    pub(crate) fn befall(self, installation: &Installation, call: Call<'_>) -> End {
        let (status, signal, exit) = match self {
            Self::Killed { when, then } => {
                let mut command = installation.nexus(call);
                let status = kill(installation, &mut command, when, then);
                (status, SIGKILL, call.exit.code())
            },
            Self::Aborted { passed } => {
                let status = doomed::command(installation, call, passed).status();
                (status.unwrap(), SIGABRT, 0)
            },
        };
        if status.signal() == Some(signal) {
            return End::Died;
        }
        assert_eq!(
            status.code(),
            Some(exit.into()),
            "{call:?}, to die by {self:?}, ended with {status}: {}",
            installation.said()
        );
        End::Finished
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "another process gets this long, and no longer"
)]
fn kill(
    installation: &Installation,
    command: &mut Command,
    when: Instant,
    then: Duration,
) -> ExitStatus {
    let mut child = command.spawn().unwrap();
    let ended = wait(&mut child, || match when {
        Instant::Start => true,
        Instant::Files(files) => installation.size().0 >= files,
        Instant::Bytes(bytes) => installation.size().1 >= bytes,
        Instant::Messages(messages) => installation.messages() >= messages,
    });
    if let Some(status) = ended {
        return status;
    }
    thread::sleep(then);
    // One that has ended meanwhile keeps its own status.
    child.kill().unwrap();
    child.wait().unwrap()
}

/// Looks at a process until `reached`, or until it ends by itself.
#[expect(
    clippy::disallowed_methods,
    reason = "another process is looked at, and left some time between two looks"
)]
fn wait(child: &mut Child, mut reached: impl FnMut() -> bool) -> Option<ExitStatus> {
    let begun = System::instant();
    while !reached() {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the process does not get anywhere");
        }
        thread::sleep(LOOK_EVERY);
    }
    None
}
