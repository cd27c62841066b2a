//! What may enter, and what is said to what may not.

use notifier::{
    Category, MailAddress, MessageId, OneLine, RecipientRef, SecretLink, TemplateName,
    ports::{ActorRef, PageSize},
};
use proptest::prelude::*;
use uuid::Uuid;

#[test]
fn addresses_that_are_taken() {
    let long = format!("{}@{}.example", "a".repeat(64), "b".repeat(63));
    for text in [
        "ada@example.org",
        "a@b.c",
        "ada.lovelace+nexus@mail.example.org",
        "o'neil@example.org",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "zoë@bücher.example",
        "用户@例子.广告",
        "ada@xn--bcher-kva.example",
        "ADA@EXAMPLE.ORG",
        &long,
    ] {
        assert_eq!(MailAddress::parse(text).unwrap().as_str(), text);
    }
}

#[test]
fn addresses_that_are_refused_say_why() {
    let (local, whole) = ("a".repeat(65), "b".repeat(63));
    let whole = format!("a@{whole}.{whole}.{whole}.{whole}");
    let texts = [
        "",
        "ada",
        "@example.org",
        "ada@",
        &format!("{local}@example.org"),
        &whole,
        "a b@example.org",
        "ada@example.org\r\nBcc: eve@example.org",
        "ada\n@example.org",
        "ada\0@example.org",
        "ada..lovelace@example.org",
        ".ada@example.org",
        "\"ada\"@example.org",
        "ada,eve@example.org",
        "ada@eve@example.org",
        "<ada@example.org>",
        "ada\u{202e}@example.org",
        "ada\u{200b}@example.org",
        "ada@localhost",
        "ada@-example.org",
        "ada@example..org",
        "ada@example.org.",
        "ada@[127.0.0.1]",
        "ada@exam_ple.org",
        "ada@example.org ",
    ];
    let answers = texts.map(|text| {
        let error = MailAddress::parse(text).unwrap_err();
        let start: String = text.chars().take(30).collect();
        format!("{start:?}: {}", error.code())
    });
    insta::assert_snapshot!(answers.join("\n"), @r#"
    "": notifier/address-shape
    "ada": notifier/address-shape
    "@example.org": notifier/address-shape
    "ada@": notifier/address-shape
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": notifier/address-too-long
    "a@bbbbbbbbbbbbbbbbbbbbbbbbbbbb": notifier/address-too-long
    "a b@example.org": notifier/address-local-part
    "ada@example.org\r\nBcc: eve@exam": notifier/address-local-part
    "ada\n@example.org": notifier/address-local-part
    "ada\0@example.org": notifier/address-local-part
    "ada..lovelace@example.org": notifier/address-local-part
    ".ada@example.org": notifier/address-local-part
    "\"ada\"@example.org": notifier/address-local-part
    "ada,eve@example.org": notifier/address-local-part
    "ada@eve@example.org": notifier/address-local-part
    "<ada@example.org>": notifier/address-local-part
    "ada\u{202e}@example.org": notifier/address-local-part
    "ada\u{200b}@example.org": notifier/address-local-part
    "ada@localhost": notifier/address-domain
    "ada@-example.org": notifier/address-domain
    "ada@example..org": notifier/address-domain
    "ada@example.org.": notifier/address-domain
    "ada@[127.0.0.1]": notifier/address-domain
    "ada@exam_ple.org": notifier/address-domain
    "ada@example.org ": notifier/address-domain
    "#);
}

#[test]
fn links_that_are_refused() {
    for text in [
        "",
        "https://",
        "https:///path",
        "http://id.example.org/verify",
        "http://localhost.example.org/verify",
        "http://localhost:80a/verify",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "https://id.example.org/a b",
        "https://id.example.org/\"onclick=",
        "https://id.example.org/\r\nBcc: eve@example.org",
        "https://id.example.org/é",
    ] {
        SecretLink::parse(text).unwrap_err();
    }
    SecretLink::parse(&format!("https://a/{}", "x".repeat(SecretLink::OCTETS_MAX))).unwrap_err();
    for text in [
        "http://localhost/v#t",
        "http://127.0.0.1:8080/v",
        "http://[::1]:1?x",
        "https://a/",
    ] {
        SecretLink::parse(text).unwrap();
    }
}

#[test]
fn words_that_are_stored_come_back() {
    for category in Category::ALL {
        assert_eq!(Category::parse(category.as_str()), Ok(category));
        assert_eq!(
            serde_json::to_string(&category).unwrap(),
            format!("\"{category}\"")
        );
    }
    for name in TemplateName::ALL {
        assert_eq!(TemplateName::parse(name.as_str()), Ok(name));
        assert_eq!(serde_json::to_string(&name).unwrap(), format!("\"{name}\""));
    }
    Category::parse("Security").unwrap_err();
    TemplateName::parse("").unwrap_err();
}

#[test]
fn an_address_is_no_reference() {
    RecipientRef::parse("ada@example.org").unwrap_err();
    RecipientRef::parse("").unwrap_err();
    RecipientRef::parse(&"x".repeat(129)).unwrap_err();
    RecipientRef::parse("usr_1").unwrap();
    ActorRef::parse("operator cli").unwrap_err();
    ActorRef::parse("operator:cli").unwrap();
}

#[test]
fn page_sizes_are_bounded() {
    let sizes = [0, 1, 500, 501, u32::MAX].map(|size| PageSize::new(size).as_u32());
    assert_eq!(sizes, [1, 1, 500, 500, 500]);
}

proptest! {
    #[test]
    fn ids_come_back(number: u128) {
        let id = MessageId::from_uuid(Uuid::from_u128(number));
        prop_assert_eq!(MessageId::parse(&id.to_string()), Ok(id));
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<MessageId>(&json).unwrap(), id);
    }

    #[test]
    fn no_text_becomes_an_id_by_luck(text in "(msg_)?[0-9a-fA-F-]{30,38}") {
        if let Ok(id) = MessageId::parse(&text) {
            prop_assert_eq!(id.to_string(), text);
        }
    }

    /// What parses as an address can stand in a header and in an SMTP command.
    #[test]
    fn an_address_cannot_break_out(text in "\\PC{0,20}@\\PC{0,20}\\.\\PC{0,10}") {
        if let Ok(address) = MailAddress::parse(&text) {
            let text = address.as_str();
            prop_assert!(!text.contains(|c: char| c.is_control() || c.is_whitespace()));
            prop_assert!(!text.contains(['<', '>', ',', ';', ':', '"', '\\', '(', ')', '[', ']']));
            prop_assert_eq!(text.matches('@').count(), 1);
            prop_assert!(!address.masked().contains(text));
        }
    }

    #[test]
    fn a_line_is_one_line(text in any::<String>()) {
        if let Ok(line) = OneLine::parse(&text) {
            prop_assert_eq!(line.as_str().lines().count(), 1);
            prop_assert_eq!(OneLine::parse(line.as_str()), Ok(line.clone()), "parsing it again");
        }
    }
}
