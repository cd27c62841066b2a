//! An engine is built from a journal, a clock, and definitions.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::{
    Engine, Settings,
    engine::{Definitions, Inner},
};
use crate::{
    Blueprint, Definition, InvalidDefinition, WorkerId, Workflow, WorkflowName,
    ports::{Clock, Directive, Journal, Observer, Point},
};

/// Why a workflow was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The flow cannot be run.
    #[error(transparent)]
    Definition(#[from] InvalidDefinition),
    /// The same name and version twice.
    #[error("version {version} of \"{name}\" is registered twice. Raise `Workflow::VERSION`")]
    Twice {
        /// The workflow.
        name: WorkflowName,
        /// Its version.
        version: u32,
    },
}

impl RegisterError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Definition(error) => error.code(),
            Self::Twice { .. } => "workflow/registered-twice",
        }
    }
}

/// An engine under construction.
pub struct EngineBuilder {
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    worker: WorkerId,
    observer: Arc<dyn Observer>,
    settings: Settings,
    definitions: Definitions,
}

/// Watches nothing.
#[derive(Debug)]
struct Nobody;

impl Observer for Nobody {
    fn at(&self, _: &Point<'_>) -> Directive {
        Directive::Proceed
    }
}

impl EngineBuilder {
    pub(super) fn new(journal: Arc<dyn Journal>, clock: Arc<dyn Clock>, worker: WorkerId) -> Self {
        Self {
            journal,
            clock,
            worker,
            observer: Arc::new(Nobody),
            settings: Settings::default(),
            definitions: BTreeMap::new(),
        }
    }

    /// Adds a workflow. Register old versions too, as long as instances of them are under way.
    ///
    /// # Errors
    /// [`RegisterError`] if its flow cannot be run, or name and version are taken.
    pub fn register<W: Workflow>(mut self, workflow: W) -> Result<Self, RegisterError> {
        let definition = Definition::of(workflow)?;
        let key = (definition.name().clone(), W::VERSION);
        if self.definitions.contains_key(&key) {
            return Err(RegisterError::Twice {
                name: key.0,
                version: key.1,
            });
        }
        self.definitions.insert(key, Arc::new(definition));
        Ok(self)
    }

    /// Adds somebody who watches each boundary.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// Changes what can be tuned.
    #[must_use]
    pub const fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The engine. It does nothing by itself: drive it with `run`, `resume_all` or `work`.
    pub fn build(self) -> Engine {
        Engine::from_inner(Inner {
            journal: self.journal,
            clock: self.clock,
            worker: self.worker,
            observer: self.observer,
            settings: self.settings,
            definitions: self.definitions,
            driven: super::driven::Driven::default(),
            wake: tokio::sync::Notify::new(),
        })
    }
}

impl fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineBuilder")
            .field("worker", &self.worker)
            .field("settings", &self.settings)
            .field("definitions", &self.definitions.keys())
            .finish_non_exhaustive()
    }
}
