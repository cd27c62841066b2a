//! The engine as its users see it: start, run, signal.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use tokio::sync::Notify;

use super::{
    DriveError, EngineBuilder, Operator, Outcome, Ran, RunError, Settings, SignalError, StartError,
    Started,
    driven::Driven,
    driver::{Driver, Mode},
};
use crate::{
    CorrelationId, DedupKey, Execute, Fact, Fence, HistoryEvent, InstanceHead, InstanceId,
    NodeKind, Payload, Scope, Signal, SignalAnswer, SignalName, WorkerId, Workflow, WorkflowName,
    core::later,
    ports::{
        ClaimError, Claimed, Clock, Journal, Lease, NewInstance, Observer, Opened, PostedSignal,
        SignalRef, StoreFailure,
    },
};

/// A wish to start a process.
#[derive(Debug, Clone)]
pub struct Start<I> {
    /// The owner.
    pub scope: Scope,
    /// Makes the wish repeatable: the same key is the same wish. No personal data.
    pub key: DedupKey,
    /// The request this belongs to.
    pub correlation: CorrelationId,
    /// What the process works on.
    pub input: I,
}

/// Drives processes. Clones share everything.
///
/// An engine does nothing by itself. Drive single instances in your own task with
/// [`run`](Self::run) and [`run_to_rest`](Self::run_to_rest); drive what is due with
/// [`resume_all`](Self::resume_all); or let [`work`](Self::work) do it until you stop it.
#[derive(Clone)]
pub struct Engine {
    pub(super) inner: Arc<Inner>,
}

pub(super) type Definitions = BTreeMap<(WorkflowName, u32), Arc<dyn Execute>>;

pub(super) struct Inner {
    pub(super) journal: Arc<dyn Journal>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) worker: WorkerId,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) settings: Settings,
    pub(super) definitions: Definitions,
    pub(super) driven: Driven,
    /// Tells the worker loop to look.
    pub(super) wake: Notify,
}

impl Inner {
    pub(super) fn lease(&self) -> Lease {
        let until = later(self.clock.now(), self.settings.lease);
        Lease {
            owner: self.worker.clone(),
            until,
        }
    }

    /// Drives a claimed instance to rest.
    pub(super) async fn drive(
        self: &Arc<Self>,
        claimed: Claimed,
        mode: Mode,
    ) -> Result<Outcome<Payload>, DriveError> {
        let _driving = self.driven.enter(claimed.instance.id()).await;
        Driver::new(Arc::clone(self), claimed, mode).drive().await
    }
}

impl Engine {
    /// An engine on this journal. `worker` MUST be new for each start of the process.
    pub fn builder(
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
        worker: WorkerId,
    ) -> EngineBuilder {
        EngineBuilder::new(journal, clock, worker)
    }

