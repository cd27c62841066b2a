//! What coordinators and their callers must know before they act, gathered from several truths.

mod people;

pub use self::people::People;
