//! The truths' feeds, read as audit records.

use std::{error::Error, fmt, num::NonZeroU32, sync::Arc};

use audit_logger::RecordDraft;

use super::{
    RecordEventsError, Untranslatable, identity as people, notifier as messages, tenant as tenants,
};
use crate::contracts::Feed;

/// Where the events come from: the feed of each truth.
#[derive(Clone)]
pub struct EventSources {
    /// People, registrations, roles.
    pub identity: Arc<dyn identity::ports::EventFeed>,
    /// Tenants and memberships.
    pub tenant: Arc<dyn tenant::ports::EventFeed>,
    /// Messages.
    pub notifier: Arc<dyn notifier::ports::EventFeed>,
}

/// Some events of one feed, as records.
pub(super) struct Batch {
    pub(super) records: Vec<RecordDraft>,
    /// The position of the last of them, if there are any.
    pub(super) last: Option<u64>,
    /// As many as asked for: there may be more.
    pub(super) full: bool,
}

impl EventSources {
    pub(super) async fn read(
        &self,
        feed: Feed,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Batch, RecordEventsError> {
        match feed {
            Feed::Identity => {
                let events = self
                    .identity
                    .read_after(identity::ports::Position::from_u64(after), limit)
                    .await
                    .map_err(|failure| unread(feed, failure))?;
                batch(
                    feed,
                    limit,
                    &events,
                    |event| event.position.as_u64(),
                    people::record,
                )
            },
            Feed::Tenant => {
                let events = self
                    .tenant
                    .read_after(tenant::ports::Position::from_u64(after), limit)
                    .await
                    .map_err(|failure| unread(feed, failure))?;
                batch(
                    feed,
                    limit,
                    &events,
                    |event| event.position.as_u64(),
                    tenants::record,
                )
            },
            Feed::Notifier => {
                let events = self
                    .notifier
                    .read_after(notifier::ports::Position::from_u64(after), limit)
                    .await
                    .map_err(|failure| unread(feed, failure))?;
                batch(
                    feed,
                    limit,
                    &events,
                    |event| event.position.as_u64(),
                    messages::record,
                )
            },
        }
    }
}

fn unread(feed: Feed, failure: impl Error + Send + Sync + 'static) -> RecordEventsError {
    RecordEventsError::Feed {
        feed,
        source: Box::new(failure),
    }
}

fn batch<E>(
    feed: Feed,
    limit: NonZeroU32,
    events: &[E],
    position_of: impl Fn(&E) -> u64,
    record: impl Fn(&E) -> Result<RecordDraft, Untranslatable>,
) -> Result<Batch, RecordEventsError> {
    let last = events.last().map(&position_of);
    let full = events.len() >= usize::try_from(limit.get()).unwrap_or(usize::MAX);
    let records = events
        .iter()
        .map(|event| {
            record(event).map_err(|source| RecordEventsError::Untranslatable {
                feed,
                position: position_of(event),
                source,
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(Batch {
        records,
        last,
        full,
    })
}

impl fmt::Debug for EventSources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSources").finish_non_exhaustive()
    }
}
