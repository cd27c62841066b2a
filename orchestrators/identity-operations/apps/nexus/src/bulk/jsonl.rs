//! Rows out of JSON Lines: one object a line, in memory that does not grow with the file.

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use zeroize::Zeroizing;

use super::csv::ROW_BYTES_MAX;
use super::file_error::FileError;
use super::row::{Column, Place, Problem, Rejection, Row};

/// Reads the rows of a JSON Lines file one by one. Blank lines are skipped.
#[expect(missing_debug_implementations, reason = "it holds a person's data")]
pub struct JsonlRows<R> {
    path: PathBuf,
    input: BufReader<R>,
    line: u64,
    row: u64,
    bytes: Zeroizing<Vec<u8>>,
}

impl<R: Read> JsonlRows<R> {
    /// Reads from `input`; `path` is for errors.
    pub fn new(path: &Path, input: R) -> Self {
        Self {
            path: path.to_owned(),
            input: BufReader::with_capacity(ROW_BYTES_MAX, input),
            line: 0,
            row: 0,
            bytes: Zeroizing::new(Vec::with_capacity(1024)),
        }
    }

    /// The next row, good or bad; `None` at the end of the file.
    ///
    /// # Errors
    /// [`FileError::Read`] if the system did not give the rest of the file.
    pub fn read_next(&mut self) -> Result<Option<Result<Row, Rejection>>, FileError> {
        loop {
            let Some(overlong) = self.read_line()? else {
                return Ok(None);
            };
            self.line += 1;
            let mut text = self.bytes.trim_ascii();
            if self.line == 1 {
                text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
            }
            if text.is_empty() && !overlong {
                continue;
            }
            self.row += 1;
            let place = Place {
                row: self.row,
                line: self.line,
            };
            let row = if overlong {
                Err(too_long())
            } else {
                read_object(text, place)
            };
            return Ok(Some(row.map_err(|problem| Rejection::one(place, problem))));
        }
    }

    /// Reads a line; says whether it was longer than allowed, in which case it is skipped.
    fn read_line(&mut self) -> Result<Option<bool>, FileError> {
        self.bytes.clear();
        let limit = u64::try_from(ROW_BYTES_MAX + 1).unwrap_or(u64::MAX);
        let read = self
            .input
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut self.bytes);
        let len = read.map_err(|error| FileError::io(&self.path, error))?;
        if len == 0 {
            return Ok(None);
        }
        let overlong = len > ROW_BYTES_MAX && self.bytes.last() != Some(&b'\n');
        if overlong {
            self.input
                .skip_until(b'\n')
                .map_err(|error| FileError::io(&self.path, error))?;
        }
        Ok(Some(overlong))
    }
}

fn too_long() -> Problem {
    Problem::of_row(
        "nexus/row-too-long",
        "the line is longer than 64 KiB: write one person a line",
    )
}

fn read_object(text: &[u8], place: Place) -> Result<Row, Problem> {
    let object: Object = serde_json::from_slice(text).map_err(|error| not_json(&error))?;
    let mut row = Row::empty(place);
    let mut seen = Vec::new();
    for (key, value) in object.0 {
        let Some(column) = Column::named(&key) else {
            let key: String = key.chars().take(40).collect();
            return Err(Problem::of_row(
                "nexus/unknown-key",
                format!(
                    "the key {key:?} is not known: use tenant, email, name, roles, vouch, password"
                ),
            ));
        };
        if seen.contains(&column) {
            return Err(Problem::of_column(
                column,
                "nexus/doubled-key",
                "the key is written twice: keep one",
            ));
        }
        seen.push(column);
        set(&mut row, column, value)?;
    }
    match Column::REQUIRED
        .into_iter()
        .find(|column| !seen.contains(column))
    {
        Some(column) => Err(Problem::of_column(
            column,
            "nexus/missing-key",
            "the key is missing: each object needs tenant, email and name",
        )),
        None => Ok(row),
    }
}

fn set(row: &mut Row, column: Column, value: Value) -> Result<(), Problem> {
    match value {
        Value::String(text) => {
            row.set(column, &Zeroizing::new(text));
            Ok(())
        },
        Value::Null if !Column::REQUIRED.contains(&column) => Ok(()),
        Value::Array(roles) if column == Column::Roles => {
            let texts = roles.into_iter().map(|role| match role {
                Value::String(text) => Ok(text),
                _ => Err(not_text(column)),
            });
            row.roles = texts.collect::<Result<_, _>>()?;
            Ok(())
        },
        _ => Err(not_text(column)),
    }
}

fn not_text(column: Column) -> Problem {
    let message = if column == Column::Roles {
        "the value must be a text or an array of texts: put it in double quotes"
    } else {
        "the value must be a text: put it in double quotes"
    };
    Problem::of_column(column, "nexus/not-text", message)
}

/// Only the place of the fault: what `serde_json` says of it could repeat a value.
fn not_json(error: &serde_json::Error) -> Problem {
    match error.classify() {
        Category::Eof => Problem::of_row(
            "nexus/not-json",
            "the line ends in the middle of the object: write each object on one line",
        ),
        Category::Data => Problem::of_row(
            "nexus/not-an-object",
            "the line is not an object: write {\"tenant\": …, \"email\": …, \"name\": …}",
        ),
        Category::Syntax | Category::Io => Problem::of_row(
            "nexus/not-json",
            format!(
                "the line is not JSON at character {}: see RFC 8259",
                error.column()
            ),
        ),
    }
}

/// An object with its keys as they were written, doubled ones included.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        const KEYS_MAX: usize = 32;
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            if pairs.len() == KEYS_MAX {
                return Err(A::Error::custom("too many keys"));
            }
            pairs.push(pair);
        }
        Ok(Object(pairs))
    }
}
