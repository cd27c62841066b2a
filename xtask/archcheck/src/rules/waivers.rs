//! A302: waivers take single findings away until a date, and say so when they are stale.

use super::Context;
use crate::codes::Code;
use crate::finding::Finding;
use crate::rules_file::Waiver;

/// Removes waived findings and reports waivers that are out of date, unneeded or malformed.
pub(super) fn apply(cx: &Context<'_>, today: Option<&str>, findings: &mut Vec<Finding>) {
    for waiver in &cx.rules.file.waivers {
        if let Some(fault) = fault_of(cx, waiver) {
            findings.push(fault);
            continue;
        }
        let until = waiver.until.get_ref().as_str();
        if today.is_some_and(|today| today > until) {
            let message = format!("this waiver ended on {until}");
            let site = cx.rules.site(waiver.until.span(), "");
            findings.push(Finding::new(Code::A302, message, site).warning());
            continue;
        }
        let before = findings.len();
        findings.retain(|finding| !covers(waiver, finding));
        if findings.len() == before {
            let message = "this waiver waives nothing".to_owned();
            let site = cx
                .rules
                .site(waiver.from.span(), "nothing of this kind is found");
            findings.push(Finding::new(Code::A302, message, site).warning());
        }
    }
}

fn covers(waiver: &Waiver, finding: &Finding) -> bool {
    finding.code.as_str() == waiver.code.get_ref()
        && finding.from.as_ref() == Some(waiver.from.get_ref())
        && finding.to.as_ref() == Some(waiver.to.get_ref())
}

fn fault_of(cx: &Context<'_>, waiver: &Waiver) -> Option<Finding> {
    let fault = |span, message: &str| {
        Some(Finding::new(
            Code::A302,
            message.to_owned(),
            cx.rules.site(span, ""),
        ))
    };
    match waiver.code.get_ref().parse::<Code>() {
        Err(error) => return fault(waiver.code.span(), &error.to_string()),
        Ok(code) if code.is_about_the_rules() => {
            return fault(
                waiver.code.span(),
                "a fault of the rules file cannot be waived",
            );
        },
        Ok(_) => {},
    }
    if !is_date(waiver.until.get_ref()) {
        return fault(
            waiver.until.span(),
            "a waiver ends on a day, written `YYYY-MM-DD`",
        );
    }
    if waiver.reason.get_ref().trim().is_empty() {
        return fault(waiver.reason.span(), "a waiver needs a reason");
    }
    None
}

/// `YYYY-MM-DD`, so that dates compare as text.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, len| part.len() == len && part.bytes().all(|it| it.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day]
        if digits(year, 4) && digits(month, 2) && digits(day, 2)
            && ("01"..="12").contains(month) && ("01"..="31").contains(day))
}
