//! A transport that keeps what it is given and breaks on demand.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;

use crate::{
    delivery::FailureCode,
    id::MessageId,
    message::OutgoingMessage,
    ports::{Idempotence, ProviderRef, Transport, TransportError, TransportReceipt},
};

/// How the next delivery breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Refused for good; nothing arrives.
    Rejected,
    /// Not now; nothing arrives. The other side asks to wait this long, if at all.
    Transient(Option<Duration>),
    /// The transport is set up wrongly; nothing arrives.
    Misconfigured,
    /// The message arrives, and the answer is lost.
    AnswerLost,
    /// The message is lost, and so is the answer.
    AllLost,
}

#[derive(Debug, Default)]
struct Inbox {
    arrived: BTreeMap<MessageId, Vec<OutgoingMessage>>,
    faults: VecDeque<Fault>,
    calls: usize,
}

/// Keeps what it is given in memory. Idempotent or not, as it is made.
#[derive(Debug)]
pub struct RecordingTransport {
    idempotence: Idempotence,
    inbox: Mutex<Inbox>,
}

impl RecordingTransport {
    /// A transport that makes one message of two deliveries of the same id, or not.
    pub fn new(idempotence: Idempotence) -> Self {
        Self {
            idempotence,
            inbox: Mutex::default(),
        }
    }

    /// Lets a coming delivery break; several faults come one after the other, then it works again.
    pub fn break_next(&self, fault: Fault) {
        self.inbox().faults.push_back(fault);
    }

    /// How many copies of a message its recipient finds.
    pub fn copies(&self, id: MessageId) -> usize {
        self.inbox().arrived.get(&id).map_or(0, Vec::len)
    }

    /// The first copy of a message that arrived.
    pub fn first(&self, id: MessageId) -> Option<OutgoingMessage> {
        self.inbox().arrived.get(&id)?.first().cloned()
    }

    /// How often it was asked to deliver anything.
    pub fn calls(&self) -> usize {
        self.inbox().calls
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inbox {
    fn take_in(&mut self, message: &OutgoingMessage, idempotence: Idempotence) {
        let copies = self.arrived.entry(message.id()).or_default();
        if idempotence == Idempotence::None || copies.is_empty() {
            copies.push(message.clone());
        }
    }
}

#[async_trait]
impl Transport for RecordingTransport {
    fn idempotence(&self) -> Idempotence {
        self.idempotence
    }

    async fn deliver(&self, message: &OutgoingMessage) -> Result<TransportReceipt, TransportError> {
        let mut inbox = self.inbox();
        inbox.calls = inbox.calls.saturating_add(1);
        let source = None;
        match inbox.faults.pop_front() {
            None => {
                inbox.take_in(message, self.idempotence);
                let provider_ref = Some(ProviderRef::new(&message.id().to_string()));
                Ok(TransportReceipt { provider_ref })
            },
            Some(Fault::AnswerLost) => {
                inbox.take_in(message, self.idempotence);
                Err(TransportError::Unknown {
                    code: FailureCode::new("test/answer-lost"),
                    source,
                })
            },
            Some(Fault::AllLost) => Err(TransportError::Unknown {
                code: FailureCode::new("test/all-lost"),
                source,
            }),
            Some(Fault::Rejected) => Err(TransportError::Rejected {
                code: FailureCode::new("test/rejected"),
                source,
            }),
            Some(Fault::Misconfigured) => Err(TransportError::Misconfigured {
                code: FailureCode::new("test/misconfigured"),
                source,
            }),
            Some(Fault::Transient(retry_after)) => Err(TransportError::Transient {
                code: FailureCode::new("test/transient"),
                retry_after,
                source,
            }),
        }
    }
}
