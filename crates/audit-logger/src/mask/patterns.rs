//! Secrets that show by their form.

use super::card;

/// A part of a text that is a secret, and what kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: &'static str,
}

/// Every label, as it stands in `[masked:<label>]`.
pub(super) const LABELS: &[&str] = &[
    "api_key",
    "assigned",
    "authorization",
    "card_number",
    "jwt",
    "link_token",
    "otpauth",
    "password_hash",
    "pem",
    "userinfo",
];

/// Keys of well-known makers: the prefix and how many characters must follow at least.
const KEY_PREFIXES: &[(&str, usize)] = &[
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("SG.", 20),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghr_", 16),
    ("ghs_", 16),
    ("ghu_", 16),
    ("github_pat_", 16),
    ("glpat-", 16),
    ("npm_", 16),
    ("rk_live_", 8),
    ("sk-", 20),
    ("sk_live_", 8),
    ("sk_test_", 8),
    ("whsec_", 8),
    ("xapp-", 8),
    ("xoxa-", 8),
    ("xoxb-", 8),
    ("xoxe-", 8),
    ("xoxo-", 8),
    ("xoxp-", 8),
    ("xoxr-", 8),
    ("xoxs-", 8),
];

/// How a token in the links of the house begins.
const LINK_TOKEN: &str = "nxv_";

/// How many characters of base64url 32 bytes take.
const LINK_TOKEN_CHARS: usize = 43;

/// Beginnings of stored password hashes (PHC strings and the older `crypt` forms).
const HASH_PREFIXES: &[&str] = &[
    "$argon2", "$2a$", "$2b$", "$2x$", "$2y$", "$scrypt$", "$pbkdf2", "$1$", "$5$", "$6$", "$7$",
    "$y$", "$apr1$",
];

/// The secret that starts at `at` by its form, if any.
pub(super) fn at(bytes: &[u8], at: usize) -> Option<Hit> {
    let first = *bytes.get(at)?;
    let inside_word = at
        .checked_sub(1)
        .and_then(|i| bytes.get(i))
        .is_some_and(u8::is_ascii_alphanumeric);
    match first {
        b'$' => password_hash(bytes, at),
        b'-' => pem(bytes, at),
        b':' => userinfo(bytes, at),
        // Nothing else has this form, so it is one even where a word goes on: `é`, `_` or `1` before it.
        b'n' if starts_with(bytes, at, LINK_TOKEN) => link_token(bytes, at),
        _ if inside_word => None,
        b'0'..=b'9' => card::ends_at(bytes, at).map(|end| Hit {
            start: at,
            end,
            label: "card_number",
        }),
        b'a'..=b'z' | b'A'..=b'Z' => jwt(bytes, at)
            .or_else(|| api_key(bytes, at))
            .or_else(|| authorization(bytes, at))
            .or_else(|| otpauth(bytes, at)),
        _ => None,
    }
}

/// Where the run of bytes that pass `test` ends.
pub(super) fn run(bytes: &[u8], at: usize, test: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| !test(*b)).unwrap_or(rest.len())
}

pub(super) fn is_space_or_quote(b: u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>')
}

fn starts_with(bytes: &[u8], at: usize, prefix: &str) -> bool {
    bytes
        .get(at..)
        .is_some_and(|rest| rest.starts_with(prefix.as_bytes()))
}

