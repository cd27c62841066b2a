//! Fresh ids, as an input.

use std::sync::Arc;

use uuid::Uuid;

/// Where ids come from that are not derived from anything: the id of a new tenant, of a request.
///
/// An implementation MUST never give the same id twice. Ids SHOULD sort by time (`UUIDv7`, RFC 9562
/// section 5.7), since stores keep rows in that order.
pub trait IdSource: Send + Sync + 'static {
    /// The next id.
    fn next(&self) -> Uuid;
}

impl<T: IdSource + ?Sized> IdSource for Arc<T> {
    fn next(&self) -> Uuid {
        (**self).next()
    }
}
