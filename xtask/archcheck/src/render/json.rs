//! Findings for machines. The shape is versioned: fields may be added, none change.

use std::collections::BTreeMap;

use serde::Serialize;

use super::place::line_and_column;
use crate::codes::Code;
use crate::finding::{Severity, Site};
use crate::report::{Coverage, Report};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    exit_code: u8,
    coverage: Coverage,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: Code,
    severity: Severity,
    message: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
    site: Place<'a>,
    rule: Option<Place<'a>>,
    notes: &'a [String],
    why: &'a str,
    fix: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    label: &'a str,
}

pub(crate) fn json(report: &Report) -> String {
    let texts = &report.texts;
    let document = Document {
        version: 1,
        exit_code: report.outcome().exit_code(),
        coverage: report.coverage,
        findings: report
            .findings
            .iter()
            .map(|finding| Entry {
                code: finding.code,
                severity: finding.severity,
                message: &finding.message,
                from: finding.from.as_deref(),
                to: finding.to.as_deref(),
                site: place(&finding.site, texts),
                rule: finding.rule.as_ref().map(|site| place(site, texts)),
                notes: &finding.notes,
                why: &finding.why,
                fix: &finding.fix,
            })
            .collect(),
    };
    // Strings and numbers under string keys always serialise.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn place<'a>(site: &'a Site, texts: &BTreeMap<String, String>) -> Place<'a> {
    let text = texts.get(&site.file).map_or("", String::as_str);
    let (line, column) = line_and_column(text, site.span.start);
    Place {
        file: &site.file,
        line,
        column,
        label: &site.label,
    }
}
