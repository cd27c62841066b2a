//! What the crate asks of the world: a journal, a clock, and somebody to watch.

mod answers;
mod clock;
mod failure;
mod observer;
mod operator;
mod reader;
mod repository;

pub use self::{
    answers::{
        Claimed, Commit, Committed, Due, Fence, Guard, Lease, LeaseAfter, NewInstance, Opened,
        PendingSignal, PostedSignal, Rev, SIGNALS_MAX, SignalAnswer, SignalRef,
    },
    clock::Clock,
    failure::{
        ClaimError, CommitError, HeartbeatError, OpenError, PostSignalError, ReadError,
        StoreFailure,
    },
    observer::{Boundary, Directive, Observer, Point},
    operator::WorkflowOperatorRepository,
    reader::{
        Counts, InstanceFilter, InstanceSummary, Page, PageCursor, Recorded, WorkflowStateReader,
    },
    repository::{Journal, WorkflowStateRepository},
};
