//! Registration: an attempt becomes a user only by a mailbox that is proven or vouched for.

mod applicant;
mod attempt;
mod completed;
mod errors;
mod mailbox;
mod snapshot;
mod states;
mod status;
mod view;

pub use applicant::Applicant;
pub use attempt::RegistrationAttempt;
pub use completed::Registration;
pub use errors::{
    CancelAttemptError, CompleteAttemptError, JoinExistingError, OpenAttemptError, ProveError,
};
pub use mailbox::{
    EvidenceBasis, Mailbox, MailboxEvidence, VERIFICATION_LIFETIME, VERIFICATION_LIFETIME_MAX,
    Vouch,
};
pub use snapshot::{AttemptStatusSnapshot, RegistrationAttemptSnapshot};
pub use states::{ATTEMPT_TRANSITIONS, AttemptAction, AttemptState};
