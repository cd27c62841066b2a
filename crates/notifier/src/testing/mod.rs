//! Everything needed to test without a disk, a network or a clock: in-memory ports, a transport that breaks on demand,
//! samples, and the suites that hold adapters to what the ports say they MUST.

pub mod contract;
mod memory;
mod sample;
mod transport;

pub use self::{
    memory::MemoryDeliveries,
    sample::{
        cause, mailbox, outgoing, outgoing_welcome, request, verify_request, welcome_request,
    },
    transport::{Fault, RecordingTransport},
};
