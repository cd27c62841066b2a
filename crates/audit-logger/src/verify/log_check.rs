//! Checks one log, entry by entry.

use chrono::{DateTime, Utc};

use super::{
    Altered, Finding, HeadPart, LookupField,
    verifier::{FINDINGS_MAX, Report},
};
use crate::{
    CorrelationId, EventId, Frontier, Seq, TreeHead, leaf_hash,
    ports::{Lookup, StoredEntry, StoredHead},
    record::{Skim, skim},
};

pub(super) struct LogCheck<'a> {
    head: &'a StoredHead,
    log_text: String,
    /// Heads seen before, smallest first; those passed already are taken off.
    pins: Vec<TreeHead>,
    /// The tree over the stored leaves.
    stored: Frontier,
    /// The tree over the bodies, from the first one that is not what its leaf says.
    recomputed: Option<Frontier>,
    mismatches: Vec<Seq>,
    mismatches_unlisted: u64,
    next: u64,
    complete: bool,
    recorded_at: Option<DateTime<Utc>>,
    report: &'a mut Report,
}

impl<'a> LogCheck<'a> {
    pub(super) fn new(head: &'a StoredHead, pins: &[TreeHead], report: &'a mut Report) -> Self {
        let mut pins = pins.to_vec();
        pins.sort_by_key(|pin| std::cmp::Reverse(pin.size));
        if let Some(largest) = pins.first().filter(|pin| pin.size > head.size) {
            let (expected, found) = (largest.size, head.size);
            report.add(Finding::Rollback {
                log: head.log,
                expected,
                found,
            });
        }
        Self {
            log_text: head.log.to_string(),
            head,
            pins,
            stored: Frontier::new(),
            recomputed: None,
            mismatches: Vec::new(),
            mismatches_unlisted: 0,
            next: 0,
            complete: true,
            recorded_at: None,
            report,
        }
    }

    pub(super) fn entry(&mut self, entry: &StoredEntry) {
        let seq = entry.seq.as_u64();
        self.missing_before(seq);
        self.next = seq.saturating_add(1);
        let leaf = leaf_hash(&entry.body);
        if leaf == entry.leaf {
            self.content(entry);
        } else {
            if self.mismatches.len() < FINDINGS_MAX {
                self.mismatches.push(entry.seq);
            } else {
                self.mismatches_unlisted += 1;
            }
            self.recomputed.get_or_insert_with(|| self.stored.clone());
        }
        if let Some(recomputed) = &mut self.recomputed {
            recomputed.push(leaf);
        }
        self.stored.push(entry.leaf);
        self.check_pins();
    }

    pub(super) fn finish(mut self) {
        self.missing_before(self.head.size);
        let claimed = TreeHead {
            size: self.head.size,
            root: self.head.root,
        };
        let recomputed = self.recomputed.take();
        let by_leaves = self.complete && self.stored.root() == claimed.root;
        let by_bodies = self.complete
            && recomputed
                .as_ref()
                .is_some_and(|tree| tree.root() == claimed.root);
        let altered = match (by_leaves, by_bodies) {
            (true, _) => Altered::Body,
            (false, true) => Altered::Leaf,
            (false, false) => Altered::BodyOrLeaf,
        };
        let log = self.head.log;
        for seq in std::mem::take(&mut self.mismatches) {
            self.report.add(Finding::LeafMismatch { log, seq, altered });
        }
        self.report.add_unlisted(self.mismatches_unlisted);
        if self.complete && !by_leaves && !by_bodies {
            let computed = self.stored.head();
            self.report.add(Finding::RootMismatch {
                log,
                stored: claimed,
                computed,
            });
        }
        if self.complete {
            let tree = recomputed
                .filter(|_| by_bodies)
                .unwrap_or_else(|| self.stored.clone());
            self.head_parts(&tree);
        }
        self.report.log_done(log, claimed);
    }

    fn missing_before(&mut self, seq: u64) {
        if seq > self.next {
            let (log, first, count) = (self.head.log, Seq::new(self.next), seq - self.next);
            self.report.add(Finding::Missing { log, first, count });
            self.complete = false;
        }
    }

    fn head_parts(&mut self, tree: &Frontier) {
        let log = self.head.log;
        // A head that fits itself is told of as a whole, by its root.
        let fits_itself = Frontier::from_bytes(self.head.size, &self.head.frontier)
            .is_ok_and(|frontier| frontier.root() == self.head.root);
        if tree.to_bytes() != self.head.frontier && !fits_itself {
            self.report.add(Finding::HeadMismatch {
                log,
                part: HeadPart::Frontier,
            });
        }
        if self
            .recorded_at
            .is_some_and(|at| at != self.head.recorded_at)
        {
            self.report.add(Finding::HeadMismatch {
                log,
                part: HeadPart::RecordedAt,
            });
        }
    }

    fn check_pins(&mut self) {
        let size = self.stored.size();
        while let Some(pin) = self.pins.pop_if(|pin| pin.size <= size) {
            let by_bodies = self
                .recomputed
                .as_ref()
                .is_some_and(|tree| tree.root() == pin.root);
            let holds = pin.size != size || self.stored.root() == pin.root || by_bodies;
            if self.complete && !holds {
                self.report.add(Finding::Fork {
                    log: self.head.log,
                    size,
                });
            }
        }
    }

    fn content(&mut self, entry: &StoredEntry) {
        let (log, seq) = (self.head.log, entry.seq);
        let Ok(body) = skim(&entry.body) else {
            self.report.add(Finding::Unreadable { log, seq });
            return;
        };
        if body.log != self.log_text || body.seq != seq.as_u64() {
            self.report.add(Finding::Misplaced { log, seq });
            return;
        }
        let recorded_at = body.recorded_at.parse().ok();
        if recorded_at < self.recorded_at {
            self.report.add(Finding::TimeRunsBack { log, seq });
        }
        self.recorded_at = recorded_at;
        for field in lookup_mismatches(&body, recorded_at, &entry.lookup) {
            self.report.add(Finding::LookupMismatch { log, seq, field });
        }
    }
}

/// Which columns say something else than the record.
fn lookup_mismatches(
    body: &Skim<'_>,
    recorded_at: Option<DateTime<Utc>>,
    lookup: &Lookup,
) -> impl Iterator<Item = LookupField> {
    let mut targets: Vec<_> = body.targets.iter().map(|t| (&*t.kind, &*t.id)).collect();
    targets.sort_unstable();
    targets.dedup();
    let name = body.actor.id.as_deref().or(body.actor.name.as_deref());
    let actor = match lookup.actor.split_once(':') {
        Some((kind, rest)) => body.actor.kind == kind && name == Some(rest),
        None => body.actor.kind == lookup.actor && name.is_none(),
    };
    let targets_fit = targets.len() == lookup.targets.len()
        && targets
            .iter()
            .zip(&lookup.targets)
            .all(|(a, b)| a.0 == b.0 && a.1 == b.1);
    [
        (
            EventId::parse(&body.event) == Ok(lookup.event_id),
            LookupField::EventId,
        ),
        (body.action == lookup.action, LookupField::Action),
        (actor, LookupField::Actor),
        (
            CorrelationId::parse(&body.correlation) == Ok(lookup.correlation),
            LookupField::Correlation,
        ),
        (
            recorded_at == Some(lookup.recorded_at),
            LookupField::RecordedAt,
        ),
        (targets_fit, LookupField::Targets),
    ]
    .into_iter()
    .filter_map(|(fits, field)| (!fits).then_some(field))
}
