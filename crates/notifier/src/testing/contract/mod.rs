//! The suites that hold adapters to what the ports say they MUST. They panic on the first broken sentence.
//!
//! [`stores`] is for the record, its directories and its feed; [`transport`] is for what delivers.

pub mod stores;
pub mod transport;
