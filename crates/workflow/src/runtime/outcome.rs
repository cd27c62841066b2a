//! How an instance stands when its driver lets go.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;

use crate::{
    Failure, Instance, InstanceId, ParkReason, Payload, Phase, SignalName, Status, Unreadable, Work,
};

/// The answer to a start: the instance is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    /// Its id.
    pub id: InstanceId,
    /// Whether the same was started before.
    pub existing: bool,
    /// Where it stands.
    pub status: Status,
}

/// The answer to a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran<O> {
    /// The instance's id.
    pub id: InstanceId,
    /// Whether the same was started before.
    pub existing: bool,
    /// Where it came to rest.
    pub outcome: Outcome<O>,
}

/// Where an instance came to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<O> {
    /// Finished, with this answer.
    Completed(O),
    /// Taken back, because of this.
    Compensated(Failure),
    /// Waits for an operator.
    Parked {
        /// Why.
        reason: ParkReason,
        /// The failure that led there, if one did.
        failure: Option<Failure>,
    },
    /// Waits for a signal, or for time to pass.
    Waiting {
        /// The signal; `None` if it waits for time.
        signal: Option<SignalName>,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Waits for its next attempt, longer than the driver's patience; or the engine is stopping.
    Pending {
        /// When it goes on.
        at: DateTime<Utc>,
    },
    /// Another driver has it.
    Elsewhere,
}

impl<O: DeserializeOwned> Outcome<O> {
    /// Reads where an instance stands.
    ///
    /// # Errors
    /// [`Unreadable`] if the output is not an `O`.
    pub fn of(instance: &Instance) -> Result<Self, Unreadable> {
        let decode = |payload: &Payload| {
            payload.decode().map_err(|source| Unreadable::Payload {
                what: "output",
                source,
            })
        };
        Outcome::raw(instance).try_map(|payload| decode(&payload))
    }
}

impl Outcome<Payload> {
    /// Where an instance stands, with the output as it is stored.
    pub fn raw(instance: &Instance) -> Self {
        match instance.phase() {
            Phase::Completed => match instance.output() {
                Some(output) => Self::Completed(output.clone()),
                // `restore` and `apply` keep output and phase together.
                None => Self::Elsewhere,
            },
            Phase::Compensated { cause } => Self::Compensated(cause.clone()),
            Phase::Parked {
                reason, failure, ..
            } => Self::Parked {
                reason: *reason,
                failure: failure.clone(),
            },
            Phase::Forward {
                work: Work::Waiting { signal, deadline },
                ..
            } => Self::Waiting {
                signal: Some(signal.clone()),
                until: *deadline,
            },
            Phase::Forward {
                work: Work::Sleeping { until },
                ..
            } => Self::Waiting {
                signal: None,
                until: *until,
            },
            Phase::Forward { .. } | Phase::Undoing { .. } => Self::Pending {
                at: instance.wake_at().unwrap_or(instance.updated_at()),
            },
        }
    }
}

impl<O> Outcome<O> {
    /// Completed, compensated or parked: no driver has anything to do.
    pub const fn is_settled(&self) -> bool {
        matches!(
            self,
            Self::Completed(_) | Self::Compensated(_) | Self::Parked { .. }
        )
    }

    fn try_map<P, E>(self, read: impl FnOnce(O) -> Result<P, E>) -> Result<Outcome<P>, E> {
        Ok(match self {
            Self::Completed(output) => Outcome::Completed(read(output)?),
            Self::Compensated(failure) => Outcome::Compensated(failure),
            Self::Parked { reason, failure } => Outcome::Parked { reason, failure },
            Self::Waiting { signal, until } => Outcome::Waiting { signal, until },
            Self::Pending { at } => Outcome::Pending { at },
            Self::Elsewhere => Outcome::Elsewhere,
        })
    }

    pub(super) fn decode<P: DeserializeOwned>(self) -> Result<Outcome<P>, Unreadable>
    where
        O: std::borrow::Borrow<Payload>,
    {
        self.try_map(|payload| {
            let read = payload.borrow().decode();
            read.map_err(|source| Unreadable::Payload {
                what: "output",
                source,
            })
        })
    }
}
