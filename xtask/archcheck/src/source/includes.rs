//! A102: files are not pulled in from other packages.

use super::File;
use super::tokens::{Kind, Token};
use super::uses;
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules::Context;

const MACROS: [&str; 3] = ["include", "include_str", "include_bytes"];

pub(super) fn check(cx: &Context<'_>, file: &File<'_>, findings: &mut Vec<Finding>) {
    if !(file.text.contains("include") || file.text.contains("path")) {
        return;
    }
    let macros = macros(file.tokens());
    for (at, token) in file.tokens().iter().enumerate() {
        let rest = file.tokens().get(at..).unwrap_or_default();
        let Some((what, target)) = attribute_path(file.tokens(), at)
            .map(|path| ("#[path]", path))
            .or_else(|| macro_call(&macros, rest))
        else {
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

/// The names under which a file calls the macros that include.
fn macros<'a>(tokens: &[Token<'a>]) -> Vec<(&'a str, &'static str)> {
    let own = MACROS.map(|name| (name, name));
    let renamed = uses::leaves(tokens).into_iter().filter_map(|leaf| {
        let last = leaf.path.last()?;
        let name = MACROS.into_iter().find(|name| name == last)?;
        Some((leaf.name?, name))
    });
    own.into_iter().chain(renamed).collect()
}

fn macro_call(
    macros: &[(&str, &'static str)],
    tokens: &[Token<'_>],
) -> Option<(&'static str, Target)> {
    let [name, bang, open, rest @ ..] = tokens else {
        return None;
    };
    if !bang.is_mark("!") || open.kind != Kind::Mark {
        return None;
    }
    let (_, what) = macros.iter().find(|(it, _)| name.is_name(it))?;
    Some((what, argument(rest)))
}

/// `path = "..."` with `path` at `at`, if this is `#[path]`, also inside `cfg_attr`.
fn attribute_path(tokens: &[Token<'_>], at: usize) -> Option<Target> {
    let [path, equals, text, ..] = tokens.get(at..)? else {
        return None;
    };
    let is_path = path.is_name("path") && equals.is_mark("=");
    (is_path && stands_in_attribute(tokens, at)).then(|| file_named(text))
}

/// Whether what stands at `at` is an attribute, of its own or given by `cfg_attr`. In
/// `#[cfg_attr(unix, other(path = "..."))]` it is an argument of another one.
fn stands_in_attribute(tokens: &[Token<'_>], at: usize) -> bool {
    let before = tokens.get(..at).unwrap_or_default();
    let mut closed = 0_usize;
    for (at, token) in before.iter().enumerate().rev() {
        let previous = |back: usize| at.checked_sub(back).and_then(|at| before.get(at));
        match (token.kind, token.text) {
            (Kind::Mark, ")") => closed += 1,
            (Kind::Mark, "(") if closed > 0 => closed -= 1,
            (Kind::Mark, "(") if !previous(1).is_some_and(|it| it.is_name("cfg_attr")) => {
                return false;
            },
            (Kind::Mark, "[") => {
                return previous(1).is_some_and(|it| it.is_mark("#") || it.is_mark("!"));
            },
            (Kind::Mark, "]" | "{" | "}" | ";") => return false,
            _ => {},
        }
    }
    false
}

/// What an escape stands for is not worked out: nobody needs one in the name of a file.
fn file_named(token: &Token<'_>) -> Target {
    match token.kind {
        Kind::Text if !token.text.contains('\\') => Target::File(token.text.to_owned()),
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
    if texts.iter().any(|it| it.contains('\\')) {
        return Target::Unknown;
    }
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
    for part in path.split('/') {
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
