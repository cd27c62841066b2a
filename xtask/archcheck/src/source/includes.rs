//! A102: files are not pulled in from other packages.

use super::File;
use super::tokens::{Kind, Token};
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules::Context;

const MACROS: [&str; 3] = ["include", "include_str", "include_bytes"];

pub(super) fn check(cx: &Context<'_>, file: &File<'_>, findings: &mut Vec<Finding>) {
    if !(file.text.contains("include") || file.text.contains("path")) {
        return;
    }
    for (at, token) in file.tokens().iter().enumerate() {
        let rest = file.tokens().get(at..).unwrap_or_default();
        let Some((what, target)) = pulled_in(rest) else {
            continue;
        };
        let message = match target {
            Target::File(path) if stays_inside(cx, file, &path) => continue,
            Target::File(path) => {
                format!(
                    "`{}` pulls in `{path}` from outside the package with `{what}`",
                    file.package.name
                )
            },
            Target::Built => continue,
            Target::Unknown => {
                format!(
                    "`{}` pulls in a file with `{what}`, and its name cannot be read",
                    file.package.name
                )
            },
        };
        let finding = Finding::new(Code::A102, message, file.site(token.span(), ""));
        findings.push(finding.between(&file.package.name, what));
    }
}

enum Target {
    /// Relative to the file's folder, or absolute.
    File(String),
    /// What the build script wrote.
    Built,
    Unknown,
}

fn pulled_in(tokens: &[Token<'_>]) -> Option<(&'static str, Target)> {
    match tokens {
        [hash, open, path, equals, text, ..]
            if hash.is_mark("#")
                && open.is_mark("[")
                && path.is_name("path")
                && equals.is_mark("=") =>
        {
            Some(("#[path]", file_named(text)))
        },
        [name, bang, open, rest @ ..] if bang.is_mark("!") && open.kind == Kind::Mark => {
            let name = MACROS.into_iter().find(|it| name.is_name(it))?;
            Some((name, argument(rest)))
        },
        _ => None,
    }
}

fn file_named(token: &Token<'_>) -> Target {
    match token.kind {
        Kind::Text => Target::File(token.text.to_owned()),
        _ => Target::Unknown,
    }
}

/// A text, or `concat!(env!("OUT_DIR"), "/...")`, or the same with the package's own folder.
fn argument(tokens: &[Token<'_>]) -> Target {
    let Some(first) = tokens.first() else {
        return Target::Unknown;
    };
    if first.kind == Kind::Text {
        return file_named(first);
    }
    let end = tokens
        .iter()
        .position(|it| it.is_mark(";"))
        .unwrap_or(tokens.len().min(16));
    let argument = tokens.get(..end).unwrap_or_default();
    let texts: Vec<&str> = argument
        .iter()
        .filter(|it| it.kind == Kind::Text)
        .map(|it| it.text)
        .collect();
    let concat_env = first.is_name("concat") && argument.iter().any(|it| it.is_name("env"));
    match texts.as_slice() {
        ["OUT_DIR", rest @ ..] if concat_env && !rest.concat().contains("..") => Target::Built,
        ["CARGO_MANIFEST_DIR", rest @ ..] if concat_env => {
            Target::File(format!("{ROOT}{}", rest.concat()))
        },
        _ => Target::Unknown,
    }
}

/// Stands for the package's folder in a path.
const ROOT: &str = "\0";

/// Whether a path, seen from the file, ends in a file that belongs to the same package.
fn stays_inside(cx: &Context<'_>, file: &File<'_>, path: &str) -> bool {
    let (mut parts, path) = match path.strip_prefix(ROOT) {
        Some(rest) => (Vec::new(), rest.trim_start_matches('/')),
        None if path.starts_with('/') || path.contains(':') => return false,
        None => (file.path.split('/').collect::<Vec<_>>(), path),
    };
    parts.pop();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {},
            ".." => {
                if parts.pop().is_none() {
                    return false;
                }
            },
            other => parts.push(other),
        }
    }
    let folder = &file.package.folder;
    let full = if folder.is_empty() {
        parts.join("/")
    } else {
        format!("{folder}/{}", parts.join("/"))
    };
    // A nested package lies below the folder, but is another package.
    !cx.workspace.packages.iter().any(|other| {
        other.folder.len() > folder.len() && crate::workspace::is_inside(&full, &other.folder)
    })
}
