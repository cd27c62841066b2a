//! What a step knows of the run it belongs to.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{CorrelationId, Fence, InstanceId, NodeName, Scope};

/// Whether a step is done or undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The step takes effect.
    Forward,
    /// The step is taken back.
    Undo,
}

/// Handed to every attempt at a step. All it gives is the same on every machine that tries.
///
/// Keys and ids do not depend on the attempt: the port of a truth stores the key in its own
/// commit, and answers a repeat with its first answer.
#[derive(Debug, Clone)]
pub struct StepContext {
    pub(crate) instance: InstanceId,
    pub(crate) scope: Scope,
    pub(crate) correlation: CorrelationId,
    pub(crate) node: NodeName,
    pub(crate) direction: Direction,
    pub(crate) attempt: u32,
    pub(crate) now: DateTime<Utc>,
    pub(crate) deadline: DateTime<Utc>,
    pub(crate) fence: Fence,
}

impl StepContext {
    /// The idempotency key of this step's effect: UUIDv5 of instance and step.
    ///
    /// In an undo it is still the key of the effect, the one to look up and to revoke.
    pub fn key(&self) -> Uuid {
        self.instance.derived(&format!("step/{}", self.node))
    }

    /// The key of one of several effects of this step. `name` is unique within the step.
    pub fn effect_key(&self, name: &str) -> Uuid {
        self.instance
            .derived(&format!("step/{}/effect/{name}", self.node))
    }

    /// The idempotency key of the undo itself.
    pub fn undo_key(&self) -> Uuid {
        self.instance.derived(&format!("undo/{}", self.node))
    }

    /// The id of something this process creates, such as `derived_id("order")`.
    ///
    /// It depends on the instance alone: every step, and every undo, finds the same id.
    pub fn derived_id(&self, name: &str) -> Uuid {
        self.instance.derived(&format!("id/{name}"))
    }

    /// The instance this step belongs to.
    pub const fn instance(&self) -> InstanceId {
        self.instance
    }

    /// The owner of the instance.
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The request that started the instance.
    pub const fn correlation(&self) -> CorrelationId {
        self.correlation
    }

    /// The name of this step.
    pub const fn step(&self) -> &NodeName {
        &self.node
    }

    /// Whether the step is done or undone.
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// Counts recorded attempts from 1. An attempt that a crash cut off is not counted.
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// When this attempt began. Use it instead of a clock.
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// When the engine gives this attempt up and counts it as unknown.
    pub const fn deadline(&self) -> DateTime<Utc> {
        self.deadline
    }

    /// Rises with each driver of the instance. A resource that keeps the highest one seen can
    /// refuse a driver that was replaced.
    pub const fn fence(&self) -> Fence {
        self.fence
    }
}