fn starts_with_any_case(bytes: &[u8], at: usize, prefix: &str) -> bool {
    bytes
        .get(at..)
        .and_then(|rest| rest.get(..prefix.len()))
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

fn is_base64_url(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')
}

/// RFC 7519: base64url of `{"…`, a dot, base64url, a dot, and a signature that may be missing.
fn jwt(bytes: &[u8], at: usize) -> Option<Hit> {
    if !starts_with(bytes, at, "eyJ") {
        return None;
    }
    let (mut end, mut dots) = (run(bytes, at, is_base64_url), 0);
    while bytes.get(end) == Some(&b'.') {
        end = run(bytes, end + 1, is_base64_url);
        dots += 1;
    }
    (dots >= 2).then_some(Hit {
        start: at,
        end,
        label: "jwt",
    })
}

/// The token in the links of the house: 32 bytes in base64url follow the prefix.
fn link_token(bytes: &[u8], at: usize) -> Option<Hit> {
    let body = at + LINK_TOKEN.len();
    let end = run(bytes, body, is_base64_url);
    (end - body >= LINK_TOKEN_CHARS).then_some(Hit {
        start: at,
        end,
        label: "link_token",
    })
}

fn api_key(bytes: &[u8], at: usize) -> Option<Hit> {
    KEY_PREFIXES.iter().find_map(|(prefix, least)| {
        if !starts_with(bytes, at, prefix) {
            return None;
        }
        let body = at + prefix.len();
        let end = run(bytes, body, |b| is_base64_url(b) || b == b'.');
        (end - body >= *least).then_some(Hit {
            start: at,
            end,
            label: "api_key",
        })
    })
}

/// RFC 7235 credentials: `Bearer <token>` and `Basic <base64>`.
fn authorization(bytes: &[u8], at: usize) -> Option<Hit> {
    let bearer = starts_with_any_case(bytes, at, "bearer");
    let scheme = if bearer { 6 } else { 5 };
    if !bearer && !starts_with_any_case(bytes, at, "basic") {
        return None;
    }
    let start = run(bytes, at + scheme, |b| b.is_ascii_whitespace());
    let end = run(bytes, start, |b| {
        is_base64_url(b) || matches!(b, b'.' | b'~' | b'+' | b'/' | b'=')
    });
    let token = bytes.get(start..end)?;
    let spaced = start > at + scheme;
    // `basic authentication` is prose; base64 of `name:password` hardly ever looks like it.
    let looks_encoded = token.len() % 4 == 0
        || token
            .iter()
            .any(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let secret = spaced
        && if bearer {
            token.len() >= 6
        } else {
            token.len() >= 8 && looks_encoded
        };
    secret.then_some(Hit {
        start: at,
        end,
        label: "authorization",
    })
}

fn otpauth(bytes: &[u8], at: usize) -> Option<Hit> {
    starts_with_any_case(bytes, at, "otpauth://").then(|| Hit {
        start: at,
        end: run(bytes, at, |b| !is_space_or_quote(b)),
        label: "otpauth",
    })
}

fn password_hash(bytes: &[u8], at: usize) -> Option<Hit> {
    HASH_PREFIXES
        .iter()
        .any(|prefix| starts_with(bytes, at, prefix))
        .then(|| Hit {
            start: at,
            end: run(bytes, at, |b| !is_space_or_quote(b)),
            label: "password_hash",
        })
}

/// RFC 7468: from `-----BEGIN` to the end of the line that ends it, or to the end of the text.
fn pem(bytes: &[u8], at: usize) -> Option<Hit> {
    if !starts_with(bytes, at, "-----BEGIN") {
        return None;
    }
    let closing = (at + 10..bytes.len()).find(|i| starts_with(bytes, *i, "-----END"));
    let end = closing.map_or(bytes.len(), |closing| {
        let label = run(bytes, closing + 8, |b| b != b'-' && b != b'\n');
        run(bytes, label, |b| b == b'-')
    });
    Some(Hit {
        start: at,
        end,
        label: "pem",
    })
}

/// RFC 3986, section 3.2.1: `://name:password@`.
fn userinfo(bytes: &[u8], at: usize) -> Option<Hit> {
    if !starts_with(bytes, at, "://") {
        return None;
    }
    let start = at + 3;
    let authority = run(bytes, start, |b| {
        !is_space_or_quote(b) && !matches!(b, b'/' | b'?' | b'#')
    });
    let span = bytes.get(start..authority)?;
    let end = start + span.iter().rposition(|b| *b == b'@')?;
    bytes.get(start..end)?.contains(&b':').then_some(Hit {
        start,
        end,
        label: "userinfo",
    })
}
