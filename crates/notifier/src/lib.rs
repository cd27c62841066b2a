//! The truth about messages: templates, one delivery record each, idempotent sending.
//!
//! A [`Courier`] takes a [`Request`], accepts it durably, hands the message to a [`Transport`](ports::Transport) and
//! records what came of it. Calling it again, after an error or a crash, never loses a message, and doubles one only
//! where nobody could know and the [`Category`] says that two are better than none. Neither addresses nor texts nor
//! links rest in the record: who repeats a send gives them again.
//!
//! ```
//! use std::sync::Arc;
//!
//! use notifier::{
//!     Category, Courier, MailAddress, Mailbox, MessageId, OneLine, RecipientRef, Request, Scope,
//!     Template, WelcomeParams,
//!     ports::{ActorRef, Cause, CorrelationId, Idempotence, IdempotencyKey},
//!     testing::{MemoryDeliveries, RecordingTransport},
//! };
//! use uuid::Uuid;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = Arc::new(MemoryDeliveries::new());
//! let transport = Arc::new(RecordingTransport::new(Idempotence::ByMessageId));
//! let from = Mailbox::new(MailAddress::parse("no-reply@nexus.example")?);
//! let courier = Courier::new(store.clone(), store.clone(), transport.clone(), from);
//!
//! let name = OneLine::parse("Ada Lovelace")?;
//! let request = Request {
//!     message_id: MessageId::from_uuid(Uuid::from_u128(1)), // derive yours from what the message is for
//!     scope: Scope::PLATFORM,
//!     recipient: RecipientRef::parse("usr_ada")?,
//!     to: Mailbox::new(MailAddress::parse("ada@example.org")?).named(name.clone()),
//!     category: Category::Transactional,
//!     template: Template::Welcome(WelcomeParams {
//!         display_name: name,
//!         tenant_name: OneLine::parse("Analytical Engines")?,
//!     }),
//! };
//! let cause = Cause {
//!     key: IdempotencyKey::from_uuid(Uuid::from_u128(2)),
//!     actor: ActorRef::parse("process:user_registration")?,
//!     correlation: CorrelationId::from_uuid(Uuid::from_u128(3)),
//!     at: "2026-03-01T12:00:00Z".parse()?,
//! };
//!
//! assert!(!courier.send(&cause, &request).await?.replayed);
//! assert!(courier.send(&cause, &request).await?.replayed); // known: answered, not sent
//! assert_eq!(transport.copies(request.message_id), 1);
//! # Ok(())
//! # }
//! ```
//!
//! Reading order: [`Template`] says what messages say, [`Delivery`] where one stands, [`TRANSITIONS`] which steps there
//! are, [`Courier::send`] how it all goes together, [`ports`] what an adapter must keep.
#![warn(clippy::arithmetic_side_effects, clippy::as_conversions)]

mod id;
mod text;

mod mailbox;
mod recipient;

mod category;
mod template;

mod message;

mod delivery;
mod event;

mod courier;

pub mod ports;

#[cfg(feature = "testing")]
pub mod testing;

pub use self::{
    category::{Category, InvalidCategory, Resend},
    courier::{Advice, Courier, Request, SendError, Sent, WithdrawError, Withdrawal},
    delivery::{
        CorruptSnapshot, Delivery, DeliverySnapshot, DeliveryState, Envelope, FailureCode,
        FailureReason, Next, Phase, RetryPolicy, Step, StepRefused, TRANSITIONS, Transition,
    },
    event::{Event, MessageFacts},
    id::{EventId, InvalidId, MessageId},
    mailbox::{InvalidMailAddress, MailAddress, Mailbox},
    message::OutgoingMessage,
    recipient::{InvalidRecipientRef, RecipientRef, Scope},
    template::{
        InvalidSecretLink, InvalidTemplateName, RenderError, Rendered, SecretLink, Template,
        TemplateName, VerifyMailboxParams, WelcomeParams,
    },
    text::{InvalidOneLine, OneLine},
};
