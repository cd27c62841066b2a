//! The journal: the ports of `workflow`, each call one job of the database.

use std::{convert::Infallible, num::NonZeroU32, path::Path};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlite_kit::{Database, DatabaseError, OpenError as FileError, WriteTx, rusqlite};
use workflow::{
    HistoryEvent, InstanceId, Scope, WorkerId,
    ports::{
        ClaimError, Claimed, Commit, CommitError, Committed, Counts, Due, Fence, HeartbeatError,
        InstanceFilter, Lease, NewInstance, OpenError, Opened, Page, PageCursor, PostSignalError,
        PostedSignal, ReadError, Recorded, SignalAnswer, StoreFailure, WorkflowOperatorRepository,
        WorkflowStateReader, WorkflowStateRepository,
    },
};

use crate::{
    reads::{self, Query, failure},
    schema::SCHEMA,
    time::instant,
    writes::{self, Opening, Outcome, Step},
};

/// A [`Journal`](workflow::ports::Journal) in one SQLite file. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct SqliteJournal {
    database: Database,
}

impl SqliteJournal {
    /// Opens the journal at `path`, or makes it. Blocks while it does; call it at start-up.
    ///
    /// # Errors
    /// [`sqlite_kit::OpenError`] says what is wrong with the file and what to do.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        Database::open(path, &SCHEMA).map(|database| Self { database })
    }

    /// Reads the whole file and answers what is wrong with it: nothing, if the answer is empty.
    ///
    /// # Errors
    /// [`DatabaseError`] if the check could not be carried out.
    pub async fn integrity_check(&self) -> Result<Vec<String>, DatabaseError> {
        self.database.integrity_check().await
    }

    /// Finishes what was accepted and closes the file for all clones.
    ///
    /// # Errors
    /// [`DatabaseError`]; what was answered is durable in any case.
    pub async fn close(self) -> Result<(), DatabaseError> {
        self.database.close().await
    }

    /// A write that is kept whatever it answers.
    async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&WriteTx<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreFailure> {
        match self
            .database
            .write_repeatable(move |tx| work(tx).map(Ok::<_, Infallible>))
            .await
            .map_err(failure)?
        {
            Ok(answer) => Ok(answer),
            Err(refusal) => match refusal {},
        }
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreFailure> {
        self.database.read(work).await.map_err(failure)
    }

    async fn find_in(
        &self,
        scope: Option<Scope>,
        id: InstanceId,
    ) -> Result<Option<Recorded>, ReadError> {
        let found = self
            .database
            .look_up(move |connection| reads::find(connection, scope, id))
            .await
            .map_err(failure)?;
        found.map_err(ReadError::Corrupt)
    }

    async fn history_in(
        &self,
        scope: Option<Scope>,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError> {
        let limit = limit.get();
        let read = move |connection: &_| reads::history(connection, scope, id, after, limit);
        self.read(read).await?.map_err(ReadError::Corrupt)
    }
}

#[async_trait]
impl WorkflowStateRepository for SqliteJournal {
    async fn open(&self, new: NewInstance) -> Result<Opened, OpenError> {
        let id = new.head.id;
        let opening = Opening::encode(new)?;
        match self.write(move |tx| opening.carry_out(tx)).await? {
            Outcome::New(claimed) => Ok(Opened::New(*claimed)),
            Outcome::Existing(instance) => Ok(Opened::Existing(*instance)),
            Outcome::KeyReused => Err(OpenError::KeyReused { id }),
            Outcome::Corrupt(corrupt) => Err(OpenError::Corrupt(corrupt)),
        }
    }

    async fn claim(
        &self,
        id: InstanceId,
        lease: Lease,
        now: DateTime<Utc>,
    ) -> Result<Claimed, ClaimError> {
        self.write(move |tx| writes::claim(tx, id, &lease, now))
            .await?
    }

    async fn claim_due(
        &self,
        lease: Lease,
        now: DateTime<Utc>,
        limit: NonZeroU32,
    ) -> Result<Due, StoreFailure> {
        self.write(move |tx| writes::claim_due(tx, &lease, now, limit.get()))
            .await
    }

    async fn commit(&self, commit: Commit<'_>) -> Result<Committed, CommitError> {
        let step = Step::encode(&commit)?;
        self.database
            .write_repeatable(move |tx| step.carry_out(tx))
            .await
            .map_err(failure)?
    }

    async fn heartbeat(
        &self,
        id: InstanceId,
        fence: Fence,
        until: DateTime<Utc>,
    ) -> Result<(), HeartbeatError> {
        let renewed = self
            .write(move |tx| writes::heartbeat(tx, id, fence, until))
            .await?;
        if renewed {
            Ok(())
        } else {
            Err(HeartbeatError::FenceLost)
        }
    }

    async fn post_signal(&self, signal: PostedSignal) -> Result<SignalAnswer, PostSignalError> {
        self.database
            .write_repeatable(move |tx| writes::post(tx, &signal))
            .await
            .map_err(failure)?
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreFailure> {
        let due = self.read(reads::next_due).await?;
        due.map(instant).transpose().map_err(StoreFailure::new)
    }

    async fn release_leases_of_dead_workers(
        &self,
        survivor: &WorkerId,
    ) -> Result<u64, StoreFailure> {
        let survivor = survivor.clone();
        self.write(move |tx| writes::release_all_but(tx, &survivor))
            .await
    }
}

#[async_trait]
impl WorkflowStateReader for SqliteJournal {
    async fn find(&self, scope: Scope, id: InstanceId) -> Result<Option<Recorded>, ReadError> {
        self.find_in(Some(scope), id).await
    }

    async fn page(
        &self,
        scope: Scope,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure> {
        let query = Query {
            scope: Some(scope),
            filter: filter.clone(),
            after,
            limit,
        };
        self.read(move |connection| query.run(connection)).await
    }

    async fn history(
        &self,
        scope: Scope,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError> {
        self.history_in(Some(scope), id, after, limit).await
    }

    async fn counts(&self, scope: Scope) -> Result<Counts, StoreFailure> {
        self.read(move |connection| reads::counts(connection, Some(scope)))
            .await
    }
}

#[async_trait]
impl WorkflowOperatorRepository for SqliteJournal {
    async fn find_anywhere(&self, id: InstanceId) -> Result<Option<Recorded>, ReadError> {
        self.find_in(None, id).await
    }

    async fn page_everywhere(
        &self,
        filter: &InstanceFilter,
        after: Option<PageCursor>,
        limit: NonZeroU32,
    ) -> Result<Page, StoreFailure> {
        let query = Query {
            scope: None,
            filter: filter.clone(),
            after,
            limit,
        };
        self.read(move |connection| query.run(connection)).await
    }

    async fn history_anywhere(
        &self,
        id: InstanceId,
        after: u64,
        limit: NonZeroU32,
    ) -> Result<Vec<HistoryEvent>, ReadError> {
        self.history_in(None, id, after, limit).await
    }

    async fn counts_everywhere(&self) -> Result<Counts, StoreFailure> {
        self.read(|connection| reads::counts(connection, None))
            .await
    }
}
