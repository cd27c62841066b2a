//! `cargo xtask docs`: documents that are made from the code, and a check that they are fresh.

mod architecture_rules;
mod packages;

use std::path::Path;

use super::{say, say_error, with_sources, workspace_root};

/// Why a document cannot be made.
#[derive(Debug, thiserror::Error)]
enum DocsError {
    #[error("{path} cannot be {act}")]
    File {
        path: String,
        act: &'static str,
        #[source]
        source: std::io::Error,
    },
    #[error("cargo cannot read the workspace")]
    Cargo(#[from] cargo_metadata::Error),
    #[error("the layers cannot be read")]
    Architecture(#[from] archcheck::CheckError),
}

/// A generated document: where it lies and what it must say.
struct Document {
    /// Relative to the workspace root.
    path: &'static str,
    text: String,
}

pub(super) fn run(check: bool) -> u8 {
    let root = workspace_root();
    let outcome = documents(root).and_then(|documents| {
        if check {
            stale(root, &documents)
        } else {
            write(root, &documents)
        }
    });
    match outcome {
        Ok(stale) if stale.is_empty() => 0,
        Ok(stale) => {
            let message = format!(
                "stale: {}\nRefresh with: cargo xtask docs",
                stale.join(", ")
            );
            say_error(&message);
            1
        },
        Err(error) => {
            say_error(&with_sources(&error));
            3
        },
    }
}

fn documents(root: &Path) -> Result<Vec<Document>, DocsError> {
    Ok(vec![
        Document {
            path: "docs/NEXUS_PACKAGES_REFERENCE.md",
            text: packages::document(root)?,
        },
        Document {
            path: "docs/architecture-rules.md",
            text: architecture_rules::document(),
        },
    ])
}

/// The documents on disk that do not say what they must.
fn stale(root: &Path, documents: &[Document]) -> Result<Vec<&'static str>, DocsError> {
    let mut stale = Vec::new();
    for document in documents {
        let path = root.join(document.path);
        if !path.is_file() || read(&path)? != document.text {
            stale.push(document.path);
        }
    }
    if stale.is_empty() {
        say(&format!("docs: {} documents are fresh\n", documents.len()));
    }
    Ok(stale)
}

/// Writes what changed; answers with an empty list, for nothing is stale any more.
fn write(root: &Path, documents: &[Document]) -> Result<Vec<&'static str>, DocsError> {
    for document in documents {
        let path = root.join(document.path);
        let fresh = path.is_file() && read(&path)? == document.text;
        if !fresh {
            std::fs::write(&path, &document.text).map_err(|source| DocsError::File {
                path: document.path.to_owned(),
                act: "written",
                source,
            })?;
        }
        let state = if fresh { "was fresh" } else { "written" };
        say(&format!("{}: {state}\n", document.path));
    }
    Ok(Vec::new())
}

fn read(path: &Path) -> Result<String, DocsError> {
    std::fs::read_to_string(path).map_err(|source| DocsError::File {
        path: path.display().to_string(),
        act: "read",
        source,
    })
}
