//! The rule codes: stable names, what each rule says, why, and what to do.
//!
//! A code never changes its meaning. A rule that is given up leaves its number empty.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A stable rule code. `Display`, `FromStr` and serde use its name, for example `A003`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Code {
    /// Every package is in exactly one layer, every manifest on disk is a member.
    A001,
    /// A layer uses only the layers it may use, for each kind of dependency.
    A002,
    /// Members of an independent layer do not depend on one another.
    A003,
    /// A third-party crate is on the layer's list.
    A004,
    /// A denied crate is not reachable through any chain.
    A005,
    /// Packages do not depend on each other in a circle.
    A006,
    /// Dependencies stay inside the workspace or come from the registry.
    A007,
    /// An adapter depends on its parent and on no other truth or adapter.
    A008,
    /// Only those who compose depend on adapters.
    A009,
    /// Members inherit what the workspace sets once.
    A010,
    /// Paths forbidden in a layer do not occur in its sources.
    A101,
    /// Source files of another package are not pulled in.
    A102,
    /// Another crate is not re-exported with a glob.
    A103,
    /// The first line of a source file is its `//!` doc line.
    A105,
    /// Every part of the rules file names something that exists.
    A301,
    /// A waiver is in date and still needed.
    A302,
}

/// What the code table says of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The rule in one sentence.
    pub rule: &'static str,
    /// Why the rule exists.
    pub why: &'static str,
    /// What to do when it fires.
    pub fix: &'static str,
    /// An example that breaks the rule.
    pub example: &'static str,
}

impl Code {
    /// Every code, in order.
    pub const ALL: [Self; 16] = [
        Self::A001,
        Self::A002,
        Self::A003,
        Self::A004,
        Self::A005,
        Self::A006,
        Self::A007,
        Self::A008,
        Self::A009,
        Self::A010,
        Self::A101,
        Self::A102,
        Self::A103,
        Self::A105,
        Self::A301,
        Self::A302,
    ];

    /// The code's name, for example `"A003"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A001 => "A001",
            Self::A002 => "A002",
            Self::A003 => "A003",
            Self::A004 => "A004",
            Self::A005 => "A005",
            Self::A006 => "A006",
            Self::A007 => "A007",
            Self::A008 => "A008",
            Self::A009 => "A009",
            Self::A010 => "A010",
            Self::A101 => "A101",
            Self::A102 => "A102",
            Self::A103 => "A103",
            Self::A105 => "A105",
            Self::A301 => "A301",
            Self::A302 => "A302",
        }
    }

    /// Whether the fault lies in the rules file itself; such a fault ends with exit code 2.
    pub const fn is_about_the_rules(self) -> bool {
        matches!(self, Self::A301 | Self::A302)
    }

    /// The rule, its reason, its remedy and an example.
    pub const fn explain(self) -> Explanation {
        crate::explanations::of(self)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no rule code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no rule code; the codes are {}", known_codes())]
pub struct UnknownCode {
    given: String,
}

impl UnknownCode {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "archcheck/unknown-code"
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|code| code.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownCode {
                given: text.chars().take(32).collect(),
            })
    }
}

fn known_codes() -> String {
    Code::ALL.map(Code::as_str).join(", ")
}
