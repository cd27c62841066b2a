//! What people and programs read: tables, one JSON document, a progress bar.

mod answer;
mod number;
mod progress;
mod table;
mod time;

pub use self::answer::Answer;
pub(crate) use self::answer::{AnyAnswer, write_failure_json};
pub use self::number::{counted, grouped, rate, seconds};
pub use self::progress::Progress;
pub use self::table::Table;
pub use self::time::moment;
