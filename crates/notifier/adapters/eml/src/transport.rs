//! The transport: composes on the caller's thread, writes on its own.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use async_trait::async_trait;
use notifier::{
    MessageId, OutgoingMessage,
    ports::{Idempotence, ProviderRef, Transport, TransportError, TransportReceipt},
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    compose::compose,
    failure::{OpenError, closed, no_answer},
    writer::{Job, Writer},
};

/// How many messages may wait for the writing thread; who delivers more waits.
pub const QUEUED_MESSAGES_MAX: usize = 1_024;

/// The name of a message's file in the folder: `msg_….eml`.
pub fn file_name(id: MessageId) -> String {
    format!("{id}.eml")
}

/// Delivers messages as `.eml` files in one folder. Works under any async executor; cloning is cheap.
///
/// One thread writes: all messages that wait at the same time share the `fsync` of the folder. It ends with the last
/// clone, after it has written what it had taken.
///
/// The files can be read by their owner alone, for a message may hold a link that works like a password.
#[derive(Debug, Clone)]
pub struct EmlTransport {
    folder: PathBuf,
    jobs: mpsc::Sender<Job>,
}

impl EmlTransport {
    /// Opens a folder that is there, and tries whether a file can be written in it. It blocks while it does: call it at
    /// start-up.
    ///
    /// # Errors
    /// [`OpenError`] says what is wrong with the folder, and what to do.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let trouble = |error| OpenError::of(error, folder.to_owned());
        if !fs::metadata(folder).map_err(trouble)?.is_dir() {
            return Err(OpenError::NotAFolder {
                path: folder.to_owned(),
            });
        }
        let probe = folder.join(".notifier-eml.probe");
        fs::write(&probe, b"can a file be written here?").map_err(trouble)?;
        fs::remove_file(&probe).map_err(trouble)?;

        let (jobs, orders) = mpsc::channel(QUEUED_MESSAGES_MAX);
        let writer = Writer::new(folder.to_owned(), orders);
        thread::Builder::new()
            .name("notifier-eml-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(trouble)?;
        Ok(Self {
            folder: folder.to_owned(),
            jobs,
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a message's file is, or would be.
    pub fn path_of(&self, id: MessageId) -> PathBuf {
        self.folder.join(file_name(id))
    }
}

#[async_trait]
impl Transport for EmlTransport {
    fn idempotence(&self) -> Idempotence {
        Idempotence::ByMessageId
    }

    async fn deliver(&self, message: &OutgoingMessage) -> Result<TransportReceipt, TransportError> {
        let (reply, answer) = oneshot::channel();
        let job = Job {
            id: message.id(),
            octets: compose(message),
            reply,
        };
        self.jobs.send(job).await.map_err(|_| closed())?;
        answer.await.map_err(|_| no_answer())??;
        let provider_ref = Some(ProviderRef::new(&file_name(message.id())));
        Ok(TransportReceipt { provider_ref })
    }
}
