//! The truth about messages: templates, one delivery record each, idempotent sending.
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
