//! The contract of the ports: one function for each MUST, and [`suite`] for all of them.
//!
//! An adapter runs the suite against a fresh store for each function. A violation panics.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a contract suite fails by panicking"
)]

mod append;
mod evidence;
mod join;
mod read;

use std::{future::Future, sync::Arc};

pub use self::{append::*, evidence::*, read::*};
use crate::{
    LogId, RecordDraft, Seq,
    ports::{Appended, AuditEvidence, AuditLogRepository, AuditReader},
    testing::samples,
};

/// One store behind its three ports.
#[derive(Clone)]
pub struct Trail {
    /// Appends.
    pub repository: Arc<dyn AuditLogRepository>,
    /// Reads one log.
    pub reader: Arc<dyn AuditReader>,
    /// Reads all of it.
    pub evidence: Arc<dyn AuditEvidence>,
}

impl std::fmt::Debug for Trail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trail")
    }
}

impl Trail {
    /// A store that is all three ports.
    pub fn of<T: AuditLogRepository + AuditReader + AuditEvidence>(store: Arc<T>) -> Self {
        Self {
            repository: Arc::<T>::clone(&store),
            reader: Arc::<T>::clone(&store),
            evidence: store,
        }
    }

    async fn append(&self, batch: &[RecordDraft], second: i64) -> Vec<Appended> {
        self.repository
            .append(batch, samples::at(second))
            .await
            .expect("the batch is appended")
    }

    async fn size(&self, log: LogId) -> u64 {
        self.reader.head(log).await.expect("the head is read").size
    }
}

/// Every MUST, each on a fresh store that `make` returns.
pub async fn suite<F, Fut>(mut make: F)
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Trail>,
{
    places_are_dense_from_zero_in_the_order_of_the_batch(make().await).await;
    each_log_of_a_batch_is_numbered_by_itself(make().await).await;
    an_empty_batch_changes_nothing(make().await).await;
    a_repeat_answers_the_first_place_and_stores_nothing(make().await).await;
    a_repeat_within_a_batch_is_stored_once(make().await).await;
    a_conflict_refuses_the_whole_batch(make().await).await;
    a_batch_beyond_the_limit_is_refused(make().await).await;
    recorded_at_never_runs_back(make().await).await;
    sixty_four_writers_leave_no_gap_and_no_double(make().await).await;
    a_record_reads_back_as_it_was_appended(make().await).await;
    what_lies_in_another_log_is_missing(make().await).await;
    a_page_agrees_with_its_filter(make().await).await;
    paging_shows_each_record_once_while_others_append(make().await).await;
    a_cursor_fits_only_its_own_question(make().await).await;
    heads_are_listed_once_and_in_order(make().await).await;
    entries_come_in_order_and_within_the_limit(make().await).await;
    what_was_appended_verifies(make().await).await;
}

const FIRST: Seq = Seq::FIRST;
