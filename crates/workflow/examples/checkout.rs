//! A shop's checkout: `cargo run -p workflow --example checkout --features testing`.
//!
//! Three orders: one goes through, one is never paid and taken back, one meets a bank that is busy.
#![expect(clippy::print_stdout, reason = "an example shows what happens")]

use std::{
    collections::BTreeSet,
    error::Error,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use workflow::{
    Compensate, CorrelationId, DedupKey, Definition, Engine, Flow, InstanceId, InvalidDefinition,
    Otherwise, Scope, Signal, Start, Step, StepContext, StepError, WorkerId, Workflow, days,
    exponential, hours, millis,
    ports::WorkflowOperatorRepository as _,
    seconds,
    testing::{InMemoryJournal, VirtualClock},
};

/// What the customer wants.
#[derive(Serialize, Deserialize)]
struct Order {
    cents: u32,
}

/// What the steps find out.
#[derive(Default, Serialize, Deserialize)]
struct Found {
    authorised: bool,
    tracking: Option<Uuid>,
}

/// The customer has confirmed the payment.
#[derive(Serialize, Deserialize)]
struct PaymentConfirmed {}

impl Signal for PaymentConfirmed {
    const NAME: &'static str = "payment_confirmed";
}

struct Checkout {
    shop: Arc<Shop>,
}

impl Workflow for Checkout {
    const NAME: &'static str = "checkout";
    const VERSION: u32 = 1;
    type Input = Order;
    type State = Found;
    type Output = Option<Uuid>;

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        let shop = || Arc::clone(&self.shop);
        flow.step("reserve_goods", ReserveGoods(shop()))
            .wait::<PaymentConfirmed>("payment", |found, _| found.authorised = true)
            .until(days(2))
            .otherwise(Otherwise::Compensate)
            .step("charge_card", ChargeCard(shop()))
            .retry(exponential(millis(200), seconds(10)).attempts(5))
            .timeout(seconds(5))
            .pivot("ship", Ship)
            .step("thank", Thank)
            .irrevocable("a sent message cannot be taken back")
            .when(|order, _| order.cents > 1_000)
            .returns(|_, found| found.tracking)
    }
}

/// The shop's truths. A real one keeps key, effect and tombstone in one commit.
#[derive(Default)]
struct Shop {
    effects: Mutex<BTreeSet<Uuid>>,
    tombstones: Mutex<BTreeSet<Uuid>>,
    busy: AtomicU32,
}

impl Shop {
    fn take_effect(&self, key: Uuid) -> Result<(), StepError> {
        if self
            .tombstones
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&key)
        {
            return Err(StepError::rejected("shop/revoked", "this was taken back"));
        }
        self.effects
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key);
        Ok(())
    }

    fn take_back(&self, key: Uuid) {
        self.tombstones
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key);
        self.effects
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&key);
    }
}

struct ReserveGoods(Arc<Shop>);

#[async_trait]
impl Step<Checkout> for ReserveGoods {
    async fn run(&self, cx: &StepContext, _: &Order, _: &mut Found) -> Result<(), StepError> {
        self.0.take_effect(cx.key())
    }
}

#[async_trait]
impl Compensate<Checkout> for ReserveGoods {
    async fn compensate(
        &self,
        cx: &StepContext,
        _: &Order,
        _: &mut Found,
    ) -> Result<(), StepError> {
        self.0.take_back(cx.key());
        Ok(())
    }
}

struct ChargeCard(Arc<Shop>);

#[async_trait]
impl Step<Checkout> for ChargeCard {
    async fn run(&self, cx: &StepContext, _: &Order, _: &mut Found) -> Result<(), StepError> {
        let busy = self
            .0
            .busy
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
        if busy.is_ok() {
            return Err(
                StepError::transient("bank/busy", "the bank asks to come back")
                    .retry_after(seconds(3)),
            );
        }
        self.0.take_effect(cx.key())
    }
}

#[async_trait]
impl Compensate<Checkout> for ChargeCard {
    async fn compensate(
        &self,
        cx: &StepContext,
        _: &Order,
        _: &mut Found,
    ) -> Result<(), StepError> {
        self.0.take_back(cx.key());
        Ok(())
    }
}

struct Ship;

#[async_trait]
impl Step<Checkout> for Ship {
    async fn run(&self, cx: &StepContext, _: &Order, found: &mut Found) -> Result<(), StepError> {
        found.tracking = Some(cx.derived_id("parcel"));
        Ok(())
    }
}

struct Thank;

#[async_trait]
impl Step<Checkout> for Thank {
    async fn run(&self, _: &StepContext, _: &Order, _: &mut Found) -> Result<(), StepError> {
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let shop = Arc::new(Shop::default());
    let journal = Arc::new(InMemoryJournal::new());
    let clock = VirtualClock::automatic();
    let worker = WorkerId::parse("shop-1")?;
    let engine = Engine::builder(
        Arc::<InMemoryJournal>::clone(&journal),
        Arc::new(clock.clone()),
        worker,
    )
    .register(Checkout {
        shop: Arc::clone(&shop),
    })?
    .build();

    for (key, cents) in [
        ("goes-through", 4_200),
        ("never-paid", 990),
        ("bank-is-busy", 1_500),
    ] {
        let start = Start {
            scope: Scope::Platform,
            key: DedupKey::parse(key)?,
            correlation: CorrelationId::from_uuid(Uuid::nil()),
            input: Order { cents },
        };
        let ran = engine.run::<Checkout>(start).await?;
        if key == "never-paid" {
            clock.advance(hours(49));
        } else {
            shop.busy.store(
                u32::from(key == "bank-is-busy").saturating_mul(2),
                Ordering::Relaxed,
            );
            let paid = DedupKey::parse("receipt-1")?;
            engine
                .signal(Scope::Platform, ran.id, paid, &PaymentConfirmed {})
                .await?;
        }
        engine.run_to_rest(ran.id).await?;
        tell(&journal, key, ran.id).await?;
    }
    Ok(())
}

async fn tell(journal: &InMemoryJournal, key: &str, id: InstanceId) -> Result<(), Box<dyn Error>> {
    println!("{key} ({id})");
    for event in journal.history_anywhere(id, 0, NonZeroU32::MAX).await? {
        let node = event.fact.node().map_or("", |node| node.as_str());
        let attempt = event
            .attempt
            .map_or(String::new(), |attempt| format!("attempt {attempt}"));
        let time = event.at.format("%d %H:%M:%S%.3f");
        println!("  {time}  {:<20} {node:<14} {attempt}", event.fact.kind());
    }
    println!();
    Ok(())
}
