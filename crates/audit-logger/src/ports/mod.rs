//! What an adapter must provide. Each MUST is a test in `testing::contract`.

mod evidence;
mod failure;
mod query;
mod reader;
mod repository;

pub use self::{
    evidence::{AuditEvidence, Lookup, StoredEntry, StoredHead, Strays, decode_entry},
    failure::StoreFailure,
    query::{BadCursor, Cursor, Filter, PAGE_RECORDS_MAX, Page, PageRequest, Window},
    reader::{AuditReader, ReadError},
    repository::{AppendError, Appended, AuditLogRepository, BATCH_RECORDS_MAX},
};
