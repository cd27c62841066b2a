//! Transition tables as people read them.

use std::fmt::Display;

/// A Markdown table: a row for each state, a column for each command, and where it leads.
pub(crate) fn markdown_table<S: Display + Copy, C: Display + Copy>(
    states: &[S],
    commands: &[C],
    cell: impl Fn(S, C) -> Option<String>,
) -> String {
    let row = |first: String, cells: Vec<String>| format!("| {first} | {} |\n", cells.join(" | "));
    let head = row(
        "from".to_owned(),
        commands.iter().map(|c| format!("`{c}`")).collect(),
    );
    let rule = row(
        "---".to_owned(),
        commands.iter().map(|_| "---".to_owned()).collect(),
    );
    let body = states.iter().map(|&state| {
        let cells = commands
            .iter()
            .map(|&c| cell(state, c).unwrap_or_else(|| "–".to_owned()));
        row(format!("**{state}**"), cells.collect())
    });
    [head, rule].into_iter().chain(body).collect()
}
