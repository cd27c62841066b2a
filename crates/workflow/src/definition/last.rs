//! The states of a flow under construction. They make most mistakes compile errors.

use std::{borrow::Cow, marker::PhantomData};

use super::{
    Compensate, Step, Undo, Workflow,
    erased::{Absorb, Work},
};

/// Nothing has been said yet. A flow in this state cannot be finished.
#[derive(Debug)]
pub struct Begin(());

/// A part is complete; another one may follow. `Kind` is [`AnEffect`] or [`APause`].
pub struct Finished<W: Workflow, Kind> {
    pub(crate) work: Work<W>,
    pub(crate) undo: Undo,
    pub(crate) kind: PhantomData<Kind>,
}

/// A step: it has policies.
#[derive(Debug)]
pub struct AnEffect(());

/// A wait or sleep: there is nothing to repeat.
#[derive(Debug)]
pub struct APause(());

/// A step whose undo is its [`Compensate`], unless the flow says why it has none.
#[derive(Debug)]
pub struct AtStep<S> {
    pub(crate) step: S,
}

/// A wait that still needs its deadline: say `.until(hours(24))`.
pub struct AtWait<W: Workflow> {
    pub(crate) absorb: Absorb<W>,
}

/// A deadline that still needs its consequence: say `.otherwise(Otherwise::Compensate)`.
pub struct AtDeadline<W: Workflow> {
    pub(crate) absorb: Absorb<W>,
}

/// Before the pivot: what was done can be undone.
#[derive(Debug)]
pub struct Revocable(());

/// After the pivot: the process only goes forward.
#[derive(Debug)]
pub struct ForwardOnly(());

impl Begin {
    pub(crate) const fn new() -> Self {
        Self(())
    }
}

macro_rules! opaque_debug {
    ($($name:ident),*) => {$(
        impl<W: Workflow> std::fmt::Debug for $name<W> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}
opaque_debug!(AtWait, AtDeadline);

impl<W: Workflow, Kind> std::fmt::Debug for Finished<W, Kind> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Finished")
    }
}

mod sealed {
    use super::{AtStep, Begin, Finished, Workflow};

    #[expect(
        unnameable_types,
        reason = "sealed: only this crate names the states of a flow"
    )]
    pub trait Sealed {}
    impl Sealed for Begin {}
    impl<W: Workflow, Kind> Sealed for Finished<W, Kind> {}
    impl<S> Sealed for AtStep<S> {}
}

/// A part of a flow that is complete, so that the next may follow.
pub trait Settle<W: Workflow, Side>: sealed::Sealed {
    #[doc(hidden)]
    fn settle(self, token: Token) -> Option<Settled<W>>;
}

/// A part that is a step: it has policies.
pub trait StepLike: sealed::Sealed {}
impl<S> StepLike for AtStep<S> {}
impl<W: Workflow> StepLike for Finished<W, AnEffect> {}

/// A flow that has at least one part.
#[diagnostic::on_unimplemented(
    message = "the flow has no part yet",
    note = "add a step before `.when(..)` or `.returns(..)`"
)]
pub trait IsPart: sealed::Sealed {}
impl<S> IsPart for AtStep<S> {}
impl<W: Workflow, Kind> IsPart for Finished<W, Kind> {}

/// Only this crate can make one, so only this crate can settle.
#[derive(Debug)]
pub struct Token(pub(crate) PhantomData<()>);

/// What a settled part hands over.
pub struct Settled<W: Workflow> {
    pub(crate) work: Work<W>,
    pub(crate) undo: Undo,
}

impl<W: Workflow> std::fmt::Debug for Settled<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settled")
            .field("undo", &self.undo)
            .finish_non_exhaustive()
    }
}

impl<W: Workflow, Side> Settle<W, Side> for Begin {
    fn settle(self, _: Token) -> Option<Settled<W>> {
        None
    }
}

impl<W: Workflow, Side, Kind> Settle<W, Side> for Finished<W, Kind> {
    fn settle(self, _: Token) -> Option<Settled<W>> {
        Some(Settled {
            work: self.work,
            undo: self.undo,
        })
    }
}

impl<W: Workflow, S: Compensate<W>> Settle<W, Revocable> for AtStep<S> {
    fn settle(self, _: Token) -> Option<Settled<W>> {
        Some(Settled {
            work: Work::Revocable(Box::new(self.step)),
            undo: Undo::Compensate,
        })
    }
}

impl<W: Workflow, S: Step<W>> Settle<W, ForwardOnly> for AtStep<S> {
    fn settle(self, _: Token) -> Option<Settled<W>> {
        Some(Settled {
            work: Work::OneWay(Box::new(self.step)),
            undo: Undo::ForwardOnly,
        })
    }
}

impl<W: Workflow, Kind> Finished<W, Kind> {
    pub(crate) const fn new(work: Work<W>, undo: Undo) -> Self {
        Self {
            work,
            undo,
            kind: PhantomData,
        }
    }
}

impl<S> AtStep<S> {
    pub(crate) fn one_way<W: Workflow>(self, undo: Undo) -> Finished<W, AnEffect>
    where
        S: Step<W>,
    {
        Finished::new(Work::OneWay(Box::new(self.step)), undo)
    }
}

pub(crate) fn irrevocable(reason: &'static str) -> Undo {
    Undo::Irrevocable {
        reason: Cow::Borrowed(reason),
    }
}

pub(crate) fn nothing(reason: &'static str) -> Undo {
    Undo::Nothing {
        reason: Cow::Borrowed(reason),
    }
}
