//! A definition seen without its types: what the core decides on and the engine runs.

use async_trait::async_trait;

use super::{Compensate, Definition, NodeSpec, Step, StepContext, StepError, Workflow};
use crate::{Payload, PayloadError, WorkflowName, instance::Instance};

/// What rests in the journal cannot be read by this definition.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Input, state or signal is not of the definition's type.
    #[error("the stored {what} is not what this version of the workflow writes")]
    Payload {
        /// Which of them.
        what: &'static str,
        /// What did not fit.
        #[source]
        source: PayloadError,
    },
    /// The instance stands at a part that the definition does not have.
    #[error(
        "the instance stands at part {index}, which this version of the workflow does not have"
    )]
    NoSuchNode {
        /// The place, counted from 0.
        index: u32,
    },
    /// A condition, the closure of a wait, or the closure of the answer panicked.
    #[error(
        "a closure of the workflow panicked; the log has the place. \
         Mend the workflow and retry the instance"
    )]
    Panicked,
}

impl Unreadable {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Payload { .. } => "workflow/unreadable-payload",
            Self::NoSuchNode { .. } => "workflow/unreadable-node",
            Self::Panicked => "workflow/panic",
        }
    }

    const fn payload(what: &'static str) -> impl FnOnce(PayloadError) -> Self {
        move |source| Self::Payload { what, source }
    }
}

/// The part of a definition that [`decide`](crate::decide) needs: data and pure functions.
pub trait Blueprint: Send + Sync + 'static {
    /// The workflow's name.
    fn name(&self) -> &WorkflowName;
    /// The workflow's version.
    fn version(&self) -> u32;
    /// The parts in order.
    fn nodes(&self) -> &[NodeSpec];
    /// Whether the condition of a part holds.
    ///
    /// # Errors
    /// [`Unreadable`] if input or state cannot be read.
    fn holds(&self, index: u32, instance: &Instance) -> Result<bool, Unreadable>;
    /// The state after a wait has taken its signal.
    ///
    /// # Errors
    /// [`Unreadable`] if state or signal cannot be read.
    fn absorb(
        &self,
        index: u32,
        instance: &Instance,
        signal: &Payload,
    ) -> Result<Payload, Unreadable>;
    /// What the completed process answers.
    ///
    /// # Errors
    /// [`Unreadable`] if input or state cannot be read.
    fn output(&self, instance: &Instance) -> Result<Payload, Unreadable>;
    /// The state a process begins with.
    ///
    /// # Errors
    /// [`Unreadable`] if the default state has no JSON form.
    fn initial_state(&self) -> Result<Payload, Unreadable>;
}

/// The part of a definition that acts. The state it answers is new, the instance unchanged.
#[async_trait]
pub trait Execute: Blueprint {
    /// Runs a step and answers the state after it.
    ///
    /// # Errors
    /// What the step says; [`StepError::fatal`] if the state can neither be read nor written.
    async fn run(
        &self,
        index: u32,
        cx: &StepContext,
        instance: &Instance,
    ) -> Result<Payload, StepError>;
    /// Takes a step back and answers the state after it.
    ///
    /// # Errors
    /// As for `run`.
    async fn undo(
        &self,
        index: u32,
        cx: &StepContext,
        instance: &Instance,
    ) -> Result<Payload, StepError>;
}

pub(crate) type Condition<W> =
    Box<dyn Fn(&<W as Workflow>::Input, &<W as Workflow>::State) -> bool + Send + Sync>;
pub(crate) type Absorb<W> =
    Box<dyn Fn(&mut <W as Workflow>::State, &Payload) -> Result<(), PayloadError> + Send + Sync>;

pub(crate) struct Node<W: Workflow> {
    pub(crate) when: Option<Condition<W>>,
    pub(crate) work: Work<W>,
}

pub(crate) enum Work<W: Workflow> {
    Revocable(Box<dyn Compensate<W>>),
    OneWay(Box<dyn Step<W>>),
    Wait(Absorb<W>),
    Sleep,
}

impl<W: Workflow> Definition<W> {
    fn node(&self, index: u32) -> Result<&Node<W>, Unreadable> {
        let place = usize::try_from(index).map_err(|_| Unreadable::NoSuchNode { index })?;
        self.nodes
            .get(place)
            .ok_or(Unreadable::NoSuchNode { index })
    }

    fn read(instance: &Instance) -> Result<(W::Input, W::State), Unreadable> {
        let input = instance
            .input()
            .decode()
            .map_err(Unreadable::payload("input"))?;
        let state = instance
            .state()
            .decode()
            .map_err(Unreadable::payload("state"))?;
        Ok((input, state))
    }
}

impl<W: Workflow> Blueprint for Definition<W> {
    fn name(&self) -> &WorkflowName {
        &self.name
    }

    fn version(&self) -> u32 {
        W::VERSION
    }

    fn nodes(&self) -> &[NodeSpec] {
        &self.specs
    }

    fn holds(&self, index: u32, instance: &Instance) -> Result<bool, Unreadable> {
        let Some(when) = &self.node(index)?.when else {
            return Ok(true);
        };
        let (input, state) = Self::read(instance)?;
        Ok(when(&input, &state))
    }

    fn absorb(
        &self,
        index: u32,
        instance: &Instance,
        signal: &Payload,
    ) -> Result<Payload, Unreadable> {
        let Work::Wait(absorb) = &self.node(index)?.work else {
            return Err(Unreadable::NoSuchNode { index });
        };
        let mut state: W::State = instance
            .state()
            .decode()
            .map_err(Unreadable::payload("state"))?;
        absorb(&mut state, signal).map_err(Unreadable::payload("signal"))?;
        Payload::encode(&state).map_err(Unreadable::payload("state"))
    }

    fn output(&self, instance: &Instance) -> Result<Payload, Unreadable> {
        let (input, state) = Self::read(instance)?;
        Payload::encode(&(self.output)(&input, &state)).map_err(Unreadable::payload("output"))
    }

    fn initial_state(&self) -> Result<Payload, Unreadable> {
        Payload::encode(&W::State::default()).map_err(Unreadable::payload("state"))
    }
}

fn unreadable(error: Unreadable) -> StepError {
    StepError::fatal(error.code(), error.to_string()).caused_by(error)
}

fn unstorable(error: PayloadError) -> StepError {
    StepError::fatal(error.code(), error.to_string()).caused_by(error)
}

#[async_trait]
impl<W: Workflow> Execute for Definition<W> {
    async fn run(
        &self,
        index: u32,
        cx: &StepContext,
        instance: &Instance,
    ) -> Result<Payload, StepError> {
        let (input, mut state) = Self::read(instance).map_err(unreadable)?;
        match &self.node(index).map_err(unreadable)?.work {
            Work::Revocable(step) => step.run(cx, &input, &mut state).await?,
            Work::OneWay(step) => step.run(cx, &input, &mut state).await?,
            Work::Wait(_) | Work::Sleep => {
                return Err(unreadable(Unreadable::NoSuchNode { index }));
            },
        }
        Payload::encode(&state).map_err(unstorable)
    }

    async fn undo(
        &self,
        index: u32,
        cx: &StepContext,
        instance: &Instance,
    ) -> Result<Payload, StepError> {
        let (input, mut state) = Self::read(instance).map_err(unreadable)?;
        let Work::Revocable(step) = &self.node(index).map_err(unreadable)?.work else {
            return Err(unreadable(Unreadable::NoSuchNode { index }));
        };
        step.compensate(cx, &input, &mut state).await?;
        Payload::encode(&state).map_err(unstorable)
    }
}
