//! Verification: everything that is stored is hashed again and compared.

mod finding;

pub use self::finding::{Altered, Finding, HeadPart, LookupField};
