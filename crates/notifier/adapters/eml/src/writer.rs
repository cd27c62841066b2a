//! The thread that writes: files in batches, each whole or not at all, on disk before anyone is told.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use notifier::{MessageId, ports::TransportError};
use tokio::sync::{mpsc, oneshot};

use crate::{
    failure::{not_settled, not_written},
    transport::file_name,
};

/// The most messages that share one `fsync` of the folder.
pub const BATCH_MESSAGES_MAX: usize = 256;

type Reply = oneshot::Sender<Result<(), TransportError>>;

/// One message to be written.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: MessageId,
    pub(crate) octets: Vec<u8>,
    pub(crate) reply: Reply,
}

/// One file of a batch, with everybody who waits for it.
struct Item {
    octets: Vec<u8>,
    replies: Vec<Reply>,
}

/// Where a file is on its way.
enum Stage {
    /// It was there already, whole.
    There,
    /// Written under its temporary name; not yet on disk.
    Written(File),
}

pub(crate) struct Writer {
    folder: PathBuf,
    jobs: mpsc::Receiver<Job>,
}

impl Writer {
    pub(crate) const fn new(folder: PathBuf, jobs: mpsc::Receiver<Job>) -> Self {
        Self { folder, jobs }
    }

    /// Writes batch after batch until every sender is gone and nothing waits.
    pub(crate) fn run(mut self) {
        let mut batch = Vec::new();
        while self.jobs.blocking_recv_many(&mut batch, BATCH_MESSAGES_MAX) > 0 {
            self.write(gather(batch.drain(..)));
        }
    }

    /// All files are written first and synced then: the file system puts many of them into one commit of its journal.
    fn write(&self, items: BTreeMap<MessageId, Item>) {
        let begun: Vec<_> = items
            .into_iter()
            .map(|(id, item)| (id, self.begin(id, &item.octets), item.replies))
            .collect();
        let renamed: Vec<_> = begun
            .into_iter()
            .map(|(id, stage, replies)| (stage.and_then(|stage| self.publish(id, stage)), replies))
            .collect();
        let settled = if renamed.iter().any(|(outcome, _)| outcome.is_ok()) {
            sync_folder(&self.folder)
        } else {
            Ok(())
        };
        for (outcome, replies) in renamed {
            for reply in replies {
                let answer = match (&outcome, &settled) {
                    (Err(error), _) => Err(not_written(copy(error))),
                    (Ok(()), Err(error)) => Err(not_settled(copy(error))),
                    (Ok(()), Ok(())) => Ok(()),
                };
                // Who went away does not wait for the answer; a repeat gets it.
                drop(reply.send(answer));
            }
        }
    }

    /// Writes a file under its temporary name, unless it is there already.
    fn begin(&self, id: MessageId, octets: &[u8]) -> io::Result<Stage> {
        // A file under its final name was synced before it was renamed, so it is whole.
        if fs::exists(self.folder.join(file_name(id)))? {
            return Ok(Stage::There);
        }
        let part = self.part(id);
        let written = private_file(&part).and_then(|mut file| {
            file.write_all(octets)?;
            Ok(Stage::Written(file))
        });
        written.inspect_err(|_| forget(&part))
    }

    /// Syncs a file and gives it its final name.
    fn publish(&self, id: MessageId, stage: Stage) -> io::Result<()> {
        let Stage::Written(file) = stage else {
            return Ok(());
        };
        let part = self.part(id);
        let published = file
            .sync_all()
            .and_then(|()| fs::rename(&part, self.folder.join(file_name(id))));
        published.inspect_err(|_| forget(&part))
    }

    /// The temporary name: hidden, and the same on every attempt, so that what a crash leaves is used up by the repeat.
    fn part(&self, id: MessageId) -> PathBuf {
        self.folder.join(format!(".{id}.part"))
    }
}

/// Messages with the same id become one file; all who asked for it wait for it.
fn gather(jobs: impl Iterator<Item = Job>) -> BTreeMap<MessageId, Item> {
    let mut items = BTreeMap::new();
    for Job { id, octets, reply } in jobs {
        match items.entry(id) {
            Entry::Vacant(vacant) => {
                vacant.insert(Item {
                    octets,
                    replies: vec![reply],
                });
            },
            Entry::Occupied(occupied) => occupied.into_mut().replies.push(reply),
        }
    }
    items
}

/// A new empty file that its owner alone can read.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes away what a failed attempt left. If that fails too, the next attempt writes over it.
fn forget(part: &Path) {
    if let Err(error) = fs::remove_file(part) {
        tracing::debug!(kind = ?error.kind(), "a temporary file stays");
    }
}

/// The same error for each who waits. The system's number is kept, and with it its text.
fn copy(error: &io::Error) -> io::Error {
    error
        .raw_os_error()
        .map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// Makes the names in a folder last. It is opened anew each time: somebody may have put another in its place.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Elsewhere a folder cannot be synced: the names last as the system sees fit.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
