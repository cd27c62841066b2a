//! The rules file, `.config/architecture.toml`: what it may say, and how it is read.

mod model;
mod pattern;

use std::path::Path;

pub(crate) use self::model::{
    Inherit, Kind, Layer, PARENT, PARENT_USES, Permit, RulesFile, Waiver,
};
pub(crate) use self::pattern::{Pattern, Selection};
use crate::check::CheckError;
use crate::finding::Site;

/// Where the rules are looked for, in this order, unless a path is given.
pub(crate) const PLACES: [&str; 2] = ["architecture.toml", ".config/architecture.toml"];

/// The rules with the text they were read from, for spans.
#[derive(Debug)]
pub(crate) struct Rules {
    /// Path relative to the workspace root.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) file: RulesFile,
}

impl Rules {
    pub(crate) fn load(root: &Path, given: Option<&Path>) -> Result<Self, CheckError> {
        let path = match given {
            Some(path) => path.to_owned(),
            None => PLACES
                .iter()
                .map(|place| root.join(place))
                .find(|path| path.is_file())
                .ok_or_else(|| CheckError::NoRules {
                    root: root.to_owned(),
                })?,
        };
        let text = std::fs::read_to_string(&path).map_err(|source| CheckError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let shown = crate::workspace::relative(root, &path);
        Self::parse(shown, text)
    }

    pub(crate) fn parse(path: String, text: String) -> Result<Self, CheckError> {
        let bad = |message: String, span: Option<std::ops::Range<usize>>| CheckError::BadRules {
            path: path.clone(),
            rendered: crate::render::bad_rules(&path, &text, &message, span),
        };
        let file: RulesFile =
            toml::from_str(&text).map_err(|error| bad(error.message().to_owned(), error.span()))?;
        if *file.version.get_ref() != 1 {
            return Err(bad(
                "this checker reads version 1".to_owned(),
                Some(file.version.span()),
            ));
        }
        for selector in file.selectors() {
            if let Err(error) = Pattern::parse(selector.get_ref()) {
                return Err(bad(error, Some(selector.span())));
            }
        }
        Ok(Self { path, text, file })
    }

    /// The whole line around `offset`: a rule is read as a line.
    pub(crate) fn line_at(&self, offset: usize, label: &str) -> Site {
        let start = self
            .text
            .get(..offset)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1);
        let end = self
            .text
            .get(offset..)
            .and_then(|after| after.find('\n'))
            .map_or(self.text.len(), |at| offset + at);
        let line = self.text.get(start..end).unwrap_or_default();
        let code = line.split(" #").next().unwrap_or(line);
        let indent = code.len() - code.trim_start().len();
        Site {
            file: self.path.clone(),
            span: start + indent..start + code.trim_end().len(),
            label: label.to_owned(),
        }
    }

    pub(crate) fn site(&self, span: std::ops::Range<usize>, label: &str) -> Site {
        Site {
            file: self.path.clone(),
            span,
            label: label.to_owned(),
        }
    }
}
