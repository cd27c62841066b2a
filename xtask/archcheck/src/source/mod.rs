//! The source tier: a token scan of every file. Nothing is parsed as a whole, nothing is expanded.

mod first_line;
mod forbidden;
mod foreign_globs;
mod includes;
mod paths;
mod product;
mod surface;
mod tokens;
mod uses;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

pub use self::surface::{PublicName, public_names};
use self::tokens::Token;
use crate::check::CheckError;
use crate::finding::{Finding, Site};
use crate::rules::Context;
use crate::rules_file::Layer;
use crate::workspace::{Package, read};

/// What the scan saw, apart from findings.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) files: usize,
    /// Package and forbidden path, where a permit let it pass.
    pub(crate) permits_used: BTreeSet<(String, String)>,
}

/// One file with its tokens.
struct File<'a> {
    package: &'a Package,
    layer: &'a Layer,
    /// Relative to the package.
    path: &'a str,
    /// Relative to the workspace.
    shown: String,
    text: &'a str,
    tokens: OnceCell<Vec<Token<'a>>>,
}

impl<'a> File<'a> {
    /// The tokens, lexed when a rule first asks: most files have nothing that a rule looks for.
    fn tokens(&self) -> &[Token<'a>] {
        self.tokens.get_or_init(|| tokens::lex(self.text))
    }

    fn site(&self, span: Range<usize>, label: impl Into<String>) -> Site {
        Site {
            file: self.shown.clone(),
            span,
            label: label.into(),
        }
    }
}

/// Scans every member that is in a layer.
pub(crate) fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) -> Result<Scan, CheckError> {
    let mut scan = Scan::default();
    for (_, package, _, layer) in cx.members() {
        let folder = cx.workspace.root.join(&package.folder);
        let mut texts = Vec::with_capacity(package.sources.len());
        for path in &package.sources {
            texts.push((path.as_str(), read(&folder.join(path))?));
        }
        let files: Vec<File<'_>> = texts
            .iter()
            .map(|(path, text)| file(package, layer, path, text))
            .collect();
        for file in &files {
            scan.files += 1;
            if cx.rules.file.first_line_doc {
                first_line::check(file, findings);
            }
            includes::check(cx, file, findings);
        }
        // A rule that looks at what ships has to know the whole package, so first see if it must.
        let suspects: Vec<&File<'_>> = files
            .iter()
            .filter(|file| foreign_globs::may_fire(file) || forbidden::may_fire(file))
            .collect();
        if suspects.is_empty() {
            continue;
        }
        let product = product::Product::of(&files);
        for file in suspects {
            let tokens = product.tokens_of(file);
            foreign_globs::check(file, &tokens, findings);
            forbidden::check(cx, file, &tokens, &mut scan, findings);
        }
    }
    Ok(scan)
}

fn file<'a>(package: &'a Package, layer: &'a Layer, path: &'a str, text: &'a str) -> File<'a> {
    let shown = if package.folder.is_empty() {
        path.to_owned()
    } else {
        format!("{}/{path}", package.folder)
    };
    File {
        package,
        layer,
        path,
        shown,
        text,
        tokens: OnceCell::new(),
    }
}
