//! Everybody in a file: read row by row, register many at once, keep nothing that grows.
//!
//! A file is looked at as a whole first ([`survey`]), so that one that is broken in the middle
//! changes nothing. Then a thread reads [`Rows`] into a bounded channel, [`run`] keeps a bounded
//! number of them in flight at a [`Desk`], and a [`Tally`] remembers counts and the first
//! rejections; all rejections go to a report file as they come.

mod csv;
mod desk;
mod file_error;
mod header;
mod jsonl;
mod report;
mod row;
mod rows;
mod run;
mod survey;
mod tally;

pub use self::csv::{CsvRows, ROW_BYTES_MAX};
pub use self::desk::{Desk, Entry, Outcome, Refusal};
pub use self::file_error::FileError;
pub use self::jsonl::JsonlRows;
pub use self::report::ReportFile;
pub use self::row::{Column, Place, Problem, Rejection, Row};
pub use self::rows::Rows;
pub use self::run::{Watch, run};
pub use self::survey::{Survey, survey};
pub use self::tally::Tally;
