//! Delivers `notifier` messages as `.eml` files in a folder: the embedded default for mail, and any mail reader opens it.
//!
//! A file is named after its message, so that a message delivered twice is one file. It appears whole or not at all,
//! and it is on disk when [`deliver`](notifier::ports::Transport::deliver) answers.
//!
//! ```
//! use notifier_eml::EmlTransport;
//!
//! # let outbox = tempfile::tempdir()?;
//! let transport = EmlTransport::open(outbox.path())?;
//! assert_eq!(transport.folder(), outbox.path());
//!
//! let missing = EmlTransport::open(&outbox.path().join("nowhere")).unwrap_err();
//! assert_eq!(missing.code(), "notifier-eml/folder-missing");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compose;
mod failure;
mod transport;
mod writer;

pub use self::{
    compose::compose,
    failure::OpenError,
    transport::{EmlTransport, QUEUED_MESSAGES_MAX, file_name},
    writer::BATCH_MESSAGES_MAX,
};
