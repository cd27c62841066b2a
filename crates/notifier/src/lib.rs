//! The truth about messages: templates, one delivery record each, idempotent sending.
