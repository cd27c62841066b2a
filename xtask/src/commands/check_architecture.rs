//! `cargo xtask check-architecture`: the rules, held.

use std::io::IsTerminal as _;
use std::time::SystemTime;

use archcheck::{Code, Options, Style};
use chrono::{DateTime, Utc};

use super::{say, say_error, with_sources};
use crate::arguments::CheckArchitecture;

pub(super) fn run(asked: CheckArchitecture) -> u8 {
    let options = Options {
        manifest: asked.manifest,
        rules: asked.config,
        strict: asked.strict,
        today: Some(today()),
    };
    match archcheck::check(&options) {
        Ok(report) if asked.json => {
            say(&report.to_json());
            say("\n");
            report.outcome().exit_code()
        },
        Ok(report) => {
            say(&report.to_human(style()));
            report.outcome().exit_code()
        },
        Err(error) => {
            say_error(&with_sources(&error));
            error.exit_code()
        },
    }
}

/// Rule, reason, remedy and example of one code.
pub(super) fn explained(code: Code) -> String {
    let text = code.explain();
    format!(
        "{code}: {}\n\nwhy: {}\nfix: {}\nfor example: {}\n",
        text.rule, text.why, text.fix, text.example
    )
}

fn style() -> Style {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    if std::io::stdout().is_terminal() && !plain {
        Style::Coloured
    } else {
        Style::Plain
    }
}

/// The date in UTC, for waivers that end.
#[expect(
    clippy::disallowed_methods,
    reason = "a command line is where the clock is read"
)]
fn today() -> String {
    DateTime::<Utc>::from(SystemTime::now())
        .format("%Y-%m-%d")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_explains_itself() {
        insta::assert_snapshot!(explained(Code::A003), @r#"
        A003: Members of an independent layer do not depend on one another, in any kind of dependency and behind any feature.

        why: Two truths that know each other can no longer change, ship or be understood alone.
        fix: Compose the two in the layer above, or refer to the other's thing by an opaque id.
        for example: `ident = { package = "identity", path = "../identity" }` in `crates/tenant/Cargo.toml`.
        "#);
    }
}
