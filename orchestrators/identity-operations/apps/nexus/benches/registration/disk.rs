//! What the disk does by itself: the limit of everything that is durable.

use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
    path::Path,
    time::Duration,
};

use nexus::system::System;
use sqlite_kit::rusqlite::Connection;

/// How long each rate is taken for.
const TAKEN_FOR: Duration = Duration::from_secs(3);

pub(crate) struct Disk<'a> {
    folder: &'a Path,
}

impl<'a> Disk<'a> {
    pub(crate) const fn in_folder(folder: &'a Path) -> Self {
        Self { folder }
    }

    /// Overwrites 4 KiB and syncs them, one after the other.
    pub(crate) fn syncs_per_second(&self) -> f64 {
        let mut file = File::create(self.folder.join("synced")).expect("a new file");
        rate(|| {
            file.seek(SeekFrom::Start(0)).expect("the beginning");
            file.write_all(&[7; 4096]).expect("4 KiB");
            file.sync_data().expect("a sync");
        })
    }

    /// Commits one row with `synchronous=FULL`, one after the other.
    pub(crate) fn commits_per_second(&self) -> f64 {
        let connection = Connection::open(self.folder.join("committed.db")).expect("a database");
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                 CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;",
            )
            .expect("a table");
        rate(|| {
            connection
                .prepare_cached("INSERT INTO note (text) VALUES ('a row like any other')")
                .and_then(|mut insert| insert.execute([]))
                .expect("a commit");
        })
    }
}

/// How often a second `work` can be done.
fn rate(mut work: impl FnMut()) -> f64 {
    let begun = System::instant();
    let mut count = 0_u32;
    while begun.elapsed() < TAKEN_FOR {
        work();
        count += 1;
    }
    f64::from(count) / begun.elapsed().as_secs_f64()
}
