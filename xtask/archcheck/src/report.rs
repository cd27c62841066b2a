//! What a check answers: findings, what was looked at, and how it ended.

use std::collections::BTreeMap;

use crate::finding::{Finding, Severity};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No fault.
    Clean,
    /// The workspace breaks its rules.
    Violations,
    /// The rules themselves are at fault, so nothing can be said for certain.
    RulesAtFault,
}

impl Outcome {
    /// The exit code of a command: 0, 1 or 2. (3 is for a check that could not run.)
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Violations => 1,
            Self::RulesAtFault => 2,
        }
    }
}

/// How human output looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With terminal colours.
    Coloured,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// Members of the workspace.
    pub packages: usize,
    /// Dependencies between members.
    pub edges: usize,
    /// Packages in the lock file; `None` if there is no lock file and no rule needs one.
    pub locked: Option<usize>,
    /// Source files read.
    pub sources: usize,
}

/// The answer of [`check`](crate::check()).
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// Every finding, sorted by file and place.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub coverage: Coverage,
    /// The layers with the names of their packages, for other tools that ask.
    pub layers: BTreeMap<String, Vec<String>>,
    /// The files that findings point into, by path, as they were when they were read.
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) strict: bool,
}

impl Report {
    /// How the check ended. Warnings count if it was strict.
    pub fn outcome(&self) -> Outcome {
        let counts = |finding: &&Finding| self.strict || finding.severity == Severity::Error;
        let mut outcome = Outcome::Clean;
        for finding in self.findings.iter().filter(counts) {
            if finding.code.is_about_the_rules() {
                return Outcome::RulesAtFault;
            }
            outcome = Outcome::Violations;
        }
        outcome
    }

    /// The report as people read it, in rustc's look, with a summary as its last line.
    pub fn to_human(&self, style: Style) -> String {
        crate::render::human(self, style)
    }

    /// The report as one JSON document, `"version": 1`.
    pub fn to_json(&self) -> String {
        crate::render::json(self)
    }
}
