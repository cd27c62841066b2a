//! Fresh ids, as an input.

use auto_impl::auto_impl;

use uuid::Uuid;

/// Where ids come from that are not derived from anything: the id of a new tenant, of a request.
///
/// An implementation MUST never give the same id twice. Ids SHOULD sort by time (`UUIDv7`, RFC 9562
/// section 5.7), since stores keep rows in that order.
#[auto_impl(Arc)]
pub trait IdSource: Send + Sync + 'static {
    /// The next id.
    fn next(&self) -> Uuid;
}
