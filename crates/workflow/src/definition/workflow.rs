//! A workflow and the definition it gives.

use std::{fmt, fmt::Debug};

use serde::{Serialize, de::DeserializeOwned};

use super::{Flow, NodeKind, NodeSpec, erased::Node};
use crate::{InvalidName, NodeName, SignalName, WorkflowName};

/// The most steps, waits and sleeps of one workflow.
pub const NODES_MAX: usize = 256;

/// A process that spans several truths, takes time, waits, or must be undone.
///
/// The value holds what the steps need (their ports); [`define`](Workflow::define) moves it into
/// them. The crate's front page shows a whole one.
pub trait Workflow: Sized + Send + Sync + 'static {
    /// Stored with every instance. Never derived from a type path; stable for ever.
    const NAME: &'static str;
    /// Raised by hand whenever the shape changes. Instances keep the version they began with.
    const VERSION: u32;

    /// What the process is started with. It never changes.
    ///
    /// Put references in it, not secrets: it rests in the journal.
    ///
    /// The same value MUST always give the same JSON, because a start is repeated by the same
    /// bytes: another text under the same key is [`OpenError::KeyReused`]. So no `HashMap` or
    /// `HashSet` (their order varies), and a field that is added later is left out when it has its
    /// default (`#[serde(default, skip_serializing_if = ...)]`), or a start from before the update
    /// cannot be repeated after it.
    ///
    /// [`OpenError::KeyReused`]: crate::ports::OpenError::KeyReused
    type Input: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What the steps find out on the way. Kept after each step.
    type State: Default + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What a completed process answers.
    type Output: Serialize + DeserializeOwned + Send + 'static;

    /// The story of the process, read from top to bottom; ends with
    /// [`Flow::returns`](crate::Flow::returns).
    ///
    /// # Errors
    /// [`InvalidDefinition`] says what is wrong with the flow and how to mend it.
    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition>;
}

pub(crate) type OutputOf<W> = Box<
    dyn Fn(&<W as Workflow>::Input, &<W as Workflow>::State) -> <W as Workflow>::Output
        + Send
        + Sync,
>;

/// A checked workflow: data that the core can decide on, and steps that the engine can run.
pub struct Definition<W: Workflow> {
    pub(crate) name: WorkflowName,
    pub(crate) specs: Vec<NodeSpec>,
    pub(crate) nodes: Vec<Node<W>>,
    pub(crate) output: OutputOf<W>,
}

impl<W: Workflow> Definition<W> {
    /// Builds and checks the definition of a workflow.
    ///
    /// # Errors
    /// [`InvalidDefinition`] says what is wrong and how to mend it.
    pub fn of(workflow: W) -> Result<Self, InvalidDefinition> {
        workflow.define(Flow::new())
    }

    /// The parts in order.
    pub fn nodes(&self) -> &[NodeSpec] {
        &self.specs
    }

    pub(crate) fn assemble(
        specs: Vec<NodeSpec>,
        nodes: Vec<Node<W>>,
        output: OutputOf<W>,
    ) -> Result<Self, InvalidDefinition> {
        let name =
            WorkflowName::parse(W::NAME).map_err(|source| InvalidDefinition::WorkflowName {
                name: W::NAME,
                source,
            })?;
        if W::VERSION == 0 {
            return Err(InvalidDefinition::VersionZero);
        }
        if specs.len() > NODES_MAX {
            return Err(InvalidDefinition::TooLong { count: specs.len() });
        }
        for (index, spec) in specs.iter().enumerate() {
            check_node(spec, specs.get(..index).unwrap_or_default())?;
        }
        Ok(Self {
            name,
            specs,
            nodes,
            output,
        })
    }
}

fn check_node(spec: &NodeSpec, earlier: &[NodeSpec]) -> Result<(), InvalidDefinition> {
    if earlier.iter().any(|other| other.name == spec.name) {
        return Err(InvalidDefinition::DuplicateName {
            name: spec.name.clone(),
        });
    }
    match &spec.kind {
        NodeKind::Step(step) => {
            if step.retry.attempts_max == 0 || step.undo_retry.attempts_max == 0 {
                return Err(InvalidDefinition::NoAttempts {
                    name: spec.name.clone(),
                });
            }
            if step.timeout.is_zero() {
                return Err(InvalidDefinition::NoTime {
                    name: spec.name.clone(),
                });
            }
        },
        NodeKind::Wait {
            signal,
            until,
            otherwise,
        } => {
            let twice = |other: &NodeSpec| matches!(&other.kind, NodeKind::Wait { signal: waited, .. } if waited == signal);
            if earlier.iter().any(twice) {
                return Err(InvalidDefinition::SignalTwice {
                    signal: signal.clone(),
                });
            }
            if until.is_zero() {
                return Err(InvalidDefinition::NoTime {
                    name: spec.name.clone(),
                });
            }
            let pivoted =
                |other: &NodeSpec| matches!(&other.kind, NodeKind::Step(step) if step.pivot);
            if *otherwise == super::Otherwise::Compensate && earlier.iter().any(pivoted) {
                return Err(InvalidDefinition::UndoAfterPivot {
                    name: spec.name.clone(),
                });
            }
        },
        NodeKind::Sleep { span } => {
            if span.is_zero() {
                return Err(InvalidDefinition::NoTime {
                    name: spec.name.clone(),
                });
            }
        },
    }
    Ok(())
}

