//! What is read from people and from stores: accepted exactly, refused kindly.

use chrono::DateTime;
use proptest::prelude::*;
use tenant::{
    CorruptSnapshot, InvalidTenantName, InvalidTenantSlug, MemberId, TenantId, TenantName,
    TenantSlug,
    ports::{ActorRef, Cause, CorrelationId, IdempotencyKey, PageLimit},
};
use uuid::Uuid;

#[test]
fn a_slug_is_refused_in_words_that_help() {
    let long = "a".repeat(64);
    let said: Vec<_> = [
        "", "ab", &long, "Acme", "bücher", "a b c", "-acme", "acme-", "xn--acme", "admin",
    ]
    .map(|raw| TenantSlug::parse(raw).unwrap_err())
    .map(|error| format!("{}: {error}", error.code()))
    .into();
    insta::assert_snapshot!(said.join("\n"), @r"
    tenant/slug-too-short: 0 characters are too few: a slug has at least 3
    tenant/slug-too-short: 2 characters are too few: a slug has at least 3
    tenant/slug-too-long: the slug is too long: use at most 63 characters
    tenant/slug-upper-case: character 1 is an upper-case `A`: a slug is written in lower case
    tenant/slug-character: character 2, 'ü', is not allowed: use a-z, 0-9 and hyphens
    tenant/slug-character: character 2, ' ', is not allowed: use a-z, 0-9 and hyphens
    tenant/slug-edge-hyphen: a slug begins and ends with a letter or a digit, not with a hyphen
    tenant/slug-edge-hyphen: a slug begins and ends with a letter or a digit, not with a hyphen
    tenant/slug-encoded-name: `--` in the third and fourth place is kept for encoded names: choose another slug
    tenant/slug-reserved: this word is reserved for the platform: choose another slug
    ");
}

#[test]
fn a_name_is_refused_in_words_that_help() {
    let long = "ü".repeat(201);
    let said: Vec<_> = [
        "",
        " \t ",
        &long,
        "two\nlines",
        "left\u{202E}right",
        "a\u{200B}b",
    ]
    .map(|raw| TenantName::parse(raw).unwrap_err())
    .map(|error| format!("{}: {error}", error.code()))
    .into();
    insta::assert_snapshot!(said.join("\n"), @r"
    tenant/name-empty: the name is empty: write at least one character
    tenant/name-empty: the name is empty: write at least one character
    tenant/name-too-long: the name is too long: use at most 200 characters
    tenant/name-invisible-character: character 4 is the invisible U+000A: remove it
    tenant/name-invisible-character: character 5 is the invisible U+202E: remove it
    tenant/name-invisible-character: character 2 is the invisible U+200B: remove it
    ");
    let huge = "a".repeat(10_000_000);
    assert_eq!(TenantName::parse(&huge), Err(InvalidTenantName::TooLong));
    assert_eq!(TenantSlug::parse(&huge), Err(InvalidTenantSlug::TooLong));
}

#[test]
fn a_name_of_the_greatest_length_is_accepted_in_any_form() {
    let composed = "ü".repeat(TenantName::CHARS_MAX);
    let decomposed = "u\u{308}".repeat(TenantName::CHARS_MAX);
    assert_eq!(TenantName::parse(&decomposed), TenantName::parse(&composed));
    // A zero-width non-joiner is spelling, not decoration, in Persian.
    assert!(TenantName::parse("می\u{200C}خواهم").is_ok());
}

#[test]
fn reserved_words_are_sorted_valid_and_only_refused_to_newcomers() {
    assert!(TenantSlug::RESERVED.is_sorted());
    for word in TenantSlug::RESERVED {
        assert_eq!(
            TenantSlug::parse(word),
            Err(InvalidTenantSlug::Reserved),
            "{word}"
        );
        assert!(TenantSlug::parse_existing(word).is_ok(), "{word}");
        let read: TenantSlug = serde_json::from_str(&format!("\"{word}\"")).unwrap();
        assert_eq!(read.as_str(), *word);
    }
}

#[test]
fn an_id_has_one_spelling() {
    let uuid = "0198f0b2c1d47e1b9a3c5d6e7f809101";
    let id = TenantId::parse(&format!("ten_{uuid}")).unwrap();
    assert_eq!(
        serde_json::to_string(&id).unwrap(),
        format!("\"ten_{uuid}\"")
    );
    let hyphens = id.as_uuid().hyphenated().to_string();
    for wrong in [
        uuid.to_owned(),
        format!("sub_{uuid}"),
        format!("TEN_{uuid}"),
        format!("ten_{}", uuid.to_uppercase()),
        format!("ten_{hyphens}"),
        format!("ten_{uuid}0"),
        format!(" ten_{uuid}"),
        "ten_".to_owned(),
    ] {
        assert!(TenantId::parse(&wrong).is_err(), "{wrong}");
        assert!(
            serde_json::from_value::<TenantId>(wrong.clone().into()).is_err(),
            "{wrong}"
        );
    }
    insta::assert_snapshot!(
        MemberId::parse("somebody@example.org").unwrap_err(),
        @"this is no member id: write `sub_` and 32 lower-case hexadecimal digits"
    );
}

#[test]
fn a_repeat_names_the_same_events() {
    let cause = |key| Cause {
        key: IdempotencyKey::from_uuid(Uuid::from_u128(key)),
        actor: ActorRef::parse("operator:cli").unwrap(),
        correlation: CorrelationId::from_uuid(Uuid::from_u128(9)),
        at: DateTime::UNIX_EPOCH,
    };
    assert_eq!(cause(1).event_id(0), cause(1).event_id(0));
    assert_ne!(cause(1).event_id(0), cause(1).event_id(1));
    assert_ne!(cause(1).event_id(0), cause(2).event_id(0));
    // Stored ids depend on this derivation: it never changes.
    insta::assert_snapshot!(cause(1).event_id(0), @"evt_14ca25bec2675421afd25ae70c8fbc74");
}

#[test]
fn limits_hold_at_their_edges() {
    assert!(PageLimit::parse(0).is_err() && PageLimit::parse(501).is_err());
    assert_eq!(PageLimit::parse(500).unwrap().as_u32(), PageLimit::MAX);
    assert_eq!(PageLimit::default().as_u32(), 50);
    assert!(ActorRef::parse(&"a".repeat(128)).is_ok());
    for wrong in ["", "ada\n", "ädä", &"a".repeat(129)] {
        assert!(ActorRef::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_snapshot_that_nothing_can_have_made_is_refused() {
    let slug = TenantSlug::parse("acme").unwrap();
    let name = TenantName::parse("Acme").unwrap();
    let id = TenantId::from_uuid(Uuid::from_u128(1));
    let later = DateTime::from_timestamp(10, 0).unwrap();
    let change = tenant::Tenant::create(id, slug, name, later);
    let good = change.state().snapshot();
    insta::assert_snapshot!(serde_json::to_string(&good).unwrap(), @r#"{"v":1,"id":"ten_00000000000000000000000000000001","slug":"acme","name":"Acme","state":{"status":"pending"},"created_at":"1970-01-01T00:00:10Z","state_since":"1970-01-01T00:00:10Z"}"#);

    let mut newer = good.clone();
    newer.v = 2;
    assert_eq!(
        tenant::Tenant::restore(newer),
        Err(CorruptSnapshot::UnknownVersion { found: 2 })
    );
    let mut shouting = good.clone();
    shouting.slug = "ACME".to_owned();
    assert!(matches!(
        tenant::Tenant::restore(shouting),
        Err(CorruptSnapshot::Slug(_))
    ));
    let mut nameless = good.clone();
    nameless.name = String::new();
    assert!(matches!(
        tenant::Tenant::restore(nameless),
        Err(CorruptSnapshot::Name(_))
    ));
    let mut backwards = good;
    backwards.state_since = DateTime::UNIX_EPOCH;
    assert_eq!(
        tenant::Tenant::restore(backwards),
        Err(CorruptSnapshot::TimesOutOfOrder)
    );
}

#[test]
fn a_state_that_cannot_be_is_not_even_read() {
    for wrong in [
        r#"{"status":"suspended","reason":"billing","prior":"suspended"}"#,
        r#"{"status":"archived","prior":{"status":"archived"}}"#,
        r#"{"status":"archived","prior":{"status":"deleted"}}"#,
        r#"{"status":"nowhere"}"#,
    ] {
        assert!(
            serde_json::from_str::<tenant::TenantState>(wrong).is_err(),
            "{wrong}"
        );
    }
}

proptest! {
    /// What is accepted is a label of a host name and reads back as itself.
    #[test]
    fn an_accepted_slug_is_a_host_label(raw in "[a-zA-Z0-9.ü_-]{0,70}") {
        if let Ok(slug) = TenantSlug::parse(&raw) {
            prop_assert_eq!(slug.as_str(), &raw);
            prop_assert!((3..=63).contains(&raw.len()));
            prop_assert!(raw.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            prop_assert!(!raw.starts_with('-') && !raw.ends_with('-'));
        }
    }

    /// Every text is either refused or brought into one form, which is its own form.
    #[test]
    fn a_name_is_normal_after_one_reading(raw in any::<String>()) {
        if let Ok(name) = TenantName::parse(&raw) {
            prop_assert_eq!(TenantName::parse(name.as_str()), Ok(name.clone()));
            prop_assert!((1..=200).contains(&name.as_str().chars().count()));
        }
    }

    /// Every id reads back from what it prints.
    #[test]
    fn an_id_reads_back(raw in any::<u128>()) {
        let id = MemberId::from_uuid(Uuid::from_u128(raw));
        prop_assert_eq!(MemberId::parse(&id.to_string()), Ok(id));
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<MemberId>(&json).unwrap(), id);
    }
}
