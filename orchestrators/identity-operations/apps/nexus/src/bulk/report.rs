//! The file that keeps every rejected row of a run, however many there are.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::row::Rejection;

/// A JSON Lines file with one rejected row a line. It is made with the first of them, readable
/// by the owner only. It says where the rows stand and what is wrong, never what is in them.
#[derive(Debug)]
pub struct ReportFile {
    path: PathBuf,
    file: Option<BufWriter<File>>,
}

impl ReportFile {
    /// A report at `path`, which is not made yet.
    pub const fn new(path: PathBuf) -> Self {
        Self { path, file: None }
    }

    /// Adds a rejected row.
    ///
    /// # Errors
    /// What the system said when the file could not be made or written.
    pub fn add(&mut self, rejection: &Rejection) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(BufWriter::new(make(&self.path)?));
        }
        if let Some(file) = &mut self.file {
            serde_json::to_writer(&mut *file, rejection)?;
            file.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Writes what is left and says where the report lies; `None` if nothing was rejected.
    ///
    /// # Errors
    /// What the system said when the file could not be written.
    pub fn finish(self) -> io::Result<Option<PathBuf>> {
        let Some(mut file) = self.file else {
            return Ok(None);
        };
        file.flush()?;
        Ok(Some(self.path))
    }

    /// Where the report lies, or would.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn make(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
