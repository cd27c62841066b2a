//! A shop whose truths are kept in memory, and can be built with a mistake.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use workflow::{
    Compensate, Definition, Flow, InvalidDefinition, Otherwise, Retry, Signal, SignalName, Step,
    StepContext, StepError, Workflow, exponential, hours, millis, seconds,
    testing::{World, sweep::Answer},
};

/// A mistake that a truth may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    NotIdempotent,
    UndoDoesNothing,
    NoTombstone,
    UndoFailsWithoutEffect,
    WrittenApart,
}

#[derive(Debug, Default)]
struct Ledger {
    effects: BTreeMap<Uuid, &'static str>,
    tombstones: BTreeSet<Uuid>,
    doubles: u32,
    audit: BTreeSet<Uuid>,
}

#[derive(Debug, Default)]
pub(crate) struct Shop {
    bug: Option<(Bug, &'static str)>,
    ledger: Mutex<Ledger>,
}

impl Shop {
    pub(crate) fn with(bug: Bug, at: &'static str) -> Self {
        Self {
            bug: Some((bug, at)),
            ledger: Mutex::default(),
        }
    }

    fn has(&self, bug: Bug, what: &str) -> bool {
        self.bug.is_some_and(|(mine, at)| mine == bug && at == what)
    }

    /// True if the effect is new.
    fn act(&self, key: Uuid, what: &'static str) -> Result<bool, StepError> {
        let mut ledger = self.ledger.lock().unwrap();
        if ledger.tombstones.contains(&key) {
            return Err(StepError::rejected("shop/revoked", "this was taken back"));
        }
        let new = ledger.effects.insert(key, what).is_none();
        if new && !self.has(Bug::WrittenApart, what) {
            ledger.audit.insert(key);
        }
        if !new && self.has(Bug::NotIdempotent, what) {
            ledger.doubles += 1;
        }
        Ok(new)
    }

    fn take_back(&self, key: Uuid, what: &'static str) -> Result<(), StepError> {
        let mut ledger = self.ledger.lock().unwrap();
        if self.has(Bug::UndoDoesNothing, what) {
            return Ok(());
        }
        if !self.has(Bug::NoTombstone, what) {
            ledger.tombstones.insert(key);
        }
        let had = ledger.effects.remove(&key).is_some();
        ledger.audit.remove(&key);
        if !had && self.has(Bug::UndoFailsWithoutEffect, what) {
            return Err(StepError::fatal(
                "shop/nothing-there",
                "there is nothing to take back",
            ));
        }
        Ok(())
    }

    pub(crate) fn effects(&self) -> Vec<&'static str> {
        self.ledger
            .lock()
            .unwrap()
            .effects
            .values()
            .copied()
            .collect()
    }

    pub(crate) fn doubles(&self) -> u32 {
        self.ledger.lock().unwrap().doubles
    }

    /// An audit entry if and only if an effect.
    pub(crate) fn is_audited(&self) -> bool {
        let ledger = self.ledger.lock().unwrap();
        ledger.audit.iter().eq(ledger.effects.keys())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Basket {
    pub(crate) cents: u32,
    pub(crate) gift: bool,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) order: Option<Uuid>,
    pub(crate) receipt: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Paid {
    pub(crate) receipt: String,
}

impl Signal for Paid {
    const NAME: &'static str = "paid";
}

pub(crate) struct Checkout(pub(crate) Arc<Shop>);

struct Effect(Arc<Shop>, &'static str);

#[async_trait]
impl Step<Checkout> for Effect {
    async fn run(
        &self,
        cx: &StepContext,
        _: &Basket,
        state: &mut Progress,
    ) -> Result<(), StepError> {
        state.order = Some(cx.derived_id("order"));
        let new = self.0.act(cx.key(), self.1)?;
        if new && self.0.has(Bug::WrittenApart, self.1) {
            tokio::task::yield_now().await;
            self.0.ledger.lock().unwrap().audit.insert(cx.key());
        }
        Ok(())
    }
}

#[async_trait]
impl Compensate<Checkout> for Effect {
    async fn compensate(
        &self,
        cx: &StepContext,
        _: &Basket,
        _: &mut Progress,
    ) -> Result<(), StepError> {
        self.0.take_back(cx.key(), self.1)
    }
}

impl Workflow for Checkout {
    const NAME: &'static str = "checkout";
    const VERSION: u32 = 1;
    type Input = Basket;
    type State = Progress;
    type Output = Option<Uuid>;

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        let effect = |what| Effect(Arc::clone(&self.0), what);
        let patient = exponential(millis(100), seconds(10)).attempts(5);
        flow.step("reserve", effect("reserve"))
            .retry(patient)
            .step("wrap", effect("wrap"))
            .when(|basket, _| basket.gift)
            .wait::<Paid>("payment", |state, paid| state.receipt = Some(paid.receipt))
            .until(hours(24))
            .otherwise(Otherwise::Compensate)
            .step("invoice", effect("invoice"))
            .retry(Retry::never())
            .pivot("ship", effect("ship"))
            .step("thank", effect("thank"))
            .irrevocable("a sent message cannot be taken back")
            .returns(|_, state| state.order)
    }
}

impl World for Shop {
    type Workflow = Checkout;

    fn workflow(self: &Arc<Self>) -> Checkout {
        Checkout(Arc::clone(self))
    }

    fn input(&self) -> Basket {
        Basket {
            cents: 4_200,
            gift: true,
        }
    }

    fn answer(&self, _: &SignalName) -> Option<Answer> {
        Answer::of(&Paid {
            receipt: "R-1".to_owned(),
        })
        .ok()
    }
}
