//! One running or finished process, and the events that made it what it is.

mod apply;
mod event;
mod failure;
mod model;
mod phase;
mod stored;

pub use self::{
    apply::ImpossibleEvent,
    event::{Fact, HistoryEvent},
    failure::{Failure, ParkReason},
    model::{Instance, InstanceHead, SignalFit, SignalGate},
    phase::{Phase, Status, Work},
    stored::{CorruptInstance, StoredInstance},
};
