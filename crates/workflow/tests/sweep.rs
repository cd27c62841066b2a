//! The sweep finds nothing in a correct shop, and every mistake by name.

mod shop;

use shop::{Bug, Shop};
use workflow::testing::{
    Sweep,
    sweep::{Report, SweepError},
};

const UNDONE: &str = "what is taken back leaves nothing";
const ONCE: &str = "no effect twice";
const AUDITED: &str = "an audit entry if and only if an effect";
const COMPLETE: &str = "what is completed has everything";

fn sweep(make: impl Fn() -> Shop + 'static) -> Sweep<Shop> {
    Sweep::of(make)
        .invariant(UNDONE, |shop, run| {
            !run.is_compensated() || shop.effects().is_empty()
        })
        .invariant(ONCE, |shop, _| shop.doubles() == 0)
        .invariant(AUDITED, |shop, _| shop.is_audited())
        .invariant(COMPLETE, |shop, run| {
            !run.is_completed() || shop.effects().len() == 5
        })
        .invariant(
            "parked only behind or at the pivot, or by a failing undo",
            |_, run| {
                !run.is_parked()
                    || run
                        .history
                        .iter()
                        .any(|event| event.fact.kind() == "undo.failed")
                    || run.history.iter().any(|event| {
                        event.fact.kind() == "step.failed"
                            && event
                                .fact
                                .node()
                                .is_some_and(|node| ["ship", "thank"].contains(&node.as_str()))
                    })
            },
        )
        .every_single_fault()
        .every_single_crash()
        .every_zombie()
}

fn broken(bug: Bug, at: &'static str) -> String {
    match sweep(move || Shop::with(bug, at)).check() {
        Err(SweepError::Broken(violation)) => violation.invariant,
        Err(error) => panic!("{error}"),
        Ok(report) => panic!(
            "the mistake was not found in {} schedules",
            report.schedules
        ),
    }
}

#[test]
fn a_correct_shop_holds_under_every_fault() {
    let report = sweep(Shop::default).run_all();
    assert!(
        report.schedules > 1_000,
        "only {} schedules",
        report.schedules
    );
}

#[test]
fn a_sweep_is_the_same_every_time() {
    let run = || -> Report { sweep(Shop::default).run_all() };
    assert_eq!(run(), run());
}

#[test]
fn a_step_that_is_not_idempotent_is_found() {
    assert_eq!(broken(Bug::NotIdempotent, "invoice"), ONCE);
}

#[test]
fn an_undo_that_does_nothing_is_found() {
    assert_eq!(broken(Bug::UndoDoesNothing, "reserve"), UNDONE);
}

#[test]
fn an_undo_without_tombstone_is_found() {
    assert_eq!(broken(Bug::NoTombstone, "invoice"), UNDONE);
}
