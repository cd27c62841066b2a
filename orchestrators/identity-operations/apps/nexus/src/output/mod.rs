//! What people and programs read: tables, one JSON document, a progress bar.

mod answer;
mod number;
mod progress;
mod table;

pub use self::answer::Answer;
pub use self::number::{grouped, rate, seconds};
pub use self::progress::Progress;
pub use self::table::Table;
