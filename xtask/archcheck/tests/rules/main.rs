//! Every rule on small workspaces: where it must fire, and where it must stay silent.
//!
//! A case is one string. It holds the files that differ from a clean base workspace, each under a
//! `//- path` header; see [`fixture`].

#![expect(
    clippy::needless_raw_string_hashes,
    reason = "all cases are written alike"
)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod fixture;

mod configuration;
mod dependencies;
mod edges;
mod housekeeping;
mod output;
mod sources;

use archcheck::Code;

use self::fixture::Verdict::{Fires, Silent};

/// Declares cases: each becomes a test, and all together a table for the test below.
macro_rules! cases {
    ($($verdict:ident $code:ident $name:ident $text:literal)*) => {
        $(
            #[test]
            fn $name() {
                crate::fixture::judge(crate::fixture::Verdict::$verdict, archcheck::Code::$code, $text);
            }
        )*

        pub(crate) const CASES: &[(crate::fixture::Verdict, archcheck::Code)] =
            &[$((crate::fixture::Verdict::$verdict, archcheck::Code::$code)),*];
    };
}
pub(crate) use cases;

#[test]
fn every_code_has_a_case_that_fires_and_one_that_is_silent() {
    let all = [
        configuration::CASES,
        dependencies::CASES,
        edges::CASES,
        housekeeping::CASES,
        sources::CASES,
    ];
    for code in Code::ALL {
        for verdict in [Fires, Silent] {
            let found = all.iter().any(|cases| cases.contains(&(verdict, code)));
            assert!(found, "{code} has no case of the kind {verdict:?}");
        }
    }
}

#[test]
fn the_base_workspace_is_clean() {
    let report = fixture::check("");
    assert!(
        report.findings.is_empty(),
        "{}",
        report.to_human(archcheck::Style::Plain)
    );
}
