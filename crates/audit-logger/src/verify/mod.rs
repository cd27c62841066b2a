//! Verification: everything that is stored is hashed again and compared.

mod finding;
mod log_check;
mod verifier;

pub use self::{
    finding::{Altered, Finding, HeadPart, LookupField},
    verifier::{FINDINGS_MAX, Tampered, Verdict, Verified, Verifier},
};