    pub(super) fn from_inner(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Starts a process and answers when it is durable. The worker loop drives it.
    ///
    /// # Errors
    /// [`StartError`]; in particular `workflow/key-reused` if the key had another input.
    pub async fn start<W: Workflow>(&self, start: Start<W::Input>) -> Result<Started, StartError> {
        let opened = self
            .inner
            .journal
            .open(self.new_instance::<W>(start, None)?)
            .await?;
        Ok(match opened {
            Opened::New(claimed) => {
                self.inner.wake.notify_one();
                let instance = &claimed.instance;
                Started {
                    id: instance.id(),
                    existing: false,
                    status: instance.status(),
                }
            },
            Opened::Existing(instance) => Started {
                id: instance.id(),
                existing: true,
                status: instance.status(),
            },
        })
    }

    /// Starts a process and drives it to rest in the caller's task: one commit to start it and one
    /// for each step, the last of which also completes it.
    ///
    /// If the same was started before, that one is driven on if it has something to do.
    ///
    /// # Errors
    /// [`RunError::Start`] if it was not started. After [`RunError::Drive`] it is under way, and
    /// goes on from where the journal has it.
    pub async fn run<W: Workflow>(
        &self,
        start: Start<W::Input>,
    ) -> Result<Ran<W::Output>, RunError> {
        let lease = self.inner.lease();
        let new = self.new_instance::<W>(start, Some(lease))?;
        let (id, existing, outcome) = match self
            .inner
            .journal
            .open(new)
            .await
            .map_err(StartError::Open)?
        {
            Opened::New(claimed) => {
                let id = claimed.instance.id();
                (id, false, self.inner.drive(claimed, Mode::ToRest).await?)
            },
            Opened::Existing(instance) => {
                let id = instance.id();
                let now = self.inner.clock.now();
                let idle = instance.wake_at().is_none_or(|at| at > now);
                let outcome = if idle && instance.waits_for().is_none() {
                    Outcome::raw(&instance)
                } else {
                    self.run_to_rest(id).await?
                };
                (id, true, outcome)
            },
        };
        let outcome = outcome.decode().map_err(DriveError::Output)?;
        Ok(Ran {
            id,
            existing,
            outcome,
        })
    }

    /// Drives one instance until it rests: finished, parked, waiting for a signal or for time, or
    /// for an attempt farther off than [`Settings::patience`].
    ///
    /// If this engine drives it already, waits for that to end first. An instance in the hands of
    /// another engine answers [`Outcome::Elsewhere`].
    ///
    /// # Errors
    /// [`DriveError`]; the instance then goes on later from where the journal has it.
    pub async fn run_to_rest(&self, id: InstanceId) -> Result<Outcome<Payload>, DriveError> {
        let _driving = self.inner.driven.enter(id).await;
        let inner = &self.inner;
        let claim = inner
            .journal
            .claim(id, inner.lease(), inner.clock.now())
            .await;
        let claimed = match claim {
            Ok(claimed) => claimed,
            Err(ClaimError::Leased { .. }) => return Ok(Outcome::Elsewhere),
            Err(ClaimError::NotFound { id }) => return Err(DriveError::NotFound { id }),
            Err(ClaimError::Corrupt(error)) => return Err(DriveError::Corrupt(error)),
            Err(ClaimError::Store(error)) => return Err(DriveError::Store(error)),
        };
        Driver::new(Arc::clone(inner), claimed, Mode::ToRest)
            .drive()
            .await
    }

    /// Tells an instance something it waits for, or will wait for.
    ///
    /// The worker loop drives it on; without one, call [`run_to_rest`](Self::run_to_rest).
    /// `key` makes the signal repeatable: with the same key it counts once.
    ///
    /// # Errors
    /// [`SignalError`]; then nothing was stored, unless the store did not answer.
    pub async fn signal<S: Signal>(
        &self,
        scope: Scope,
        instance: InstanceId,
        key: DedupKey,
        signal: &S,
    ) -> Result<SignalAnswer, SignalError> {
        let name = SignalName::parse(S::NAME).map_err(SignalError::Name)?;
        let payload = Payload::encode(signal).map_err(SignalError::Payload)?;
        let signal = SignalRef { name, key };
        let at = self.inner.clock.now();
        let posted = PostedSignal {
            scope,
            instance,
            signal,
            payload,
            at,
        };
        let answer = self.inner.journal.post_signal(posted).await?;
        if answer == SignalAnswer::Accepted {
            self.inner.wake.notify_one();
        }
        Ok(answer)
    }

    /// Ends the leases of every other worker, so that what a killed process was driving goes on
    /// at once. Answers how many there were.
    ///
    /// Only safe while the caller holds what makes this engine the only one alive, such as an
    /// exclusive lock on the data directory.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn release_leases_of_dead_workers(&self) -> Result<u64, StoreFailure> {
        self.inner
            .journal
            .release_leases_of_dead_workers(&self.inner.worker)
            .await
    }

    /// The journal, for what owners of instances may read.
    pub fn journal(&self) -> &Arc<dyn Journal> {
        &self.inner.journal
    }

    /// What an operator of the installation may see and do.
    pub fn operator(&self) -> Operator<'_> {
        Operator::new(&self.inner)
    }

    /// The registered workflows, each with its version and parts.
    pub fn definitions(&self) -> impl Iterator<Item = &Arc<dyn Execute>> {
        self.inner.definitions.values()
    }

    fn new_instance<W: Workflow>(
        &self,
        start: Start<W::Input>,
        lease: Option<Lease>,
    ) -> Result<NewInstance, StartError> {
        let workflow = WorkflowName::parse(W::NAME).map_err(StartError::Name)?;
        let version = W::VERSION;
        let slot = (workflow, version);
        let Some(definition) = self.inner.definitions.get(&slot) else {
            return Err(StartError::NotRegistered {
                name: slot.0,
                version,
            });
        };
        let input = Payload::encode(&start.input).map_err(StartError::Input)?;
        let state = definition.initial_state().map_err(StartError::State)?;
        let created_at = self.inner.clock.now();
        let first = HistoryEvent {
            seq: 1,
            at: created_at,
            worker: self.inner.worker.clone(),
            fence: Fence::first(),
            attempt: None,
            took: None,
            fact: Fact::Started {
                signals: signals_of(definition.as_ref()),
            },
            data: Some(state),
        };
        let head = InstanceHead {
            id: InstanceId::derive(start.scope, &slot.0, &start.key),
            scope: start.scope,
            workflow: slot.0,
            key: start.key,
            version,
            correlation: start.correlation,
            input_digest: input.digest(),
            input,
            created_at,
        };
        Ok(NewInstance { head, first, lease })
    }
}

fn signals_of(definition: &dyn Execute) -> BTreeSet<SignalName> {
    let signal = |kind: &NodeKind| match kind {
        NodeKind::Wait { signal, .. } => Some(signal.clone()),
        NodeKind::Step(_) | NodeKind::Sleep { .. } => None,
    };
    definition
        .nodes()
        .iter()
        .filter_map(|spec| signal(&spec.kind))
        .collect()
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("worker", &self.inner.worker)
            .field("settings", &self.inner.settings)
            .field("definitions", &self.inner.definitions.keys())
            .finish_non_exhaustive()
    }
}
