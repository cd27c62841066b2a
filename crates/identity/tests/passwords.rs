//! Passwords: which may be chosen, and how they are hashed.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use identity::{
    Argon2id, Argon2idParams, Password, PasswordHash, PasswordHashing, PasswordPolicy, Salt,
    Verdict, WeakPassword,
};

fn judge(text: &str) -> Result<(), WeakPassword> {
    let context = ["Ada Lovelace", "ada.lovelace@example.org", "Nexus"];
    let password = Password::parse(text).unwrap();
    PasswordPolicy::default().check(&password, context)
}

#[test]
fn length_and_novelty_count_and_kinds_of_characters_do_not() {
    assert_eq!(judge("plain words suffice"), Ok(()));
    assert_eq!(judge("ябълки и круши са"), Ok(()));
    assert_eq!(
        judge("Sh0rt&C0mplex!"),
        Err(WeakPassword::TooShort { chars_min: 15 })
    );
    assert_eq!(judge("PasswordPassword"), Err(WeakPassword::Known));
    assert_eq!(judge("aaaaaaaaaaaaaaaaaaaa"), Err(WeakPassword::Repetitive));
    assert_eq!(judge("abc1abc1abc1abc1abc1"), Err(WeakPassword::Repetitive));
    assert_eq!(judge("Lovelace-Example-2026"), Err(WeakPassword::Guessable));
    assert_eq!(judge("lovelace wrote the first program"), Ok(()));
    assert_eq!(
        judge("♠♥♦♣ ♤♡♢♧ !?!& %$§="),
        Ok(()),
        "signs are as good as letters"
    );
}

#[test]
fn policy_takes_another_length_within_bounds_and_more_known_passwords() {
    let policy = PasswordPolicy::default().with_chars_min(8).unwrap();
    let policy = policy.with_blocked(["Summer Rain 2026"]);
    let check = |text| policy.check(&Password::parse(text).unwrap(), []);
    assert_eq!(check("eight888"), Ok(()));
    assert_eq!(check("SUMMER rain 2026"), Err(WeakPassword::Known));
    assert!(PasswordPolicy::default().with_chars_min(7).is_err());
    assert!(PasswordPolicy::default().with_chars_min(257).is_err());
}

#[test]
fn refusals_read_well() {
    insta::assert_snapshot!(judge("short").unwrap_err(), @"the password is too short; use at least 15 characters, such as a sentence");
    insta::assert_snapshot!(judge("passwordpassword").unwrap_err(), @"the password is widely known; choose one that nobody else uses");
    insta::assert_snapshot!(judge("abababababababab").unwrap_err(), @"the password repeats one short piece; choose one with more variety");
    insta::assert_snapshot!(judge("ada.lovelace@example.org").unwrap_err(), @"the password is mostly your name, address or the service's; add words of your own");
}

#[test]
fn the_right_password_matches_and_another_does_not() {
    let hashing = Argon2id::weak_for_tests();
    let right = Password::parse("right password").unwrap();
    let wrong = Password::parse("wrong password").unwrap();
    let hash = hashing.hash(&right, Salt::from_bytes([3; 16])).unwrap();
    assert_eq!(
        hashing.verify(&right, &hash).unwrap(),
        Verdict::Match { rehash: false }
    );
    assert_eq!(hashing.verify(&wrong, &hash).unwrap(), Verdict::Mismatch);
    assert_eq!(
        hashing.verify_or_dummy(&right, Some(&hash)).unwrap(),
        Verdict::Match { rehash: false }
    );
    assert_eq!(
        hashing.verify_or_dummy(&right, None).unwrap(),
        Verdict::Mismatch
    );
    let stronger = Argon2id::default();
    assert_eq!(
        stronger.verify(&right, &hash).unwrap(),
        Verdict::Match { rehash: true }
    );
}

#[test]
fn salt_makes_equal_passwords_differ_and_nothing_else_does() {
    let hashing = Argon2id::weak_for_tests();
    let password = Password::parse("equal password").unwrap();
    let hash = |salt| {
        hashing
            .hash(&password, Salt::from_bytes([salt; 16]))
            .unwrap()
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}

/// From the test file of the reference implementation of Argon2, for "password" and "somesalt".
#[test]
fn hashes_of_the_reference_implementation_are_verified() {
    let known =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let hash = PasswordHash::parse(known).unwrap();
    let verify = |text| {
        Argon2id::default()
            .verify(&Password::parse(text).unwrap(), &hash)
            .unwrap()
    };
    assert_eq!(verify("password"), Verdict::Match { rehash: true });
    assert_eq!(verify("Password"), Verdict::Mismatch);
}

#[test]
fn hashes_name_the_recommended_parameters() {
    let password = Password::parse("any password").unwrap();
    let hash = Argon2id::default()
        .hash(&password, Salt::from_bytes([0; 16]))
        .unwrap();
    let parts: Vec<_> = hash.as_str().split('$').collect();
    assert_eq!(
        parts.get(1..4),
        Some(["argon2id", "v=19", "m=19456,t=2,p=1"].as_slice())
    );
    // 16 and 32 bytes in base64 without padding.
    assert_eq!((parts[4].len(), parts[5].len()), (22, 43));
}

#[test]
fn absurd_or_foreign_hashes_are_refused_without_the_work() {
    let hashing = Argon2id::weak_for_tests();
    let password = Password::parse("any password").unwrap();
    let salt_and_hash = "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for head in [
        "argon2id$v=19$m=4000000000,t=1,p=1",
        "argon2id$v=19$m=8,t=4000000000,p=1",
    ] {
        let hash = PasswordHash::parse(&format!("${head}${salt_and_hash}")).unwrap();
        assert!(hashing.verify(&password, &hash).is_err(), "{head}");
    }
    let foreign = PasswordHash::parse(&format!("$scrypt$ln=1,r=8,p=1${salt_and_hash}")).unwrap();
    assert!(hashing.verify(&password, &foreign).is_err());
}

#[test]
fn parameters_below_every_recommendation_are_refused() {
    let with = |memory_kib, passes, lanes| {
        Argon2id::new(Argon2idParams {
            memory_kib,
            passes,
            lanes,
        })
        .is_ok()
    };
    assert!(with(7_168, 5, 1) && with(47_104, 1, 1));
    assert!(!with(7_167, 5, 1) && !with(19_456, 0, 1) && !with(19_456, 2, 0));
    assert!(!with(u32::MAX, 2, 1) && !with(19_456, 17, 1) && !with(19_456, 2, 17));
}
