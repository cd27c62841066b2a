//! A finished message as the text of RFC 5322.

use mail_builder::{
    MessageBuilder,
    headers::{HeaderType, address::Address, content_type::ContentType, text::Text},
    mime::MimePart,
};
use notifier::{Mailbox, OutgoingMessage};

/// The octets of the file: RFC 5322 headers and both bodies as `multipart/alternative`, text first (RFC 2046,
/// section 5.1.4).
///
/// The same message always gives the same octets: its date, its `Message-ID` and the boundary between the bodies
/// come from the message.
pub fn compose(message: &OutgoingMessage) -> Vec<u8> {
    // No line that is encoded as quoted-printable or base64 can begin with `--=_` (RFC 2045, section 6.7).
    let boundary = format!("=_{}", message.id());
    let bodies = MimePart::new(
        ContentType::new("multipart/alternative").attribute("boundary", boundary),
        vec![
            MimePart::new("text/plain", message.text()),
            MimePart::new("text/html", message.html()),
        ],
    );
    let mut builder = MessageBuilder::new()
        .from(address(message.from()))
        .to(address(message.to()))
        .subject(message.subject())
        .date(message.date().timestamp())
        .message_id(message.message_id_header());
    for &(name, value) in message.extra_headers() {
        builder = builder.header(name, HeaderType::from(Text::new(value)));
    }
    let mut octets = Vec::new();
    builder.body(bodies).serialize(&mut octets);
    octets
}

fn address(mailbox: &Mailbox) -> Address<'_> {
    let name = mailbox.name().map(notifier::OneLine::as_str);
    Address::new_address(name, mailbox.address().as_str())
}
