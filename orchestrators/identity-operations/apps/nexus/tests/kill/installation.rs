//! A folder with a data directory in it, and the programs that are run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nexus::Exit;
use serde_json::Value;
use tempfile::TempDir;

/// One call of the program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) arguments: &'a [&'a str],
    /// What it reads from standard input.
    pub(crate) input: &'a str,
    /// How it ends if nobody disturbs it.
    pub(crate) exit: Exit,
}

impl<'a> Call<'a> {
    /// A call that reads nothing and ends well.
    pub(crate) const fn new(arguments: &'a [&'a str]) -> Self {
        Self {
            arguments,
            input: "",
            exit: Exit::Done,
        }
    }

    /// The same with a line of input.
    pub(crate) const fn reading(self, input: &'a str) -> Self {
        Self { input, ..self }
    }

    /// The same, but rejected.
    pub(crate) const fn rejected(self) -> Self {
        Self {
            exit: Exit::Rejected,
            ..self
        }
    }
}

/// A folder of its own, with a data directory that may not be there yet.
pub(crate) struct Installation {
    folder: TempDir,
}

impl Installation {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Another folder with the same files. What a killed process left is looked at in a copy, so that
    /// it is the next run that has to cope with it.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        copy_folder(self.folder.path(), copy.folder.path());
        copy
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder().join("nexus-data")
    }

    pub(crate) fn outbox(&self) -> PathBuf {
        self.data().join("outbox")
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
        fs::write(self.folder().join(name), content).unwrap();
    }

    /// The real program, to be run here.
    pub(crate) fn nexus(&self, call: Call<'_>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nexus"));
        command.args(call.arguments);
        self.prepare(&mut command, call);
        command
    }

    /// Runs the program to its end and answers its JSON document.
    pub(crate) fn finish(&self, call: Call<'_>) -> Value {
        let mut command = self.nexus(call);
        let output = command.arg("--json").stdout(Stdio::piped()).output();
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(
            output.status.code(),
            Some(call.exit.code().into()),
            "{call:?}: {said}{}",
            self.said()
        );
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("no JSON ({error}): {said}"))
    }

    /// Where the program is run, what it reads, and where it may write.
    pub(crate) fn prepare(&self, command: &mut Command, call: Call<'_>) {
        self.write("input", call.input);
        let said = fs::File::create(self.folder().join("said")).unwrap();
        command
            .current_dir(self.folder())
            .env_remove("NEXUS_DATA")
            .stdin(fs::File::open(self.folder().join("input")).unwrap())
            .stdout(said.try_clone().unwrap())
            .stderr(said);
    }

    /// What the latest program wrote, as far as it was not read from a pipe.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(self.folder().join("said")).unwrap_or_default()
    }

    /// How many messages lie in the outbox.
    pub(crate) fn messages(&self) -> usize {
        let Ok(entries) = fs::read_dir(self.outbox()) else {
            return 0;
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        paths
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .count()
    }

    /// How many files there are in the data directory itself, and how many bytes they have.
    pub(crate) fn size(&self) -> (usize, u64) {
        let Ok(entries) = fs::read_dir(self.data()) else {
            return (0, 0);
        };
        // What vanishes while it is counted has no size.
        let sizes = entries.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len()));
        sizes.fold((0, 0), |(files, bytes), size| (files + 1, bytes + size))
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&to).unwrap();
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
