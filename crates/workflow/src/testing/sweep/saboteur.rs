//! Breaks what the schedule says, at the boundary it says.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::{Break, Fault, Schedule};
use crate::{
    FailureClass, StepError,
    ports::{Boundary, Directive, Observer, Point},
};

/// Fails, halts and stalls as the schedule says.
pub(super) struct Saboteur {
    faults: Vec<(Fault, AtomicU32)>,
    broken: Option<Break>,
    met: AtomicU32,
    /// Whether an effect is under way.
    inside: AtomicBool,
}

impl Saboteur {
    pub(super) fn new(schedule: &Schedule) -> Self {
        let faults = schedule.faults.iter();
        Self {
            faults: faults
                .map(|fault| (fault.clone(), AtomicU32::new(0)))
                .collect(),
            broken: schedule.broken,
            met: AtomicU32::new(0),
            inside: AtomicBool::new(false),
        }
    }

    /// How many boundaries were met.
    pub(super) fn met(&self) -> u32 {
        self.met.load(Ordering::Relaxed)
    }

    /// Whether an effect is under way.
    pub(super) fn is_inside(&self) -> bool {
        self.inside.load(Ordering::Relaxed)
    }

    /// The driver that is polled now has just stalled: no other boundary was met since.
    pub(super) fn has_stalled(&self) -> bool {
        let met = self.met.load(Ordering::Relaxed);
        matches!(self.broken, Some(Break::Zombie(at)) if at.saturating_add(1) == met)
    }
}

impl Observer for Saboteur {
    fn at(&self, point: &Point<'_>) -> Directive {
        self.inside
            .store(point.boundary == Boundary::BeforeEffect, Ordering::Relaxed);
        // From the third attempt on, nothing happens that the second does not show.
        if point.attempt <= 2 {
            let place = self.met.fetch_add(1, Ordering::Relaxed);
            match self.broken {
                Some(Break::Crash(at)) if at == place => return Directive::Halt,
                Some(Break::Zombie(at)) if at == place => return Directive::Stall,
                Some(Break::Crash(_) | Break::Cut(_) | Break::Zombie(_)) | None => {},
            }
        }
        for (fault, count) in &self.faults {
            let here = point.node == Some(&fault.node)
                && point.direction == fault.direction
                && point.boundary == fault.boundary;
            if here && (fault.for_ever || count.fetch_add(1, Ordering::Relaxed) == 0) {
                return Directive::Fail(error(fault.class));
            }
        }
        Directive::Proceed
    }
}

fn error(class: FailureClass) -> StepError {
    let (code, message) = ("sweep/fault", "the sweep made it fail");
    match class {
        FailureClass::Rejected => StepError::rejected(code, message),
        FailureClass::Transient => StepError::transient(code, message),
        FailureClass::Unknown => StepError::unknown(code, message),
        FailureClass::Fatal => StepError::fatal(code, message),
    }
}
