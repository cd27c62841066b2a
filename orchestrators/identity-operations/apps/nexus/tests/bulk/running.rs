//! The run: bounded in flight, one row of a person at a time, nothing lost when the house fails.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use nexus::Failure;
use nexus::bulk::{
    self, Desk, Entry, Outcome, Problem, Refusal, ReportFile, Row, Rows, Tally, Watch,
};
use nexus::cli::FileFormat;

/// A desk that takes a while, remembers who is at it, and refuses by name.
#[derive(Default)]
struct CountingDesk {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    at_desk: BTreeSet<String>,
    at_desk_max: usize,
    taken: Vec<String>,
    read: usize,
    done: usize,
    held_max: usize,
}

#[async_trait]
impl Desk for CountingDesk {
    type Person = (String, String);

    fn read(&self, row: Row) -> Result<Entry<(String, String)>, Vec<Problem>> {
        if row.name == "unreadable" {
            return Err(vec![Problem::of_row("test/unreadable", "unreadable")]);
        }
        let mut state = self.state.lock().unwrap();
        state.read += 1;
        state.held_max = state.held_max.max(state.read - state.done);
        Ok(Entry {
            person_key: row.email.clone(),
            person: (row.email, row.name),
        })
    }

    async fn register(&self, (email, name): (String, String)) -> Result<Outcome, Refusal> {
        {
            let mut state = self.state.lock().unwrap();
            assert!(
                state.at_desk.insert(email.clone()),
                "one person twice at the desk"
            );
            state.at_desk_max = state.at_desk_max.max(state.at_desk.len());
            state.taken.push(name.clone());
        }
        for _ in 0..name.len() % 7 {
            tokio::task::yield_now().await;
        }
        let mut state = self.state.lock().unwrap();
        state.at_desk.remove(&email);
        state.done += 1;
        match name.as_str() {
            "refused" => Err(Refusal::Row(Problem::of_row("test/refused", "refused"))),
            "breaks" => Err(Refusal::House(Failure::environment(
                "test/broken",
                "broken",
            ))),
            "proves" => Ok(Outcome::AwaitingProof),
            _ => Ok(Outcome::Registered),
        }
    }
}

/// Remembers how often it was told, and the last it was told.
#[derive(Default)]
struct Told(u64, u64);

impl Watch for Told {
    fn progressed(&mut self, tally: &Tally) {
        self.0 += 1;
        self.1 = tally.rows();
    }
}

struct Ran {
    desk: Arc<CountingDesk>,
    tally: Tally,
    result: Result<(), Failure>,
    told: Told,
    report: String,
}

fn run(rows: &[(&str, &str)], in_flight_max: usize) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    let mut text = "tenant,email,name\n".to_owned();
    for (email, name) in rows {
        writeln!(text, "acme,{email},{name}").unwrap();
    }
    std::fs::write(&path, text).unwrap();
    let rows = Rows::open(&path, FileFormat::Csv).unwrap();
    let desk = Arc::new(CountingDesk::default());
    let mut report = ReportFile::new(folder.path().join("report.jsonl"));
    let mut told = Told::default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let (tally, result) = runtime.block_on(bulk::run(
        Arc::clone(&desk),
        rows,
        in_flight_max,
        &mut report,
        &mut told,
    ));
    let report = report.finish().unwrap();
    let report = report.map_or_else(String::new, |path| std::fs::read_to_string(path).unwrap());
    Ran {
        desk,
        tally,
        result,
        told,
        report,
    }
}

#[test]
fn never_more_are_held_than_may_be_in_flight() {
    let emails: Vec<_> = (0..500)
        .map(|i| format!("p{}@example.org", i % 60))
        .collect();
    let rows: Vec<_> = emails
        .iter()
        .map(|email| (email.as_str(), "somebody"))
        .collect();
    for in_flight_max in [1, 8, 64] {
        let ran = run(&rows, in_flight_max);
        assert_eq!(ran.result, Ok(()));
        assert_eq!(ran.tally.registered, 500);
        let state = ran.desk.state.lock().unwrap();
        assert!(
            state.held_max <= in_flight_max,
            "{} were held",
            state.held_max
        );
        assert!(state.at_desk_max <= in_flight_max);
    }
}

#[test]
fn the_rows_of_one_person_are_taken_in_their_order() {
    let names: Vec<_> = (0..100).map(|i| format!("name {i}")).collect();
    let rows: Vec<_> = names
        .iter()
        .map(|name| ("a@example.org", name.as_str()))
        .collect();
    let ran = run(&rows, 16);
    assert_eq!(ran.desk.state.lock().unwrap().taken, names);
}

#[test]
fn every_row_is_counted_and_told_of() {
    let rows = [
        ("a@example.org", "a"),
        ("b@example.org", "unreadable"),
        ("c@example.org", "refused"),
        ("d@example.org", "proves"),
    ];
    let ran = run(&rows, 4);
    assert_eq!(ran.result, Ok(()));
    assert_eq!(
        (
            ran.tally.registered,
            ran.tally.awaiting_proof,
            ran.tally.rejected
        ),
        (1, 1, 2)
    );
    assert_eq!((ran.told.0, ran.told.1), (4, 4));
    let lines: Vec<_> = ran
        .tally
        .first_rejections()
        .map(|row| row.place.line)
        .collect();
    assert_eq!(lines, [3, 4]);
    assert_eq!(ran.report.lines().count(), 2);
}

#[test]
fn when_the_house_breaks_nobody_new_is_taken_and_who_was_in_flight_is_finished() {
    let mut rows = vec![("a@example.org", "fine"); 1];
    let emails: Vec<_> = (0..2_000).map(|i| format!("p{i}@example.org")).collect();
    rows.push(("b@example.org", "breaks"));
    rows.extend(emails.iter().map(|email| (email.as_str(), "somebody")));
    let ran = run(&rows, 8);
    assert_eq!(ran.result.unwrap_err().code, "test/broken");
    let state = ran.desk.state.lock().unwrap();
    assert_eq!(
        state.taken.len(),
        state.done,
        "somebody was left at the desk"
    );
    assert!(state.taken.len() < 2_000, "the run went on");
    assert_eq!(ran.tally.people() + 1, state.done as u64);
}
