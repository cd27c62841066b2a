//! The builder of a definition: reads like the story of the process.

use std::{fmt, marker::PhantomData, time::Duration};

use super::{
    Definition, InvalidDefinition, NodeKind, NodeSpec, Otherwise, Retry, Signal, Step, StepSpec,
    Undo, Workflow,
    erased::{Condition, Node, Work},
    last::{
        APause, AnEffect, AtDeadline, AtStep, AtWait, Begin, Finished, ForwardOnly, IsPart,
        Revocable, Settle, StepLike, Token, irrevocable, nothing,
    },
};
use crate::{NodeName, SignalName, seconds};

/// A flow under construction. `Last` is what was said last, `Side` the side of the pivot.
///
/// What cannot be run cannot be written: a flow without a part, a wait without a deadline, a retry
/// of nothing, a second pivot and a step without undo or reason are compile errors. What types
/// cannot say, [`returns`](Flow::returns) reports with the way to mend it.
pub struct Flow<W: Workflow, Last = Begin, Side = Revocable> {
    specs: Vec<NodeSpec>,
    nodes: Vec<Node<W>>,
    problem: Option<InvalidDefinition>,
    current: Option<Draft<W>>,
    last: Last,
    side: PhantomData<Side>,
}

/// What is known of the part said last.
struct Draft<W: Workflow> {
    name: Option<NodeName>,
    kind: NodeKind,
    when: Option<Condition<W>>,
}

const TIMEOUT_DEFAULT: Duration = seconds(30);

impl<W: Workflow> Flow<W> {
    pub(crate) const fn new() -> Self {
        Self {
            specs: Vec::new(),
            nodes: Vec::new(),
            problem: None,
            current: None,
            last: Begin::new(),
            side: PhantomData,
        }
    }
}

impl<W: Workflow, Last, Side> Flow<W, Last, Side>
where
    Last: Settle<W, Side>,
{
    /// Then this step. It needs a [`Compensate`](super::Compensate), or a reason why it has none.
    pub fn step<S: Step<W>>(self, name: &str, step: S) -> Flow<W, AtStep<S>, Side> {
        self.next(name, step_kind(false), AtStep { step })
    }

    /// Then wait for a signal. `absorb` keeps what the signal says in the state.
    pub fn wait<S: Signal>(
        mut self,
        name: &str,
        absorb: impl Fn(&mut W::State, S) + Send + Sync + 'static,
    ) -> Flow<W, AtWait<W>, Side> {
        let signal = match SignalName::parse(S::NAME) {
            Ok(signal) => Some(signal),
            Err(source) => {
                self.report(InvalidDefinition::SignalName {
                    name: S::NAME,
                    source,
                });
                None
            },
        };
        // Without a name there is a problem, and with a problem nothing is built.
        let kind = signal.map_or(
            NodeKind::Sleep {
                span: Duration::ZERO,
            },
            |signal| NodeKind::Wait {
                signal,
                until: Duration::ZERO,
                otherwise: Otherwise::Continue,
            },
        );
        let absorb: super::erased::Absorb<W> = Box::new(move |state, payload| {
            absorb(state, payload.decode()?);
            Ok(())
        });
        self.next(name, kind, AtWait { absorb })
    }

    /// Then let time pass. It costs no task and no memory.
    pub fn sleep(self, name: &str, span: Duration) -> Flow<W, Finished<W, APause>, Side> {
        let done = Finished::new(Work::Sleep, nothing("time"));
        self.next(name, NodeKind::Sleep { span }, done)
    }

    /// The process is complete, and this is its answer.
    ///
    /// # Errors
    /// [`InvalidDefinition`]: the first thing that is wrong with the flow.
    pub fn returns(
        self,
        output: impl Fn(&W::Input, &W::State) -> W::Output + Send + Sync + 'static,
    ) -> Result<Definition<W>, InvalidDefinition>
    where
        Last: IsPart,
    {
        let flow = self.next(
            "end",
            NodeKind::Sleep {
                span: Duration::ZERO,
            },
            Begin::new(),
        );
        match flow.problem {
            Some(problem) => Err(problem),
            None => Definition::assemble(flow.specs, flow.nodes, Box::new(output)),
        }
    }

    /// Closes the part said last and begins another.
    fn next<Next>(mut self, name: &str, kind: NodeKind, last: Next) -> Flow<W, Next, Side> {
        let settled = self.last.settle(Token(PhantomData));
        if let (Some(mut draft), Some(settled)) = (self.current.take(), settled) {
            if let NodeKind::Step(step) = &mut draft.kind {
                step.undo = settled.undo;
            }
            if let Some(name) = draft.name {
                let conditional = draft.when.is_some();
                self.specs.push(NodeSpec {
                    name,
                    conditional,
                    kind: draft.kind,
                });
                self.nodes.push(Node {
                    when: draft.when,
                    work: settled.work,
                });
            }
        }
        let (name, problem) = match NodeName::parse(name) {
            Ok(name) => (Some(name), None),
            Err(source) => (
                None,
                Some(InvalidDefinition::NodeName {
                    name: name.to_owned(),
                    source,
                }),
            ),
        };
        Flow {
            specs: self.specs,
            nodes: self.nodes,
            problem: self.problem.or(problem),
            current: Some(Draft {
                name,
                kind,
                when: None,
            }),
            last,
            side: PhantomData,
        }
    }
}

