//! The thread that writes: files in batches, each whole or not at all, on disk before anyone is told.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    thread,
};

use notifier::{MessageId, ports::TransportError};
use tokio::sync::{mpsc, oneshot};

use crate::{
    failure::{not_settled, not_written},
    transport::file_name,
};

/// The most messages that share one `fsync` of the folder.
pub const BATCH_MESSAGES_MAX: usize = 256;

/// How many files are synced at the same time. These threads wait for the disk and hardly compute.
const SYNCS_AT_ONCE: usize = 32;

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
    /// On disk under its temporary name.
    Synced,
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

    /// Each phase is done for the whole batch before the next: the file system then puts many files into one commit of
    /// its journal, where file after file would be a commit each.
    fn write(&self, items: BTreeMap<MessageId, Item>) {
        let (mut begun, mut waiting) = (Vec::new(), Vec::new());
        for (id, item) in items {
            begun.push((id, self.begin(id, &item.octets)));
            waiting.push(item.replies);
        }
        let renamed: Vec<_> = sync_files(begun)
            .into_iter()
            .map(|(id, synced)| {
                let published = synced.and_then(|stage| self.publish(id, &stage));
                published.inspect_err(|_| forget(&self.part(id)))
            })
            .zip(waiting)
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
        let mut file = private_file(&self.part(id))?;
        file.write_all(octets)?;
        Ok(Stage::Written(file))
    }

    /// Gives a synced file its final name.
    fn publish(&self, id: MessageId, stage: &Stage) -> io::Result<()> {
        match stage {
            Stage::There => Ok(()),
            Stage::Synced => fs::rename(self.part(id), self.folder.join(file_name(id))),
            Stage::Written(_) => Err(io::Error::other(
                "a file that is not synced is not published",
            )),
        }
    }

    /// The temporary name: hidden, and the same on every attempt, so that what a crash leaves is used up by the repeat.
    fn part(&self, id: MessageId) -> PathBuf {
        self.folder.join(format!(".{id}.part"))
    }
}

/// A file of a batch on its way, or what stopped it.
type Begun = (MessageId, io::Result<Stage>);

/// Syncs all files of a batch, several at the same time: those that wait together share a commit of the journal.
fn sync_files(mut batch: Vec<Begun>) -> Vec<Begun> {
    let share = batch.len().div_ceil(SYNCS_AT_ONCE).max(1);
    if batch.len() > 1 {
        thread::scope(|scope| {
            for part in batch.chunks_mut(share) {
                let spawned =
                    thread::Builder::new().spawn_scoped(scope, || part.iter_mut().for_each(sync));
                if let Err(error) = spawned {
                    tracing::debug!(kind = ?error.kind(), "no thread to sync with: one by one then");
                }
            }
        });
    }
    // What no thread has done is done here.
    batch.iter_mut().for_each(sync);
    batch
}

fn sync((_, stage): &mut Begun) {
    if let Ok(Stage::Written(file)) = stage {
        *stage = file.sync_all().map(|()| Stage::Synced);
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
