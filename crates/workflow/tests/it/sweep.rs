//! The sweep finds nothing in a correct shop, and every seeded mistake by name.

use crate::shop::{Bug, Shop};
use workflow::{
    Fact,
    testing::{
        Sweep,
        sweep::{Report, Run, SweepError},
    },
};

const UNDONE: &str = "what is taken back leaves nothing";
const ONCE: &str = "no effect twice";
const AUDITED: &str = "an audit entry if and only if an effect";
const COMPLETE: &str = "what is completed has everything";
const PARKED: &str = "parked only at the pivot, behind it, or by an undo that was made to fail";

/// Whether a fault of the sweep's own hit the pivot, what follows it, or an undo.
fn had_to_park(run: &Run) -> bool {
    run.history.iter().any(|event| match &event.fact {
        Fact::StepFailed { failure, .. } => ["ship", "thank"].contains(&failure.node.as_str()),
        Fact::UndoFailed { failure, .. } => failure.code == "sweep/fault",
        _ => false,
    })
}

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
        .invariant(PARKED, |_, run| !run.is_parked() || had_to_park(run))
        .every_single_fault()
        .every_single_crash()
        .every_zombie()
}

fn broken(bug: Bug, at: &'static str) -> String {
    let sweep = sweep(move || Shop::with(bug, at));
    match sweep.check() {
        Err(SweepError::Broken(violation)) => {
            let again = sweep.replay(&violation.schedule);
            assert!(
                matches!(again, Err(SweepError::Broken(again)) if again == violation),
                "a violation can be repeated from its schedule"
            );
            violation.invariant
        },
        Err(error) => panic!("{error}"),
        Ok(report) => panic!("not found in {} schedules", report.schedules),
    }
}

#[test]
fn a_correct_shop_holds_under_every_fault() {
    let report = sweep(Shop::default).run_all();
    let count = report.schedules;
    assert!(count > 1_000, "only {count} schedules");
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

#[test]
fn an_undo_that_needs_the_effect_is_found() {
    assert_eq!(broken(Bug::UndoFailsWithoutEffect, "invoice"), PARKED);
}

#[test]
fn an_audit_entry_written_apart_is_found() {
    assert_eq!(broken(Bug::WrittenApart, "reserve"), AUDITED);
}
