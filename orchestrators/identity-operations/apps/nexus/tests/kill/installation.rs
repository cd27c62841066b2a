//! A folder with a data directory in it, and the programs that are run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

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
    pub(crate) fn nexus(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nexus"));
        command.args(arguments);
        self.prepare(&mut command, "");
        command
    }

    /// Runs the program to its end, which must be a good one, and answers its JSON document.
    pub(crate) fn finish(&self, arguments: &[&str], input: &str) -> Value {
        let mut command = self.nexus(&[&["--json"], arguments].concat());
        self.prepare(&mut command, input);
        let output = command.stdout(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{arguments:?} ended with {}: {said}{}",
            output.status,
            self.complaints()
        );
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("no JSON ({error}): {said}"))
    }

    /// Where the program is run, what it reads, and where it may complain.
    pub(crate) fn prepare(&self, command: &mut Command, input: &str) {
        self.write("input", input);
        let complaints = fs::File::create(self.folder().join("complaints")).unwrap();
        command
            .current_dir(self.folder())
            .env_remove("NEXUS_DATA")
            .stdin(fs::File::open(self.folder().join("input")).unwrap())
            .stdout(complaints.try_clone().unwrap())
            .stderr(complaints);
    }

    /// What the latest program wrote, as far as it was not read from a pipe.
    pub(crate) fn complaints(&self) -> String {
        fs::read_to_string(self.folder().join("complaints")).unwrap_or_default()
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
