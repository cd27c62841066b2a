//! Somebody who watches the engine at each boundary: metrics, and tests that break it there.

use auto_impl::auto_impl;
use std::time::Duration;

use crate::{Direction, InstanceId, NodeName, StepError, WorkflowName};

/// A place where a crash makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Boundary {
    /// Before the effect of a step or of an undo.
    BeforeEffect,
    /// After the effect, before the journal knows.
    AfterEffect,
    /// After the journal's commit.
    AfterCommit,
}

/// Where the engine is.
#[derive(Debug, Clone, Copy)]
pub struct Point<'a> {
    /// Which boundary.
    pub boundary: Boundary,
    /// The instance.
    pub instance: InstanceId,
    /// Its workflow.
    pub workflow: &'a WorkflowName,
    /// The step. After a commit that tells of none (a wait, a timer), `None`.
    pub node: Option<&'a NodeName>,
    /// Whether the step is done or undone.
    pub direction: Direction,
    /// The attempt, from 1; 0 if no step is concerned.
    pub attempt: u32,
    /// How long the effect took; `None` before it.
    pub took: Option<Duration>,
}

/// What the observer asks for. A watcher in production asks for [`Directive::Proceed`].
#[derive(Debug)]
pub enum Directive {
    /// Go on.
    Proceed,
    /// Stop driving here, as if the process were killed: nothing more is written.
    Halt,
    /// Go on when the driver is polled again: others run first. A test makes a zombie of the
    /// driver so.
    Stall,
    /// The effect answers with this error instead. Before the effect, it does not happen; after
    /// it, it has happened and its answer is lost. After a commit it means nothing.
    Fail(StepError),
}

/// Called at each boundary, on the driver's task. It MUST return at once and MUST NOT panic.
#[auto_impl(Arc)]
pub trait Observer: Send + Sync + 'static {
    /// The engine has reached `point`.
    fn at(&self, point: &Point<'_>) -> Directive;
}