impl<W: Workflow> Debug for Definition<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Definition")
            .field("name", &self.name)
            .field("version", &W::VERSION)
            .field("nodes", &self.specs)
            .finish_non_exhaustive()
    }
}

/// A flow that cannot be run. The text says how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDefinition {
    /// `Workflow::NAME` is no name.
    #[error("the workflow name {name:?} cannot be stored: {source}. Change `Workflow::NAME`")]
    WorkflowName {
        /// What `Workflow::NAME` says.
        name: &'static str,
        /// The broken rule.
        #[source]
        source: InvalidName,
    },
    /// The name of a step, wait or sleep is no name.
    #[error("the step name {name:?} cannot be stored: {source}. Use one like \"charge_card\"")]
    NodeName {
        /// What the flow says.
        name: String,
        /// The broken rule.
        #[source]
        source: InvalidName,
    },
    /// `Signal::NAME` is no name.
    #[error("the signal name {name:?} cannot be stored: {source}. Change `Signal::NAME`")]
    SignalName {
        /// What `Signal::NAME` says.
        name: &'static str,
        /// The broken rule.
        #[source]
        source: InvalidName,
    },
    /// Versions count from 1.
    #[error("versions count from 1. Set `Workflow::VERSION` to 1")]
    VersionZero,
    /// More parts than the limit.
    #[error(
        "the flow has {count} parts; at most {NODES_MAX} are allowed. Split the process in two"
    )]
    TooLong {
        /// The number of parts.
        count: usize,
    },
    /// Two parts share a name, and so would share their idempotency keys.
    #[error("two parts of the flow are called \"{name}\". Rename one: keys are made of names")]
    DuplicateName {
        /// The shared name.
        name: NodeName,
    },
    /// Two waits for one signal.
    #[error(
        "two waits expect the signal \"{signal}\". Give the second wait a signal type of its own"
    )]
    SignalTwice {
        /// The shared signal.
        signal: SignalName,
    },
    /// A step that may never be tried.
    #[error(
        "\"{name}\" has a budget of no attempts. Use `.attempts(1)` for one try without repeat"
    )]
    NoAttempts {
        /// The step.
        name: NodeName,
    },
    /// A wait, sleep or timeout of no time.
    #[error("\"{name}\" has no time: its span is zero. Give it at least a millisecond")]
    NoTime {
        /// The part.
        name: NodeName,
    },
    /// A deadline that would undo what is past undoing.
    #[error(
        "the wait \"{name}\" comes after the pivot, where nothing is undone. \
         Say `.otherwise(Otherwise::Continue)`, or move it before the pivot"
    )]
    UndoAfterPivot {
        /// The wait.
        name: NodeName,
    },
    /// A reason of no words.
    #[error("\"{name}\" gives no reason why it has no undo. Write the reason; operators read it")]
    NoReason {
        /// The step.
        name: NodeName,
    },
}

impl InvalidDefinition {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WorkflowName { .. } => "workflow/definition-workflow-name",
            Self::NodeName { .. } => "workflow/definition-step-name",
            Self::SignalName { .. } => "workflow/definition-signal-name",
            Self::VersionZero => "workflow/definition-version-zero",
            Self::TooLong { .. } => "workflow/definition-too-long",
            Self::DuplicateName { .. } => "workflow/definition-duplicate-name",
            Self::SignalTwice { .. } => "workflow/definition-signal-twice",
            Self::NoAttempts { .. } => "workflow/definition-no-attempts",
            Self::NoTime { .. } => "workflow/definition-no-time",
            Self::UndoAfterPivot { .. } => "workflow/definition-undo-after-pivot",
            Self::NoReason { .. } => "workflow/definition-no-reason",
        }
    }
}
