//! A flow that cannot be run is refused when it is built, with the way to mend it.

use async_trait::async_trait;
use insta::assert_snapshot;
use serde::{Deserialize, Serialize};
use workflow::{
    Compensate, Definition, Flow, InvalidDefinition, NODES_MAX, NodeKind, Otherwise, Retry, Signal,
    Step, StepContext, StepError, Undo, Workflow, flow_states, hours, seconds,
};

#[derive(Serialize, Deserialize)]
struct Paid {}

impl Signal for Paid {
    const NAME: &'static str = "paid";
}

type Build = fn(Flow<Shop>) -> Result<Definition<Shop>, InvalidDefinition>;

struct Shop(Build);

impl Workflow for Shop {
    const NAME: &'static str = "shop";
    const VERSION: u32 = 1;
    type Input = ();
    type State = ();
    type Output = ();

    fn define(self, flow: Flow<Self>) -> Result<Definition<Self>, InvalidDefinition> {
        (self.0)(flow)
    }
}

struct Act;

#[async_trait]
impl Step<Shop> for Act {
    async fn run(&self, _: &StepContext, (): &(), (): &mut ()) -> Result<(), StepError> {
        Ok(())
    }
}

#[async_trait]
impl Compensate<Shop> for Act {
    async fn compensate(&self, _: &StepContext, (): &(), (): &mut ()) -> Result<(), StepError> {
        Ok(())
    }
}

fn refusal(build: Build) -> String {
    let error = Definition::of(Shop(build)).expect_err("the flow is wrong");
    format!("{}: {error}", error.code())
}

#[test]
fn two_parts_of_one_name_are_refused() {
    assert_snapshot!(
        refusal(|flow| flow.step("act", Act).step("act", Act).returns(|(), ()| ())),
        @r#"workflow/definition-duplicate-name: two parts of the flow are called "act". Rename one: keys are made of names"#
    );
}

#[test]
fn a_name_that_cannot_be_stored_is_refused() {
    assert_snapshot!(
        refusal(|flow| flow.step("Act now!", Act).returns(|(), ()| ())),
        @r#"workflow/definition-step-name: the step name "Act now!" cannot be stored: a step name consists of a-z, 0-9, '_', '-' and '.'. Use one like "charge_card""#
    );
}

#[test]
fn a_budget_of_no_attempts_is_refused() {
    assert_snapshot!(
        refusal(|flow| flow.step("act", Act).retry(Retry::never().attempts(0)).returns(|(), ()| ())),
        @r#"workflow/definition-no-attempts: "act" has a budget of no attempts. Use `.attempts(1)` for one try without repeat"#
    );
}

#[test]
fn no_time_is_refused() {
    assert_snapshot!(
        refusal(|flow| flow.sleep("night", seconds(0)).returns(|(), ()| ())),
        @r#"workflow/definition-no-time: "night" has no time: its span is zero. Give it at least a millisecond"#
    );
}

#[test]
fn an_undo_behind_the_pivot_is_refused() {
    assert_snapshot!(
        refusal(|flow| flow
            .pivot("ship", Act)
            .wait::<Paid>("payment", |(), _| ())
            .until(hours(1))
            .otherwise(Otherwise::Compensate)
            .returns(|(), ()| ())),
        @r#"workflow/definition-undo-after-pivot: the wait "payment" comes after the pivot, where nothing is undone. Say `.otherwise(Otherwise::Continue)`, or move it before the pivot"#
    );
}

#[test]
fn two_waits_for_one_signal_are_refused() {
    let build: Build = |flow| {
        flow.wait::<Paid>("first", |(), _| ())
            .until(hours(1))
            .otherwise(Otherwise::Continue)
            .wait::<Paid>("second", |(), _| ())
            .until(hours(1))
            .otherwise(Otherwise::Continue)
            .returns(|(), ()| ())
    };
    assert_snapshot!(refusal(build), @r#"workflow/definition-signal-twice: two waits expect the signal "paid". Give the second wait a signal type of its own"#);
}

#[test]
fn a_missing_reason_is_refused() {
    assert_snapshot!(
        refusal(|flow| flow.step("thank", Act).irrevocable(" ").returns(|(), ()| ())),
        @r#"workflow/definition-no-reason: "thank" gives no reason why it has no undo. Write the reason; operators read it"#
    );
}

#[test]
fn a_flow_of_too_many_parts_is_refused() {
    fn long(flow: Flow<Shop>) -> Result<Definition<Shop>, InvalidDefinition> {
        let mut flow: Flow<Shop, flow_states::Finished<Shop, flow_states::APause>> =
            flow.sleep("s", hours(1));
        for index in 0..NODES_MAX {
            flow = flow.sleep(&format!("s{index}"), hours(1));
        }
        flow.returns(|(), ()| ())
    }
    assert_snapshot!(refusal(long), @"workflow/definition-too-long: the flow has 257 parts; at most 256 are allowed. Split the process in two");
}

#[test]
fn policies_belong_to_the_step_said_last() {
    let definition = Definition::of(Shop(|flow| {
        flow.step("one", Act)
            .timeout(seconds(1))
            .step("two", Act)
            .timeout(seconds(2))
            .when(|(), ()| true)
            .pivot("three", Act)
            .timeout(seconds(3))
            .step("four", Act)
            .returns(|(), ()| ())
    }))
    .expect("a flow that can be run");
    let told: Vec<_> = definition
        .nodes()
        .iter()
        .map(|spec| match &spec.kind {
            NodeKind::Step(step) => (
                spec.name.as_str(),
                spec.conditional,
                step.timeout.as_secs(),
                step.undo.clone(),
            ),
            NodeKind::Wait { .. } | NodeKind::Sleep { .. } => panic!("only steps here"),
        })
        .collect();
    let expected = [
        ("one", false, 1, Undo::Compensate),
        ("two", true, 2, Undo::Compensate),
        ("three", false, 3, Undo::ForwardOnly),
        ("four", false, 30, Undo::ForwardOnly),
    ];
    assert_eq!(told, expected);
}
