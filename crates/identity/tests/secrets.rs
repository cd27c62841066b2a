//! Secrets and personal data stay out of what is printed.

use chrono::{DateTime, Utc};
use identity::{
    Applicant, Argon2id, AttemptId, DisplayName, EmailAddress, LinkKey, Mailbox,
    MailboxVerification, Password, PasswordHash, PasswordHashing, RegistrationAttempt, Salt,
    SecretToken, StatusReason, UserId, Vouch, VouchReason, ports::ActorRef,
};
use uuid::Uuid;

const CANARIES: [&str; 6] = [
    "canary-mail",
    "canary.example",
    "Canary Name",
    "canary reason",
    "argon2id",
    "canary grounds",
];

fn assert_silent(printed: &str) {
    for canary in CANARIES {
        assert!(!printed.contains(canary), "{canary} in {printed}");
    }
}

#[test]
fn debug_shows_no_personal_data_and_no_hash() {
    let now = DateTime::<Utc>::from_timestamp_micros(1_790_000_000_000_000).unwrap();
    let password = Password::parse("canary password of some length").unwrap();
    let hash = Argon2id::weak_for_tests()
        .hash(&password, Salt::from_bytes([1; 16]))
        .unwrap();
    let applicant = Applicant {
        email: EmailAddress::parse("canary-mail@canary.example").unwrap(),
        name: DisplayName::parse("Canary Name").unwrap(),
        password: Some(hash),
    };
    let vouch = Vouch {
        by: ActorRef::parse("operator:test").unwrap(),
        reason: VouchReason::parse("canary reason").unwrap(),
    };
    let attempt = RegistrationAttempt::open(
        AttemptId::from_uuid(Uuid::from_u128(1)),
        applicant,
        Mailbox::Vouched(vouch),
        now,
    )
    .unwrap();
    assert_silent(&format!("{attempt:?} {:?}", attempt.state().snapshot()));
    let registration = attempt
        .state()
        .complete(UserId::from_uuid(Uuid::from_u128(2)), now)
        .unwrap();
    assert_silent(&format!(
        "{registration:?} {:?}",
        registration.user().snapshot()
    ));
    let reason = StatusReason::parse("canary grounds").unwrap();
    let active = registration.user().confirm(now).unwrap();
    let suspended = active.state().suspend(reason, now).unwrap();
    assert_silent(&format!("{suspended:?} {:?}", suspended.state().snapshot()));
}

#[test]
fn token_hashes_and_keys_are_not_printed() {
    let key = LinkKey::new([0xAB; 32]);
    assert_eq!(format!("{key:?}"), "LinkKey(redacted)");
    let token = SecretToken::<MailboxVerification>::from_bytes([0xAB; 32]);
    assert_eq!(format!("{:?}", token.hash()), "TokenHash<nxv>(redacted)");
}

#[test]
fn errors_do_not_repeat_what_was_given() {
    let canary = "canary\u{7}mail";
    let printed = [
        EmailAddress::parse(canary).unwrap_err().to_string(),
        DisplayName::parse(canary).unwrap_err().to_string(),
        VouchReason::parse(canary).unwrap_err().to_string(),
        Password::parse(canary).map(drop).unwrap_err().to_string(),
        PasswordHash::parse(canary).unwrap_err().to_string(),
        SecretToken::<MailboxVerification>::parse(canary)
            .map(drop)
            .unwrap_err()
            .to_string(),
        AttemptId::parse(canary).unwrap_err().to_string(),
    ];
    for text in printed {
        assert!(!text.contains("canary"), "{text}");
    }
}

/// The expected values were computed with another implementation of HMAC and SHA-256 (Python's).
#[test]
fn derived_tokens_are_hmac_sha256() {
    let attempt = AttemptId::parse("att_0192f0c1a2b37c4d8e5f60718293a4b5").unwrap();
    let token = SecretToken::derive(&LinkKey::new([7; 32]), attempt);
    assert_eq!(
        token.expose().as_str(),
        "nxv_z8gqILf1SZXFUMzW6tiVl69NOFl2VA0Y4OTEUTepw2s"
    );
    let hash = serde_json::to_string(&token.hash()).unwrap();
    assert_eq!(hash, "\"S-o6JoSLnLzCsEUuquc75O0Woy52eZn6CpqsUCTa-38\"");
    let other = SecretToken::derive(&LinkKey::new([8; 32]), attempt);
    assert!(other.hash() != token.hash());
}

#[test]
fn only_the_exact_wire_form_is_a_token() {
    let token = SecretToken::<MailboxVerification>::from_bytes([0xFB; 32]);
    let wire = token.expose();
    let read = |text: &str| SecretToken::<MailboxVerification>::parse(text).map(|t| t.hash());
    assert_eq!(read(&wire), Ok(token.hash()));
    assert_eq!(read(&format!("  {}\n", wire.as_str())), Ok(token.hash()));
    let body = wire.strip_prefix("nxv_").unwrap();
    for bad in [
        String::new(),
        body.to_owned(),
        format!("nxs_{body}"),
        format!("nxv_{body}="),
        format!("nxv_{}", body.get(1..).unwrap()),
        format!("nxv_{body}A"),
        format!("nxv_{}", body.replace('-', "+").replace('_', "/")),
        format!("nxv_{}é", body.get(..41).unwrap()),
        // The last character has two bits too many: a second spelling of the same bytes.
        format!("nxv_{}{}", body.get(..42).unwrap(), 't'),
    ] {
        assert!(read(&bad).is_err(), "{bad}");
    }
}
