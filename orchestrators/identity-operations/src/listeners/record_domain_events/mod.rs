//! Turns every domain event into exactly one audit record.
//!
//! The truths commit their events with their changes; this listener reads each truth's feed in order and
//! appends one record for each event. The event's id is the record's id, so an event that is read
//! twice has still one record. It is the only writer of the trail (ADR-0004).

mod actor;
mod identity;
mod notifier;
mod record;
mod sources;
mod tenant;

use std::{
    fmt,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use audit_logger::{
    InvalidAction, InvalidRecord, InvalidTarget,
    ports::{AppendError, AuditLogRepository, AuditReader, ReadError},
};
use tokio::sync::Mutex;
use workflow::ports::Clock;

pub(crate) use self::actor::actor_of_record;
pub use self::sources::EventSources;
use crate::contracts::{ContractFailure, EventCursorRepository, Feed};

/// The name under which the cursors of this listener are kept. Stored: it never changes.
const LISTENER: &str = "record_domain_events";

/// How many events of each feed one pass appends at most.
const PASS_EVENTS_MAX: NonZeroU32 = NonZeroU32::MIN.saturating_add(1_023);

/// The listener. Cheap to share; any number of callers may ask it to catch up at once.
pub struct RecordDomainEvents {
    sources: EventSources,
    trail: Arc<dyn AuditLogRepository>,
    reader: Arc<dyn AuditReader>,
    cursors: Arc<dyn EventCursorRepository>,
    clock: Arc<dyn Clock>,
    /// How far it is, once that was loaded. Its lock is held for a whole pass.
    lane: Mutex<Option<Progress>>,
    /// How many wait for the lane.
    waiting: AtomicU64,
    begun: AtomicU64,
    ended: AtomicU64,
}

/// How many events may be recorded and not yet behind a cursor: after a crash they are read again.
const CURSOR_LAG_MAX: u64 = 8_192;

/// A place in each feed, in the order of [`Feed::ALL`].
type Positions = [u64; Feed::ALL.len()];

/// Why the trail is not up to date. Nothing is lost: the events stay where they are until a later pass.
#[derive(Debug, thiserror::Error)]
pub enum RecordEventsError {
    /// A truth's feed could not be read.
    #[error("the events of {feed} could not be read: try again")]
    Feed {
        /// Whose events.
        feed: Feed,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An event cannot be written as a record. The pass stops before it, so no event is passed over.
    #[error(
        "event {position} of {feed} cannot be recorded: this is a fault of the program, report it"
    )]
    Untranslatable {
        /// Whose event.
        feed: Feed,
        /// Where it stands in the feed.
        position: u64,
        /// Why.
        #[source]
        source: Untranslatable,
    },
    /// The trail did not take the records.
    #[error("the audit trail did not take the records: {0}")]
    Append(#[from] AppendError),
    /// The trail could not be read.
    #[error("the audit trail could not be read: try again")]
    Trail(#[from] ReadError),
    /// The trail lacks a record that it had: the file was lost, or put back from an older copy.
    #[error(
        "the audit trail lacks the record of event {position} of {feed}, which it had: \
         put back the newest copy of the trail; a lost one cannot be made anew"
    )]
    TrailReplaced {
        /// Whose event.
        feed: Feed,
        /// Where it stands in the feed.
        position: u64,
    },
    /// The cursor could not be read or moved.
    #[error(transparent)]
    Cursor(#[from] ContractFailure),
}

impl RecordEventsError {
    /// Whether repeating cannot help before somebody has mended the trail or the program.
    pub const fn is_lasting(&self) -> bool {
        match self {
            Self::Untranslatable { .. } | Self::TrailReplaced { .. } => true,
            Self::Append(error) => !matches!(error, AppendError::Store(_)),
            Self::Feed { .. } | Self::Trail(_) | Self::Cursor(_) => false,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Trail(error) => error.code(),
            Self::TrailReplaced { .. } => "identity-operations/trail-replaced",
            Self::Feed { .. } => "identity-operations/feed-unavailable",
            Self::Untranslatable { .. } => "identity-operations/event-untranslatable",
            Self::Append(error) => error.code(),
            Self::Cursor(failure) => failure.code(),
        }
    }
}

/// Why an event is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untranslatable {
    /// Its kind is no action.
    #[error(transparent)]
    Action(#[from] InvalidAction),
    /// What it was done to is no target.
    #[error(transparent)]
    Target(#[from] InvalidTarget),
    /// Together they break a limit of a record.
    #[error(transparent)]
    Record(#[from] InvalidRecord),
}

impl RecordDomainEvents {
    /// A listener that reads `sources`, appends to `trail`, looks back with `reader` once, and keeps its
    /// place in `cursors`.
    pub fn new(
        sources: EventSources,
        trail: Arc<dyn AuditLogRepository>,
        reader: Arc<dyn AuditReader>,
        cursors: Arc<dyn EventCursorRepository>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            sources,
            trail,
            reader,
            cursors,
            clock,
            lane: Mutex::new(None),
            waiting: AtomicU64::new(0),
            begun: AtomicU64::new(0),
            ended: AtomicU64::new(0),
        }
    }

    /// Records every event that was committed before this call. When it returns, the trail holds them.
    ///
    /// Callers who arrive while a pass runs are served by the next one together, so the cost of a
    /// pass is shared.
    ///
    /// # Errors
    /// [`RecordEventsError`]: the trail may be behind, nothing is lost, and a later call goes on where this
    /// one stopped.
    pub async fn catch_up(&self) -> Result<(), RecordEventsError> {
        let arrived = self.begun.load(Ordering::SeqCst);
        let waiting = Waiting::at(&self.waiting);
        let mut lane = self.lane.lock().await;
        drop(waiting);
        // A pass that began after this caller arrived, and has ended, has seen all the caller cares for.
        if self.ended.load(Ordering::SeqCst) > arrived {
            return Ok(());
        }
        let pass = self.begun.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        // Taken out for the pass: one that fails or is cancelled leaves nothing half-moved behind.
        let mut progress = match lane.take() {
            Some(progress) => progress,
            None => self.load().await?,
        };
        while self.pass(&mut progress.recorded).await? {}
        // Whoever waits is let on before the cursors are moved: they may lag, the records may not.
        if self.waiting.load(Ordering::SeqCst) == 0 || progress.lag() >= CURSOR_LAG_MAX {
            self.keep(&mut progress).await?;
        }
        *lane = Some(progress);
        self.ended.store(pass, Ordering::SeqCst);
        Ok(())
    }

    async fn load(&self) -> Result<Progress, RecordEventsError> {
        let mut kept = Positions::default();
        for (feed, position) in Feed::ALL.into_iter().zip(&mut kept) {
            *position = self.cursors.load(LISTENER, feed).await?;
            self.look_back(feed, *position).await?;
        }
        Ok(Progress {
            recorded: kept,
            kept,
        })
    }

    /// Moves the cursors to what the trail holds.
    async fn keep(&self, progress: &mut Progress) -> Result<(), RecordEventsError> {
        let moves: Vec<_> = Feed::ALL
            .into_iter()
            .zip(progress.kept.iter().zip(&progress.recorded))
            .filter(|(_, (kept, recorded))| recorded > kept)
            .map(|(feed, (_, recorded))| (feed, *recorded))
            .collect();
        if !moves.is_empty() {
            self.cursors.advance(LISTENER, &moves).await?;
            progress.kept = progress.recorded;
        }
        Ok(())
    }

    /// A cursor says what the trail holds. If the trail does not hold it, going on from there would leave a
    /// gap that nobody sees.
    async fn look_back(&self, feed: Feed, position: u64) -> Result<(), RecordEventsError> {
        let Some(before) = position.checked_sub(1) else {
            return Ok(());
        };
        let last = self.sources.read(feed, before, NonZeroU32::MIN).await?;
        let Some(draft) = last.records.first() else {
            // The feed itself ends before its cursor: the truth was put back from an older copy.
            return Err(RecordEventsError::TrailReplaced { feed, position });
        };
        match self.reader.find(draft.log(), draft.event_id()).await? {
            Some(_) => Ok(()),
            None => Err(RecordEventsError::TrailReplaced { feed, position }),
        }
    }

    /// Records the next events of every feed in one append; says whether there may be more.
    async fn pass(&self, recorded: &mut Positions) -> Result<bool, RecordEventsError> {
        let [people, tenants, messages] = *recorded;
        let (people, tenants, messages) = tokio::join!(
            self.sources.read(Feed::Identity, people, PASS_EVENTS_MAX),
            self.sources.read(Feed::Tenant, tenants, PASS_EVENTS_MAX),
            self.sources.read(Feed::Notifier, messages, PASS_EVENTS_MAX),
        );
        let mut drafts = Vec::new();
        let mut reached = *recorded;
        let mut more = false;
        for (batch, position) in [people?, tenants?, messages?].into_iter().zip(&mut reached) {
            more |= batch.full;
            drafts.extend(batch.records);
            *position = batch.last.unwrap_or(*position);
        }
        if !drafts.is_empty() {
            self.trail.append(&drafts, self.clock.now()).await?;
            *recorded = reached;
        }
        Ok(more)
    }
}

/// How far the listener is. The cursors may lag behind the records, never the other way round.
struct Progress {
    /// Up to where the trail holds each feed.
    recorded: Positions,
    /// Up to where the cursors say so.
    kept: Positions,
}

impl Progress {
    /// How many events would be read again after a crash.
    fn lag(&self) -> u64 {
        let behind = self.recorded.iter().zip(&self.kept);
        behind
            .map(|(recorded, kept)| recorded.saturating_sub(*kept))
            .sum()
    }
}

/// Counts somebody who waits for the lane, also if the waiting is broken off.
struct Waiting<'a>(&'a AtomicU64);

impl<'a> Waiting<'a> {
    fn at(count: &'a AtomicU64) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl fmt::Debug for RecordDomainEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordDomainEvents")
            .field("passes", &self.ended.load(Ordering::SeqCst))
            .finish_non_exhaustive()
    }
}