impl<W: Workflow, Last> Flow<W, Last, Revocable>
where
    Last: Settle<W, Revocable>,
{
    /// Then the step of no return: when it has taken effect, nothing is undone any more, and what
    /// follows is tried until it is done or an operator is asked.
    ///
    /// If the pivot surely did not take effect, what came before it is undone. If nobody knows,
    /// the instance is parked rather than guessed about.
    ///
    /// Sure is only a first attempt that is refused (`StepError::rejected`) in the hands of the
    /// driver that also recorded what came before. If a driver takes over right before the pivot
    /// (after a crash, a graceful stop or an operator's retry, or because the pivot is the first
    /// part of a process that was started without being run), an earlier one may have tried it,
    /// and a refusal parks the instance as
    /// [`PivotUnclear`](crate::ParkReason::PivotUnclear).
    pub fn pivot<S: Step<W>>(
        self,
        name: &str,
        step: S,
    ) -> Flow<W, Finished<W, AnEffect>, ForwardOnly> {
        let done = Finished::new(Work::OneWay(Box::new(step)), Undo::ForwardOnly);
        let flow = self.next(name, step_kind(true), done);
        Flow {
            specs: flow.specs,
            nodes: flow.nodes,
            problem: flow.problem,
            current: flow.current,
            last: flow.last,
            side: PhantomData,
        }
    }
}

impl<W: Workflow, S: Step<W>, Side> Flow<W, AtStep<S>, Side> {
    /// This step's effect stays, and this is why. An undo passes it by.
    pub fn irrevocable(self, reason: &'static str) -> Flow<W, Finished<W, AnEffect>, Side> {
        self.without_undo(reason, irrevocable(reason))
    }

    /// This step has no effect to take back, and this is why.
    pub fn no_undo(self, reason: &'static str) -> Flow<W, Finished<W, AnEffect>, Side> {
        self.without_undo(reason, nothing(reason))
    }

    fn without_undo(mut self, reason: &str, undo: Undo) -> Flow<W, Finished<W, AnEffect>, Side> {
        let name = self.current.as_ref().and_then(|draft| draft.name.clone());
        if let (true, Some(name)) = (reason.trim().is_empty(), name) {
            self.report(InvalidDefinition::NoReason { name });
        }
        self.with_last(|last| last.one_way(undo))
    }
}

impl<W: Workflow, Last: StepLike, Side> Flow<W, Last, Side> {
    /// How often the step is repeated when it fails.
    #[must_use]
    pub fn retry(self, retry: Retry) -> Self {
        self.policy(|step| step.retry = retry)
    }

    /// How often the undo is repeated when it fails.
    #[must_use]
    pub fn undo_retry(self, retry: Retry) -> Self {
        self.policy(|step| step.undo_retry = retry)
    }

    /// How long one attempt may take, 30 seconds if not said. Then its outcome is unknown.
    #[must_use]
    pub fn timeout(self, span: Duration) -> Self {
        self.policy(|step| step.timeout = span)
    }

    fn policy(mut self, set: impl FnOnce(&mut StepSpec)) -> Self {
        if let Some(Draft {
            kind: NodeKind::Step(step),
            ..
        }) = &mut self.current
        {
            set(step);
        }
        self
    }
}

impl<W: Workflow, Last: IsPart, Side> Flow<W, Last, Side> {
    /// Only if this holds when the process arrives here; otherwise the part is skipped.
    ///
    /// MUST depend on nothing but its arguments.
    #[must_use]
    pub fn when(
        mut self,
        condition: impl Fn(&W::Input, &W::State) -> bool + Send + Sync + 'static,
    ) -> Self {
        if let Some(draft) = &mut self.current {
            draft.when = Some(Box::new(condition));
        }
        self
    }
}

impl<W: Workflow, Side> Flow<W, AtWait<W>, Side> {
    /// How long to wait.
    pub fn until(mut self, span: Duration) -> Flow<W, AtDeadline<W>, Side> {
        if let Some(Draft {
            kind: NodeKind::Wait { until, .. },
            ..
        }) = &mut self.current
        {
            *until = span;
        }
        self.with_last(|last| AtDeadline {
            absorb: last.absorb,
        })
    }
}

impl<W: Workflow, Side> Flow<W, AtDeadline<W>, Side> {
    /// What follows when the time is over.
    pub fn otherwise(mut self, consequence: Otherwise) -> Flow<W, Finished<W, APause>, Side> {
        if let Some(Draft {
            kind: NodeKind::Wait { otherwise, .. },
            ..
        }) = &mut self.current
        {
            *otherwise = consequence;
        }
        self.with_last(|last| Finished::new(Work::Wait(last.absorb), nothing("a wait")))
    }
}

impl<W: Workflow, Last, Side> Flow<W, Last, Side> {
    fn report(&mut self, problem: InvalidDefinition) {
        self.problem.get_or_insert(problem);
    }

    fn with_last<Next>(self, change: impl FnOnce(Last) -> Next) -> Flow<W, Next, Side> {
        Flow {
            specs: self.specs,
            nodes: self.nodes,
            problem: self.problem,
            current: self.current,
            last: change(self.last),
            side: PhantomData,
        }
    }
}

const fn step_kind(pivot: bool) -> NodeKind {
    NodeKind::Step(StepSpec {
        retry: Retry::forward_default(),
        undo_retry: Retry::undo_default(),
        timeout: TIMEOUT_DEFAULT,
        undo: Undo::ForwardOnly,
        pivot,
    })
}

impl<W: Workflow, Last: fmt::Debug, Side> fmt::Debug for Flow<W, Last, Side> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow")
            .field("nodes", &self.specs)
            .field("last", &self.last)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}
