//! Byte offsets as line and column, and spans that are sure to fit.

use std::ops::Range;

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
