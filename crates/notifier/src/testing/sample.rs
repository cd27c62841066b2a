//! Sample values, the same in every run.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the samples are constants: one that does not parse must stop the tests"
)]

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    category::Category,
    courier::Request,
    delivery::{Delivery, FailureCode, FailureReason},
    id::MessageId,
    mailbox::{MailAddress, Mailbox},
    message::OutgoingMessage,
    ports::{ActorRef, Cause, Change, CorrelationId, IdempotencyKey, ProviderRef},
    recipient::{RecipientRef, Scope},
    template::{SecretLink, Template, VerifyMailboxParams, WelcomeParams},
    text::OneLine,
};

/// 1 March 2026, noon, UTC.
fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_366_400, 0).expect("an instant chrono can hold")
}

/// A cause under the key number `key`, `seconds` after 1 March 2026, noon, UTC.
pub fn cause(key: u128, seconds: i64) -> Cause {
    Cause {
        key: IdempotencyKey::from_uuid(Uuid::from_u128(key)),
        actor: ActorRef::parse("process:test").expect("a good actor"),
        correlation: CorrelationId::from_uuid(Uuid::from_u128(7)),
        at: noon()
            .checked_add_signed(TimeDelta::seconds(seconds))
            .expect("an instant chrono can hold"),
    }
}

/// A mailbox with a name.
pub fn mailbox(address: &str, name: &str) -> Mailbox {
    Mailbox::new(MailAddress::parse(address).expect("a good address"))
        .named(OneLine::parse(name).expect("a good name"))
}

/// A request to send `template` as the message number `number`, for one tenant, to a mailbox beyond ASCII.
pub fn request(number: u128, category: Category, template: Template) -> Request {
    Request {
        message_id: MessageId::from_uuid(Uuid::from_u128(number)),
        scope: Scope::tenant(Uuid::from_u128(1)),
        recipient: RecipientRef::parse("usr_ada").expect("a good reference"),
        to: mailbox("zoë@example.org", "Zoë Ångström"),
        category,
        template,
    }
}

/// A request to greet somebody, as the message number `number`.
pub fn welcome_request(number: u128) -> Request {
    let params = WelcomeParams {
        display_name: OneLine::parse("Zoë Ångström").expect("a good name"),
        tenant_name: OneLine::parse("Bücher & Söhne").expect("a good name"),
    };
    request(number, Category::Transactional, Template::Welcome(params))
}

/// A request to prove a mailbox, as the message number `number`, that expires a day after noon. Its link has the token
/// `nxv_secret`.
pub fn verify_request(number: u128) -> Request {
    let params = VerifyMailboxParams {
        display_name: OneLine::parse("Zoë Ångström").expect("a good name"),
        tenant_name: OneLine::parse("Bücher & Söhne").expect("a good name"),
        link: SecretLink::parse("https://id.example.org/verify?a=1&b=2#nxv_secret")
            .expect("a good link"),
        expires_at: cause(0, 86_400).at,
    };
    request(number, Category::Security, Template::VerifyMailbox(params))
}

/// The finished form of a request, as a transport gets it.
pub fn outgoing(request: &Request) -> OutgoingMessage {
    OutgoingMessage::new(
        request.message_id,
        (
            mailbox("no-reply@nexus.example", "Nexus"),
            request.to.clone(),
        ),
        noon(),
        request.category,
        request
            .template
            .render()
            .expect("the templates of this crate render"),
    )
}

/// A finished welcome message, number `number`.
pub fn outgoing_welcome(number: u128) -> OutgoingMessage {
    outgoing(&welcome_request(number))
}

/// One step of a delivery's life.
pub(crate) type Move = fn(&Delivery, DateTime<Utc>) -> Change<Delivery>;

/// Ways from an accepted message into every phase there is, with details in each.
pub(crate) fn ways_into_every_phase() -> Vec<Vec<Move>> {
    fn code() -> FailureCode {
        FailureCode::new("test/code")
    }
    let start: Move = |delivery, at| delivery.start(at).expect("allowed");
    let defer: Move = |delivery, at| delivery.defer(code(), at).expect("allowed");
    let lose: Move = |delivery, at| delivery.lose_track(code(), at).expect("allowed");
    let confirm: Move = |delivery, at| {
        delivery
            .confirm(Some(ProviderRef::new("250-ok")), at)
            .expect("allowed")
    };
    let reject: Move = |delivery, at| {
        delivery
            .fail(FailureReason::Rejected { code: code() }, at)
            .expect("allowed")
    };
    let exhaust: Move = |delivery, at| {
        delivery
            .fail(FailureReason::AttemptsExhausted { code: code() }, at)
            .expect("allowed")
    };
    let uncounted: Move = |delivery, at| delivery.defer_uncounted(code(), at).expect("allowed");
    let expire: Move = |delivery, at| delivery.expire(at).expect("allowed");
    let cancel: Move = |delivery, at| delivery.cancel(at).expect("allowed");
    vec![
        vec![],
        vec![start],
        vec![start, defer],
        vec![start, uncounted],
        vec![start, lose],
        vec![start, confirm],
        vec![start, lose, start, defer, start, confirm],
        vec![start, reject],
        vec![start, defer, exhaust],
        vec![start, defer, expire],
        vec![cancel],
    ]
}
