//! What the readers make of any bytes.

use std::io::Read;
use std::path::Path;

use nexus::bulk::{CsvRows, JsonlRows, ROW_BYTES_MAX, Rejection, Row, survey};
use nexus::cli::FileFormat;
use proptest::prelude::*;

/// Gives few bytes at a time, as a slow disk may.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let len = self.1.min(self.0.len()).min(buffer.len());
        let (given, rest) = self.0.split_at(len);
        buffer[..len].copy_from_slice(given);
        self.0 = rest;
        Ok(len)
    }
}

/// The fields of a row, or the code of what is wrong with it.
type Seen = Result<[String; 3], String>;

fn seen(row: Result<Row, Rejection>) -> Seen {
    row.map(|row| [row.tenant, row.email, row.name])
        .map_err(|rejection| rejection.problems[0].code.clone())
}

fn read_csv(text: &[u8], drop_len: usize) -> Vec<Seen> {
    let mut rows = CsvRows::new(Path::new("people.csv"), Drops(text, drop_len)).unwrap();
    std::iter::from_fn(|| rows.read_next().unwrap().map(seen)).collect()
}

fn read_jsonl(text: &[u8], drop_len: usize) -> Vec<Result<Row, Rejection>> {
    let mut rows = JsonlRows::new(Path::new("people.jsonl"), Drops(text, drop_len));
    std::iter::from_fn(|| rows.read_next().unwrap()).collect()
}

/// The `csv` crate on the same text.
fn oracle(text: &[u8]) -> Vec<Seen> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let records = reader.records().map(Result::unwrap);
    records
        .map(
            |record| match record.iter().collect::<Vec<_>>().as_slice() {
                [tenant, email, name] => Ok([tenant, email, name].map(|text| (*text).to_owned())),
                _ => Err("nexus/field-count".to_owned()),
            },
        )
        .collect()
}

fn surveyed(text: &[u8], format: FileFormat) -> Option<u64> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people");
    std::fs::write(&path, text).unwrap();
    survey(&path, Some(format)).ok().map(|survey| survey.rows)
}

proptest! {
    #[test]
    fn csv_is_read_as_the_csv_crate_reads_it(
        body in "[ab,\"\r\n é\u{1F600}]{0,80}",
        drop_len in 1_usize..20,
    ) {
        let text = format!("tenant,email,name\n{body}");
        let rows = read_csv(text.as_bytes(), drop_len);
        prop_assert_eq!(&rows, &oracle(text.as_bytes()));
        // A survey that accepts the file counts the rows that will be read.
        if let Some(count) = surveyed(text.as_bytes(), FileFormat::Csv) {
            prop_assert_eq!(count, rows.len() as u64);
        }
    }

    #[test]
    fn json_lines_of_any_bytes_are_rows_or_rejections(
        lines in prop::collection::vec(
            prop_oneof![
                any::<Vec<u8>>(),
                r#"[{}\[\]":,a1 ]{0,30}"#.prop_map(String::into_bytes),
            ],
            0..6,
        ),
        drop_len in 1_usize..20,
    ) {
        let text = lines.join(&b'\n');
        let rows = read_jsonl(&text, drop_len);
        if let Some(count) = surveyed(&text, FileFormat::Jsonl) {
            prop_assert_eq!(count, rows.len() as u64);
        }
    }
}

#[test]
fn a_row_knows_its_line_whatever_lies_above_it() {
    let text = "\u{FEFF}tenant,email,name\r\n\r\nacme,a,\"A\r\nA\"\r\n\r\n\r\nacme,b,B\r\nacme,c\n";
    let mut rows = CsvRows::new(Path::new("people.csv"), text.as_bytes()).unwrap();
    let places: Vec<_> = std::iter::from_fn(|| rows.read_next().unwrap())
        .map(|row| match row {
            Ok(row) => (row.place.row, row.place.line),
            Err(rejection) => (rejection.place.row, rejection.place.line),
        })
        .collect();
    assert_eq!(places, [(1, 3), (2, 7), (3, 8)]);
}

#[test]
fn a_row_of_two_quotes_is_a_row_however_it_arrives() {
    let text = "tenant,email,name\n\"\"\nacme,b,B\n";
    for drop_len in 1..40 {
        assert_eq!(
            read_csv(text.as_bytes(), drop_len),
            oracle(text.as_bytes()),
            "{drop_len}"
        );
    }
}

#[test]
fn a_row_that_is_too_long_is_rejected_and_the_next_one_read() {
    let long = "x".repeat(ROW_BYTES_MAX + 1);
    let many = ",".repeat(300);
    let text = format!("tenant,email,name\nacme,{long},A\nacme,b,B\n{many}\nacme,c,C\n");
    let rows = read_csv(text.as_bytes(), 1000);
    let good = |email: &str, name: &str| Ok(["acme", email, name].map(str::to_owned));
    let too_long = || Err("nexus/row-too-long".to_owned());
    assert_eq!(
        rows,
        [too_long(), good("b", "B"), too_long(), good("c", "C")]
    );

    let object = |email: &str| format!(r#"{{"tenant":"acme","email":"{email}","name":"N"}}"#);
    let text = format!("{}\n{}\n", object(&long), object("b"));
    let rows: Vec<_> = read_jsonl(text.as_bytes(), 1000)
        .into_iter()
        .map(seen)
        .collect();
    assert_eq!(rows, [too_long(), good("b", "N")]);
}

#[test]
fn roles_are_separated_by_semicolons_or_an_array() {
    let text = "roles,tenant,email,name\n member ; admin ;,acme,a,A\n";
    let mut rows = CsvRows::new(Path::new("people.csv"), text.as_bytes()).unwrap();
    let Some(Ok(row)) = rows.read_next().unwrap() else {
        panic!("a row")
    };
    assert_eq!(row.roles, ["member", "admin"]);
    let text = br#"{"tenant":"acme","email":"a","name":"A","roles":["member","admin"]}"#;
    let Some(Ok(row)) = read_jsonl(text, 7).pop() else {
        panic!("a row")
    };
    assert_eq!(row.roles, ["member", "admin"]);
}
