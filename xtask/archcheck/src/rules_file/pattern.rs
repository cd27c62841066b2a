//! Globs over paths with forward slashes. `*` stays inside one segment, `**` does not.

use toml::Spanned;

const OPTIONS: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// One glob; a leading `!` takes away what earlier ones selected.
#[derive(Debug)]
pub(crate) struct Pattern {
    glob: glob::Pattern,
    takes_away: bool,
}

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (text, takes_away) = match text.strip_prefix('!') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        if text.is_empty() || text.starts_with('/') || text.contains('\\') {
            return Err(
                "a glob is a path relative to the workspace, with `/` between its parts".to_owned(),
            );
        }
        glob::Pattern::new(text)
            .map(|glob| Self { glob, takes_away })
            .map_err(|error| format!("not a glob: {error}"))
    }

    /// The workspace root itself is `.`.
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.glob
            .matches_with(if path.is_empty() { "." } else { path }, OPTIONS)
    }

    pub(crate) const fn takes_away(&self) -> bool {
        self.takes_away
    }
}

/// Several globs read in order.
#[derive(Debug)]
pub(crate) struct Selection(Vec<Pattern>);

impl Selection {
    /// Globs were checked when the rules were read; one that does not parse selects nothing.
    pub(crate) fn of(globs: &[Spanned<String>]) -> Self {
        Self(
            globs
                .iter()
                .filter_map(|glob| Pattern::parse(glob.get_ref()).ok())
                .collect(),
        )
    }

    pub(crate) fn selects(&self, path: &str) -> bool {
        self.0.iter().fold(false, |selected, pattern| {
            if pattern.matches(path) {
                !pattern.takes_away()
            } else {
                selected
            }
        })
    }
}
