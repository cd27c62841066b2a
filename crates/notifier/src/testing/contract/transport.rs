//! What every [`Transport`] must keep. [`suite`] runs it all; `make` gives a fresh, empty inbox each time.

#![expect(clippy::panic, reason = "a contract suite fails by panicking")]

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    id::MessageId,
    ports::{Idempotence, Transport},
    testing::{outgoing, outgoing_welcome, verify_request},
};

/// Looks at what arrived, from the recipient's side.
#[async_trait]
pub trait Inbox: Send + Sync + 'static {
    /// How many copies of a message are there.
    async fn copies(&self, id: MessageId) -> usize;
}

/// A transport and the inbox it delivers to.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "ports have no Debug")]
pub struct Line {
    /// The transport under test.
    pub transport: Arc<dyn Transport>,
    /// Where its messages arrive.
    pub inbox: Arc<dyn Inbox>,
}

/// Runs every check, each on a fresh line.
///
/// # Panics
/// On the first sentence of the contract that is broken.
pub async fn suite<F, Fut>(make: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Line>,
{
    delivered_is_there(make().await).await;
    twice_is_as_promised(make().await).await;
    messages_stay_apart(make().await).await;
}

/// `Ok` means that the recipient has it.
///
/// # Panics
/// If it is not there.
pub async fn delivered_is_there(line: Line) {
    let message = outgoing(&verify_request(1));
    if let Err(error) = line.transport.deliver(&message).await {
        panic!("a good message on a good line must be delivered: {error}");
    }
    assert_eq!(
        line.inbox.copies(message.id()).await,
        1,
        "`Ok` means that the message is there"
    );
}

/// A transport that promises to recognise a message by its id leaves one, however often, also at the same time.
///
/// # Panics
/// If there are two.
pub async fn twice_is_as_promised(line: Line) {
    if line.transport.idempotence() == Idempotence::None {
        return;
    }
    let message = outgoing_welcome(1);
    for _ in 0..3 {
        if let Err(error) = line.transport.deliver(&message).await {
            panic!("a repeated delivery must answer `Ok`: {error}");
        }
    }
    assert_eq!(
        line.inbox.copies(message.id()).await,
        1,
        "three deliveries are one message"
    );
}

/// Two messages are two.
///
/// # Panics
/// If one took the other's place.
pub async fn messages_stay_apart(line: Line) {
    let (first, second) = (outgoing_welcome(1), outgoing_welcome(2));
    for message in [&first, &second] {
        if let Err(error) = line.transport.deliver(message).await {
            panic!("a good message on a good line must be delivered: {error}");
        }
    }
    assert_eq!(line.inbox.copies(first.id()).await, 1, "the first is there");
    assert_eq!(
        line.inbox.copies(second.id()).await,
        1,
        "the second is there too"
    );
}
