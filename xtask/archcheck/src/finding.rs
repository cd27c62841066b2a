//! What a rule found: the code, the sentence, the places, and what to do.

use std::ops::Range;

use crate::codes::Code;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The check fails.
    Error,
    /// The check passes, unless it is strict.
    Warning,
}

/// A place in a file of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Path relative to the workspace root, with forward slashes.
    pub file: String,
    /// Byte range in the file. An empty range at 0 stands for the file as a whole.
    pub span: Range<usize>,
    /// What is to be seen there; may be empty.
    pub label: String,
}

/// One fault, with everything a reader needs to understand and mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Which rule fired.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence that names who did what.
    pub message: String,
    /// The place to change.
    pub site: Site,
    /// The place in the rules file that declares the rule, if there is one.
    pub rule: Option<Site>,
    /// Further facts, for example a chain of packages.
    pub notes: Vec<String>,
    /// Why the rule exists.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// The package at fault, if one is.
    pub from: Option<String>,
    /// What it reaches for: a package, a crate, a path.
    pub to: Option<String>,
}

impl Finding {
    pub(crate) fn new(code: Code, message: String, site: Site) -> Self {
        let explanation = code.explain();
        Self {
            code,
            severity: Severity::Error,
            message,
            site,
            rule: None,
            notes: Vec::new(),
            why: explanation.why.to_owned(),
            fix: explanation.fix.to_owned(),
            from: None,
            to: None,
        }
    }

    pub(crate) fn declared_at(mut self, rule: Site) -> Self {
        self.rule = Some(rule);
        self
    }

    pub(crate) fn between(mut self, from: &str, to: &str) -> Self {
        self.from = Some(from.to_owned());
        self.to = Some(to.to_owned());
        self
    }

    pub(crate) fn note(mut self, note: String) -> Self {
        self.notes.push(note);
        self
    }

    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The layer's own words, where it has some, are nearer to the reader than the general ones.
    pub(crate) fn in_words_of(mut self, why: Option<&String>, fix: Option<&String>) -> Self {
        if let Some(why) = why {
            self.why.clone_from(why);
        }
        if let Some(fix) = fix {
            self.fix.clone_from(fix);
        }
        self
    }
}
