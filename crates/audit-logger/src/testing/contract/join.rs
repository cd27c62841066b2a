//! Waiting for many futures at once, under any executor.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

/// Drives all futures together until each is done.
pub(super) async fn all<T>(futures: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<Option<Pin<Box<_>>>> = futures
        .into_iter()
        .map(|future| Some(Box::pin(future)))
        .collect();
    let mut done = Vec::new();
    poll_fn(|context| {
        for slot in &mut waiting {
            if let Some(Poll::Ready(value)) =
                slot.as_mut().map(|future| future.as_mut().poll(context))
            {
                done.push(value);
                *slot = None;
            }
        }
        if waiting.iter().all(Option::is_none) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    done
}
