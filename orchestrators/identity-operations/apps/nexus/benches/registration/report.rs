//! The findings as a table, and the place for it in a document.

use std::{
    fmt::{self, Display, Formatter},
    fs,
    path::Path,
};

use crate::{machine::Machine, program::Run};

const BEGIN: &str = "<!-- begin: cargo bench -p nexus -->\n";
const END: &str = "<!-- end: cargo bench -p nexus -->\n";

/// How many people each run registers.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) many: u32,
    pub(crate) single: u32,
    pub(crate) hashed: u32,
    pub(crate) small: u32,
    pub(crate) large: u32,
}

impl Sizes {
    pub(crate) const FULL: Self = Self {
        many: 10_000,
        single: 500,
        hashed: 400,
        small: 1_000,
        large: 100_000,
    };
    pub(crate) const QUICK: Self = Self {
        many: 1_000,
        single: 50,
        hashed: 100,
        small: 1_000,
        large: 10_000,
    };
}

pub(crate) struct Findings {
    pub(crate) machine: Machine,
    pub(crate) syncs: f64,
    pub(crate) commits: f64,
    pub(crate) many: Vec<Run>,
    pub(crate) single: Run,
    /// Hashes a second alone, and the run with a password each.
    pub(crate) hashed: Vec<(f64, Run)>,
    pub(crate) small: Run,
    pub(crate) large: Run,
}

impl Display for Findings {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.machine_line(f)?;
        writeln!(f, "| What | Found | Wanted |\n|---|---:|---:|")?;
        self.disk_rows(f)?;
        self.people_rows(f)?;
        self.password_rows(f)?;
        self.memory_rows(f)
    }
}

impl Findings {
    fn machine_line(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let machine = &self.machine;
        let memory = machine
            .memory_gib
            .map_or_else(String::new, |gib| format!(", {gib} GiB of memory"));
        let load = machine.load.as_ref().map_or_else(String::new, |load| {
            format!(" Load of the machine before the run, by others: {load}.")
        });
        let (date, cores, system) = (
            machine.date.format("%Y-%m-%d"),
            machine.cores,
            &machine.system,
        );
        writeln!(f, "{date}, {cores} cores{memory}, {system}.{load}\n")
    }

    fn disk_rows(&self, f: &mut Formatter<'_>) -> fmt::Result {
        row(
            f,
            "The disk: 4 KiB overwritten and synced",
            per_second(self.syncs),
            "",
        )?;
        let commits = per_second(self.commits);
        row(
            f,
            "The disk: one row committed by SQLite, `synchronous=FULL`",
            commits,
            "",
        )
    }

    fn people_rows(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rates: Vec<f64> = self.many.iter().map(Run::people_per_second).collect();
        let found = format!(
            "{} (runs: {})",
            per_second(median(&mut rates)),
            list(&rates)
        );
        row(
            f,
            "People without passwords, 64 at once",
            found,
            "1,000 a second",
        )?;
        let mut cpu: Vec<f64> = self.many.iter().filter_map(Run::cpu_per_person).collect();
        row(
            f,
            "Processor time for each of them",
            millis(median(&mut cpu)),
            "",
        )?;
        let single = per_second(self.single.people_per_second());
        row(f, "People without passwords, one at a time", single, "")
    }

    fn password_rows(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut alone: Vec<f64> = self.hashed.iter().map(|(alone, _)| *alone).collect();
        let rates = self.hashed.iter().map(|(_, run)| run.people_per_second());
        let mut rates: Vec<f64> = rates.collect();
        let ratios = self
            .hashed
            .iter()
            .map(|(alone, run)| run.people_per_second() / alone);
        let mut ratios: Vec<f64> = ratios.collect();
        row(
            f,
            "Argon2id alone, on all cores",
            per_second(median(&mut alone)),
            "",
        )?;
        row(
            f,
            "People with passwords, 64 at once",
            per_second(median(&mut rates)),
            "",
        )?;
        let ratio = format!("{:.2}", median(&mut ratios));
        row(f, "The latter for each of the former", ratio, "0.80")
    }

    fn memory_rows(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for run in [&self.small, &self.large] {
            let what = format!("Peak memory for {} rows", thousands(f64::from(run.people)));
            row(f, &what, mebibytes(run.seen.peak_kib), "")?;
        }
        let apart = self.small.seen.peak_kib.zip(self.large.seen.peak_kib);
        let apart = apart.map_or_else(unknown, |(small, large)| {
            let (small, large) = (as_f64(small), as_f64(large));
            format!("{:+.0} %", (large / small - 1.0) * 100.0)
        });
        row(f, "The large file beside the small", apart, "within 20 %")?;
        let large = per_second(self.large.people_per_second());
        row(f, "People of the large file", large, "")
    }
}

fn row(f: &mut Formatter<'_>, what: &str, found: impl Display, wanted: &str) -> fmt::Result {
    writeln!(f, "| {what} | {found} | {wanted} |")
}

/// The middle one of an odd number; leaves them sorted.
fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

fn list(rates: &[f64]) -> String {
    let rates: Vec<String> = rates.iter().map(|rate| thousands(*rate)).collect();
    rates.join(", ")
}

fn per_second(rate: f64) -> String {
    format!("{} a second", thousands(rate))
}

fn millis(figure: f64) -> String {
    if figure.is_nan() {
        unknown()
    } else {
        format!("{figure:.2} ms")
    }
}

fn mebibytes(kib: Option<u64>) -> String {
    kib.map_or_else(unknown, |kib| format!("{:.1} MiB", as_f64(kib) / 1024.0))
}

fn unknown() -> String {
    "not told by this system".to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "no memory has 2^53 KiB")]
const fn as_f64(kib: u64) -> f64 {
    kib as f64
}

/// Rounded, with a comma before each three digits.
fn thousands(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Puts the table between the marks of a document.
pub(crate) fn put(document: &Path, table: &str) {
    let text = fs::read_to_string(document).expect("the document");
    let (before, rest) = text
        .split_once(BEGIN)
        .expect("the mark where the table begins");
    let (_, after) = rest.split_once(END).expect("the mark where the table ends");
    let text = format!("{before}{BEGIN}\n{table}\n{END}{after}");
    fs::write(document, text).expect("the document written");
}
