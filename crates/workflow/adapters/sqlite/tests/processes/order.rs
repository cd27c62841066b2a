//! Reserve, invoice, wait for the payment, ship: a process with a wait and undos.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use workflow::{
    Compensate, CorrelationId, DedupKey, Definition, Engine, Flow, InstanceId, InvalidDefinition,
    Otherwise, Scope, Signal, SignalAnswer, Start, Step, StepContext, StepError, Workflow,
    WorkflowName, hours,
};

/// The steps write to a file beside the journal, so that their effects outlive a process.
pub(crate) struct Order {
    ledger: PathBuf,
}

impl Order {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self {
            ledger: folder.join("effects"),
        }
    }
}

/// The names of the effects that stand, in the order in which they came about.
pub(crate) fn effects(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("effects")).unwrap_or_default();
    text.lines()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

struct Effect {
    name: &'static str,
    ledger: PathBuf,
}

impl Effect {
    fn line(&self, cx: &StepContext) -> String {
        format!("{} {}\n", self.name, cx.key())
    }
}

#[async_trait]
impl Step<Order> for Effect {
    async fn run(&self, cx: &StepContext, _: &u32, _: &mut u32) -> Result<(), StepError> {
        let line = self.line(cx);
        if !fs::read_to_string(&self.ledger)
            .unwrap_or_default()
            .contains(&line)
        {
            let mut file = OpenOptions::new()
                .append(true)
                .create(true)
                .open(&self.ledger)
                .unwrap();
            file.write_all(line.as_bytes()).unwrap();
        }
        Ok(())
    }
}

#[async_trait]
impl Compensate<Order> for Effect {
    async fn compensate(&self, cx: &StepContext, _: &u32, _: &mut u32) -> Result<(), StepError> {
        let text = fs::read_to_string(&self.ledger).unwrap_or_default();
        fs::write(&self.ledger, text.replace(&self.line(cx), "")).unwrap();
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Paid;

impl Signal for Paid {
    const NAME: &'static str = "paid";
}

impl Workflow for Order {
    const NAME: &'static str = "order";
    const VERSION: u32 = 1;
    type Input = u32;
    type State = u32;
    type Output = ();

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        let effect = |name| Effect {
            name,
            ledger: self.ledger.clone(),
        };
        flow.step("reserve", effect("reserve"))
            .step("invoice", effect("invoice"))
            .wait::<Paid>("payment", |_, _| {})
            .until(hours(24))
            .otherwise(Otherwise::Compensate)
            .step("ship", effect("ship"))
            .returns(|_, _| ())
    }
}

pub(crate) fn order(key: &str) -> Start<u32> {
    Start {
        scope: Scope::Platform,
        key: DedupKey::parse(key).unwrap(),
        correlation: CorrelationId::from_uuid(uuid::Uuid::from_u128(1)),
        input: 7,
    }
}

pub(crate) fn order_id(key: &str) -> InstanceId {
    let name = WorkflowName::parse(Order::NAME).unwrap();
    InstanceId::derive(Scope::Platform, &name, &DedupKey::parse(key).unwrap())
}

pub(crate) async fn pay(engine: &Engine, key: &str) -> SignalAnswer {
    let payment = DedupKey::parse("payment-1").unwrap();
    engine
        .signal(Scope::Platform, order_id(key), payment, &Paid)
        .await
        .unwrap()
}
