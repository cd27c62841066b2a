//! The program as a user starts it, watched from outside.

use std::{
    cell::Cell,
    fs,
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use nexus::system::System;

use crate::people::{self, Passwords};

/// How often the running program is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What one run came to.
pub(crate) struct Run {
    pub(crate) people: u32,
    /// From start to exit, with the trail's verification at the end.
    pub(crate) took: Duration,
    pub(crate) seen: Seen,
}

impl Run {
    pub(crate) fn people_per_second(&self) -> f64 {
        f64::from(self.people) / self.took.as_secs_f64()
    }

    /// Milliseconds of processor time for each person, all threads together; `None` where nobody tells.
    pub(crate) fn cpu_per_person(&self) -> Option<f64> {
        let cpu = self.seen.cpu?;
        Some(cpu.as_secs_f64() * 1_000.0 / f64::from(self.people))
    }
}

/// What the operating system tells of a running process. Only Linux does, in `/proc`.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    /// The most memory it ever held, in KiB (`VmHWM`, see `proc_pid_status(5)`).
    pub(crate) peak_kib: Option<u64>,
    pub(crate) cpu: Option<Duration>,
}

impl Seen {
    fn of(process: u32) -> Self {
        Self {
            peak_kib: peak_kib(process),
            cpu: cpu(process),
        }
    }

    /// A process that has just ended tells less: what was seen `before` then stands.
    fn or(self, before: Self) -> Self {
        Self {
            peak_kib: self.peak_kib.or(before.peak_kib),
            cpu: self.cpu.or(before.cpu),
        }
    }
}

fn peak_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// User and system time, told in hundredths of a second (`proc_pid_stat(5)`, fields 14 and 15).
fn cpu(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks
        .map(|field| field.parse::<u64>().ok())
        .sum::<Option<_>>()?;
    Some(Duration::from_millis(ticks * 10))
}

/// Starts the program, each time with a data directory of its own.
pub(crate) struct Program<'a> {
    folder: &'a Path,
    runs: Cell<u32>,
}

impl<'a> Program<'a> {
    pub(crate) const fn in_folder(folder: &'a Path) -> Self {
        Self {
            folder,
            runs: Cell::new(0),
        }
    }

    /// Registers `people`, `at_once` at a time, and makes sure that each was.
    pub(crate) fn register(&self, people: u32, at_once: u16, passwords: Passwords) -> Run {
        let run = self.runs.get();
        self.runs.set(run + 1);
        let file = self.folder.join(format!("people-{run}.csv"));
        people::write(&file, people, passwords);

        let mut command = Command::new(env!("CARGO_BIN_EXE_nexus"));
        command
            .arg("--data")
            .arg(self.folder.join(format!("data-{run}")))
            .args([
                "--json",
                "register",
                "--concurrency",
                &at_once.to_string(),
                "--from",
            ])
            .arg(file);
        let begun = System::instant();
        let (answer, seen) = watch(command);
        let took = begun.elapsed();
        let registered = format!("\"registered\": {people},");
        assert!(
            answer.contains(&registered),
            "not everybody was registered: {answer}"
        );
        assert!(answer.contains("\"verdict\": \"verified\""), "{answer}");
        Run { people, took, seen }
    }
}

/// Runs a command to its end; answers what it wrote and what was last seen of it.
fn watch(mut command: Command) -> (String, Seen) {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("nexus can be started");
    let process = child.id();
    let mut output = child.stdout.take().expect("a pipe");
    let (done, ended) = mpsc::channel::<()>();
    let reader = thread::spawn(move || {
        let mut answer = String::new();
        output.read_to_string(&mut answer).expect("text");
        drop(done);
        answer
    });
    let mut seen = Seen::default();
    while ended.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        seen = Seen::of(process).or(seen);
    }
    seen = Seen::of(process).or(seen);
    let answer = reader.join().expect("the answer");
    assert!(child.wait().expect("an end").success(), "{answer}");
    (answer, seen)
}
