//! What this crate asks of the world, and the words it asks with.
//!
//! [`DeliveryRepository`] writes, [`DeliveryDirectory`] and [`PlatformDirectory`] read, [`EventFeed`] tells what
//! happened, [`Transport`] sends. Each is implemented for `Arc` of itself. The suites in the `testing` feature hold
//! every adapter to the sentences that say MUST.

mod cause;
mod change;
mod commit;
mod directory;
mod feed;
mod repository;
mod transport;

pub use self::{
    cause::{ActorRef, Cause, CorrelationId, IdempotencyKey, InvalidActorRef},
    change::Change,
    commit::{Committed, Position, Revocation, StoreFailure, Stored, Version},
    directory::{DeliveryDirectory, Page, PageSize, PlatformDirectory},
    feed::{EventFeed, RecordedEvent},
    repository::{AcceptDeliveryError, DeliveryRepository, UpdateDeliveryError},
    transport::{Idempotence, ProviderRef, Transport, TransportError, TransportReceipt},
};
