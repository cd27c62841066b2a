//! Rows out of comma-separated values (RFC 4180), in memory that does not grow with the file.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use csv_core::{ReadRecordResult, Reader};
use zeroize::Zeroizing;

use super::file_error::FileError;
use super::header::Header;
use super::row::{Place, Problem, Rejection, Row};

/// The most bytes of a row.
pub const ROW_BYTES_MAX: usize = 64 * 1024;
/// The most fields of a row. More is counted, not kept.
const FIELDS_MAX: usize = 256;
const INPUT_BYTES: usize = 64 * 1024;

/// Reads the rows of a CSV file one by one.
#[expect(missing_debug_implementations, reason = "it holds a person's data")]
pub struct CsvRows<R> {
    path: PathBuf,
    source: Source<R>,
    record: Record,
    header: Header,
    row: u64,
}

impl<R: Read> CsvRows<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`FileError`] if the header cannot be used.
    pub fn new(path: &Path, input: R) -> Result<Self, FileError> {
        let mut source = Source::new(input);
        let mut record = Record::new();
        let read = |error| FileError::io(path, error);
        if !source.read_record(&mut record).map_err(read)? {
            return Err(FileError::Empty(path.to_owned()));
        }
        if record.overlong {
            return Err(FileError::HeaderTooLong {
                path: path.to_owned(),
                line: record.line,
            });
        }
        let header = Header::parse(path, record.fields())?;
        Ok(Self {
            path: path.to_owned(),
            source,
            record,
            header,
            row: 0,
        })
    }

    /// The next row, good or bad; `None` at the end of the file.
    ///
    /// # Errors
    /// [`FileError::Read`] if the system did not give the rest of the file.
    pub fn read_next(&mut self) -> Result<Option<Result<Row, Rejection>>, FileError> {
        let more = self.source.read_record(&mut self.record);
        if !more.map_err(|error| FileError::io(&self.path, error))? {
            return Ok(None);
        }
        self.row += 1;
        let place = Place {
            row: self.row,
            line: self.record.line,
        };
        Ok(Some(
            self.read_row(place)
                .map_err(|problem| Rejection::one(place, problem)),
        ))
    }

    fn read_row(&self, place: Place) -> Result<Row, Problem> {
        let record = &self.record;
        if record.overlong {
            return Err(Problem::of_row(
                "nexus/row-too-long",
                "the row is longer than 64 KiB or has more than 256 fields: is a quote left open?",
            ));
        }
        let (found, expected) = (record.fields().count(), self.header.len());
        if found != expected {
            return Err(Problem::of_row(
                "nexus/field-count",
                field_count(found, expected),
            ));
        }
        let mut row = Row::empty(place);
        for (column, bytes) in self.header.columns().zip(record.fields()) {
            // The whole file was checked before; this catches one that changed since.
            let text = std::str::from_utf8(bytes).map_err(|_| {
                Problem::of_column(
                    column,
                    "nexus/not-utf8",
                    "the field is not UTF-8: save the file as \"CSV UTF-8\"",
                )
            })?;
            row.set(column, text);
        }
        Ok(row)
    }
}

fn field_count(found: usize, expected: usize) -> String {
    let hint = if found > expected {
        "put a field that holds a comma in double quotes"
    } else {
        "write a comma for each empty field, too"
    };
    let s = if found == 1 { "" } else { "s" };
    format!("the row has {found} field{s}, the header has {expected}: {hint}")
}

/// The bytes of the file and the machine that finds records in them.
struct Source<R> {
    input: R,
    buffer: Zeroizing<Vec<u8>>,
    filled: usize,
    used: usize,
    ended: bool,
    machine: Reader,
}

impl<R: Read> Source<R> {
    fn new(input: R) -> Self {
        Self {
            input,
            buffer: Zeroizing::new(vec![0; INPUT_BYTES]),
            filled: 0,
            used: 0,
            ended: false,
            machine: Reader::new(),
        }
    }

    /// Reads the next record into `record`; `false` at the end.
    fn read_record(&mut self, record: &mut Record) -> io::Result<bool> {
        record.clear();
        loop {
            self.refill()?;
            if !record.begun {
                self.skip_blank_lines();
                record.line = self.machine.line();
            }
            let input = self.buffer.get(self.used..self.filled).unwrap_or_default();
            if input.is_empty() && !self.ended {
                continue;
            }
            let room = record.bytes.get_mut(record.len..).unwrap_or_default();
            let (result, read, wrote, ends) =
                self.machine.read_record(input, room, &mut record.ends_room);
            self.used += read;
            record.begun |= read > 0;
            match record.take(&result, wrote, ends) {
                Step::Again => {},
                Step::Done => return Ok(true),
                Step::End => return Ok(false),
            }
        }
    }

    /// The machine skips blank lines by itself; it is done here so that a row's line is its own.
    fn skip_blank_lines(&mut self) {
        let rest = self.buffer.get(self.used..self.filled).unwrap_or_default();
        let blank = rest
            .iter()
            .take_while(|byte| matches!(byte, b'\n' | b'\r'))
            .count();
        let lines = rest
            .iter()
            .take(blank)
            .filter(|byte| **byte == b'\n')
            .count();
        self.used += blank;
        self.machine
            .set_line(self.machine.line() + u64::try_from(lines).unwrap_or_default());
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.used < self.filled || self.ended {
            return Ok(());
        }
        self.used = 0;
        self.filled = loop {
            match self.input.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {},
                result => break result?,
            }
        };
        self.ended = self.filled == 0;
        Ok(())
    }
}

enum Step {
    Again,
    Done,
    End,
}

/// One record: its fields one after the other, and where each ends.
struct Record {
    bytes: Zeroizing<Vec<u8>>,
    len: usize,
    ends: Vec<usize>,
    ends_room: Vec<usize>,
    line: u64,
    /// Whether anything of it was read: two quotes leave neither a byte nor an end.
    begun: bool,
    overlong: bool,
}

impl Record {
    fn new() -> Self {
        Self {
            bytes: Zeroizing::new(vec![0; ROW_BYTES_MAX]),
            len: 0,
            ends: Vec::new(),
            ends_room: vec![0; FIELDS_MAX],
            line: 1,
            begun: false,
            overlong: false,
        }
    }

    fn clear(&mut self) {
        self.len = 0;
        self.ends.clear();
        self.begun = false;
        self.overlong = false;
    }

    fn take(&mut self, result: &ReadRecordResult, wrote: usize, ends: usize) -> Step {
        self.len += wrote;
        self.ends.extend(self.ends_room.iter().take(ends));
        match result {
            ReadRecordResult::InputEmpty => Step::Again,
            // Too long: read on to the end of the record, and keep nothing of it.
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                self.overlong = true;
                self.len = 0;
                self.ends.clear();
                Step::Again
            },
            ReadRecordResult::Record => {
                self.overlong |= self.ends.len() > FIELDS_MAX;
                Step::Done
            },
            ReadRecordResult::End => Step::End,
        }
    }

    fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(self.ends.iter().copied())
            .map(|(start, end)| self.bytes.get(start..end).unwrap_or_default())
    }
}
