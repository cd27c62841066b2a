//! Findings in rustc's look: the sentence, the place, the rule, why, and what to do.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::place::within;
use crate::finding::{Finding, Severity, Site};
use crate::report::{Report, Style};

/// The whole report, ending in one line that says what was looked at.
pub(crate) fn human(report: &Report, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    }
    .decor_style(DecorStyle::Ascii);
    let texts = &report.texts;
    let mut out = String::new();
    for finding in &report.findings {
        out.push_str(&one(&renderer, finding, texts));
        out.push_str("\n\n");
    }
    out.push_str(&summary(report));
    out.push('\n');
    out
}

fn one(renderer: &Renderer, finding: &Finding, texts: &BTreeMap<String, String>) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(finding.message.as_str())
        .id(finding.code.as_str())
        .element(element(&finding.site, AnnotationKind::Primary, texts));
    if let Some(rule) = &finding.rule {
        group = group.element(element(rule, AnnotationKind::Context, texts));
    }
    for note in &finding.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    group = group
        .element(Level::NOTE.with_name("why").message(finding.why.as_str()))
        .element(Level::HELP.with_name("fix").message(finding.fix.as_str()));
    renderer.render(&[group])
}

fn element<'a>(
    site: &'a Site,
    kind: AnnotationKind,
    texts: &'a BTreeMap<String, String>,
) -> Element<'a> {
    let text = texts.get(&site.file).map_or("", String::as_str);
    let span = within(text, &site.span);
    if span.is_empty() {
        return Origin::path(site.file.as_str()).into();
    }
    let annotation = kind.span(span);
    let annotation = if site.label.is_empty() {
        annotation
    } else {
        annotation.label(site.label.as_str())
    };
    Snippet::source(text)
        .path(site.file.as_str())
        .annotation(annotation)
        .into()
}

fn summary(report: &Report) -> String {
    let coverage = report.coverage;
    let count = |severity| {
        report
            .findings
            .iter()
            .filter(|it| it.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut text = match (errors, warnings) {
        (0, 0) => "architecture: clean".to_owned(),
        (errors, warnings) => format!(
            "architecture: {}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    };
    // Writing to a `String` cannot fail.
    let _ = write!(
        text,
        " ({}, {} between them; lock: {}; source: {}; api: not run)",
        counted(coverage.packages, "package"),
        counted(coverage.edges, "dependency"),
        coverage
            .locked
            .map_or_else(|| "not run".to_owned(), |it| counted(it, "package")),
        counted(coverage.sources, "file"),
    );
    text
}

fn counted(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}

/// A fault in the rules file that stops the check.
pub(crate) fn bad_rules(
    path: &str,
    text: &str,
    message: &str,
    span: Option<Range<usize>>,
) -> String {
    let span = within(text, &span.unwrap_or_default());
    let title = Level::ERROR.primary_title(message).id("rules");
    let group = if span.is_empty() {
        title.element(Origin::path(path))
    } else {
        title.element(
            Snippet::source(text)
                .path(path)
                .annotation(AnnotationKind::Primary.span(span)),
        )
    };
    Renderer::plain()
        .decor_style(DecorStyle::Ascii)
        .render(&[group])
}
