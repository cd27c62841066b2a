//! Which instances this engine drives now.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use tokio::sync::Notify;

use crate::InstanceId;

/// The instances that this engine drives now: no two tasks of it drive the same one.
#[derive(Default)]
pub(super) struct Driven {
    ids: Mutex<BTreeSet<InstanceId>>,
    left: Notify,
}

pub(super) struct Driving<'a> {
    driven: &'a Driven,
    id: InstanceId,
}

impl Driven {
    pub(super) async fn enter(&self, id: InstanceId) -> Driving<'_> {
        loop {
            let mut left = std::pin::pin!(self.left.notified());
            // Registered before the look, so that nobody leaves unnoticed in between.
            left.as_mut().enable();
            if self
                .ids
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(id)
            {
                return Driving { driven: self, id };
            }
            left.await;
        }
    }
}

impl Drop for Driving<'_> {
    fn drop(&mut self) {
        self.driven
            .ids
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.id);
        self.driven.left.notify_waiters();
    }
}
