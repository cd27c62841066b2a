//! Files of findings, read once, and byte offsets as line and column.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::report::Report;

/// The texts that the findings of a report point into. A file that has gone meanwhile is empty.
pub(super) fn texts(report: &Report) -> BTreeMap<&str, String> {
    let mut texts = BTreeMap::new();
    for finding in &report.findings {
        for site in std::iter::once(&finding.site).chain(&finding.rule) {
            texts.entry(site.file.as_str()).or_insert_with(|| {
                std::fs::read_to_string(report.root.join(&site.file)).unwrap_or_default()
            });
        }
    }
    texts
}

/// Line and column of an offset, both from 1; the column counts characters.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

/// A span that is sure to lie in `text`.
pub(super) fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    if text.get(span.clone()).is_some() {
        span.clone()
    } else {
        0..0
    }
}
