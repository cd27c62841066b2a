//! Reactions to domain events: one each, named after what it does, idempotent by event id.

mod record_domain_events;

pub(crate) use self::record_domain_events::actor_of_record;

pub use self::record_domain_events::{
    EventSources, RecordDomainEvents, RecordEventsError, Untranslatable,
};
