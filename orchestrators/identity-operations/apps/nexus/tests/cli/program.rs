//! Runs the real binary in a folder of its own and keeps what it said.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder in which nexus runs; its data directory is the default one in it.
pub(crate) struct Nexus {
    folder: TempDir,
}

/// What a run said and how it ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Nexus {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// One with the tenant `acme`.
    pub(crate) fn with_acme() -> Self {
        let nexus = Self::new();
        assert_eq!(
            nexus
                .run(&["tenant", "create", "acme", "--name", "Acme Ltd"])
                .code,
            0
        );
        nexus
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder().join("nexus-data")
    }

    /// Writes a file into the folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.folder().join(name), content).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nexus"));
        command
            .args(arguments)
            .current_dir(self.folder())
            .env_remove("NEXUS_DATA");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command(arguments), "")
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        Ran::of(&mut self.command(arguments), input)
    }

    /// The document that `--json` answers.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        self.run(&all).json()
    }

    /// The messages in the outbox, decoded as far as tests need it.
    pub(crate) fn messages(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.data().join("outbox")) else {
            return Vec::new();
        };
        entries
            .map(|entry| {
                let bytes = std::fs::read(entry.unwrap().path()).unwrap();
                String::from_utf8_lossy(&bytes)
                    .replace("=\r\n", "")
                    .replace("=\n", "")
            })
            .collect()
    }

    /// The token in the only message that holds one.
    pub(crate) fn token(&self) -> String {
        let messages = self.messages();
        let mut tokens = messages.iter().filter_map(|message| {
            let (_, rest) = message.split_once("nxv_")?;
            let token = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            Some(format!("nxv_{}", token.into_iter().next()?))
        });
        let token = tokens.next().expect("a message with a link");
        assert!(tokens.next().is_none(), "more than one message with a link");
        token
    }
}

impl Ran {
    pub(crate) fn of(command: &mut Command, input: &str) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read its input closes it, which is no fault of the test.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        Self {
            code: output.status.code().expect("ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("no JSON document ({error}): {}{}", self.out, self.err))
    }

    /// Everything a reader sees, with what differs from run to run named instead of shown.
    pub(crate) fn shown(&self) -> String {
        let mut text = format!("exit {}\n", self.code);
        for line in self.out.lines().chain(self.err.lines()) {
            text.push_str(&named(line));
            text.push('\n');
        }
        text
    }
}

/// Names ids, times and the file of a report.
fn named(line: &str) -> String {
    if let Some((before, rest)) = line.split_once("reports/") {
        let (_, after) = rest.split_once(".jsonl").unwrap_or_default();
        return format!("{before}reports/[RUN].jsonl{after}");
    }
    if line.starts_with("  time  ") {
        return "  time      [TIME]".to_owned();
    }
    // How many records there are depends on what each step tells, which is not ours to say.
    if let Some((before, rest)) = line.split_once("verified: ") {
        let (_, after) = rest.split_once(' ').unwrap_or_default();
        return format!("{before}verified: [N] {after}");
    }
    let words = line.split(' ').map(|word| match word.split_once('_') {
        Some((kind @ ("usr" | "ten" | "wfi" | "msg" | "att"), id)) if id.len() >= 32 => {
            format!("{kind}_[ID]{}", id.get(32..).unwrap_or_default())
        },
        _ if is_date(word) => "[DATE]".to_owned(),
        _ if is_time(word) => "[TIME]".to_owned(),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_date(word: &str) -> bool {
    word.len() == 10 && word.split('-').map(str::len).eq([4, 2, 2])
}

fn is_time(word: &str) -> bool {
    word.len() == 8 && word.split(':').map(str::len).eq([2, 2, 2])
}
