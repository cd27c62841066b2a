//! A105: a file says what it is before anything else.

use super::File;
use crate::codes::Code;
use crate::finding::Finding;

pub(super) fn check(file: &File<'_>, findings: &mut Vec<Finding>) {
    let first = file
        .text
        .lines()
        .find(|line| !line.starts_with("#!/"))
        .unwrap_or_default();
    if first
        .strip_prefix("//!")
        .is_some_and(|text| !text.trim().is_empty())
    {
        return;
    }
    let end = first.len().min(file.text.len());
    let message = format!("`{}` does not begin with a `//!` line", file.shown);
    let span = if file.text.starts_with(first) {
        0..end
    } else {
        0..0
    };
    let finding = Finding::new(Code::A105, message, file.site(span, ""));
    findings.push(finding.between(&file.package.name, &file.shown));
}
