//! Keys that name a secret.

/// Words that name a secret by themselves.
const WORDS: &[&str] = &[
    "accesstoken",
    "apikey",
    "auth",
    "authorization",
    "bearer",
    "clientsecret",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "csrf",
    "cvc",
    "cvv",
    "dek",
    "iban",
    "idtoken",
    "jwt",
    "kek",
    "otp",
    "pan",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "pin",
    "privatekey",
    "pwd",
    "refresh",
    "salt",
    "secret",
    "secrets",
    "seed",
    "session",
    "sessionid",
    "ssn",
    "token",
    "tokens",
    "totp",
    "xsrf",
];

/// Words that name a secret only one after the other.
const PAIRS: &[(&str, &str)] = &[
    ("access", "key"),
    ("api", "key"),
    ("api", "keys"),
    ("backup", "code"),
    ("backup", "codes"),
    ("card", "number"),
    ("encryption", "key"),
    ("pass", "word"),
    ("private", "key"),
    ("recovery", "code"),
    ("recovery", "codes"),
    ("signing", "key"),
    ("verification", "code"),
];

/// Whether a key names a secret: `newPassword`, `api_key`, `X-CSRF-Token`, but neither `shipping`
/// nor `authority`.
pub(super) fn names_secret(key: &str) -> bool {
    let mut before: Option<&str> = None;
    for word in Words(key) {
        if is_word(word) || before.is_some_and(|before| is_pair(before, word)) {
            return true;
        }
        before = Some(word);
    }
    false
}

/// Whether two words in a row name a secret.
pub(super) fn is_pair(one: &str, two: &str) -> bool {
    PAIRS
        .iter()
        .any(|(a, b)| a.eq_ignore_ascii_case(one) && b.eq_ignore_ascii_case(two))
}

fn is_word(word: &str) -> bool {
    WORDS.iter().any(|secret| secret.eq_ignore_ascii_case(word))
}

/// The words of a key: runs of letters, cut where the case says that a word begins.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self
            .0
            .trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let bytes = rest.as_bytes();
        let is = |at: usize, test: fn(&u8) -> bool| bytes.get(at).is_some_and(test);
        let mut end = usize::from(!bytes.is_empty());
        while is(end, u8::is_ascii_alphabetic) {
            let camel = is(end - 1, u8::is_ascii_lowercase) && is(end, u8::is_ascii_uppercase);
            // `APIKey`: the last capital begins the next word.
            let acronym = is(end - 1, u8::is_ascii_uppercase)
                && is(end, u8::is_ascii_uppercase)
                && is(end + 1, u8::is_ascii_lowercase);
            if camel || acronym {
                break;
            }
            end += 1;
        }
        let (word, rest) = rest.split_at_checked(end)?;
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_name_a_secret() {
        for key in [
            "password",
            "new_password",
            "newPassword",
            "PASSWORD2",
            "user.passwd",
            "X-CSRF-Token",
            "APIKey",
            "api_key",
            "apiKey",
            "private-key",
            "refreshToken",
            "totp_seed",
            "cardNumber",
            "session",
            "password_hash",
            "IBAN",
            "backup codes",
            "HTTPAuthorization",
        ] {
            assert!(names_secret(key), "{key}");
        }
    }

    #[test]
    fn keys_that_only_sound_like_one() {
        for key in [
            "shipping",
            "authority",
            "company",
            "spinning",
            "author",
            "passenger",
            "key",
            "code",
            "number",
            "secretary",
            "tokenizer",
            "cardinality",
            "expand",
            "",
            "___",
            "é",
        ] {
            assert!(!names_secret(key), "{key}");
        }
    }
}
