//! The contract of [`AuditLogRepository`](crate::ports::AuditLogRepository).

use std::collections::BTreeSet;

use super::{FIRST, Trail, join};
use crate::{
    LogId, Severity,
    ports::{AppendError, Appended, BATCH_RECORDS_MAX},
    testing::samples::{at, builder, draft, drafts, event, tenant_log},
};

const LOG: LogId = LogId::Platform;

fn places(answers: &[Appended]) -> Vec<u64> {
    answers.iter().map(|answer| answer.seq.as_u64()).collect()
}

/// MUST number a log densely from 0, in the order of the batch.
pub async fn places_are_dense_from_zero_in_the_order_of_the_batch(trail: Trail) {
    let first = trail.append(&drafts(LOG, 0..3), 0).await;
    let second = trail.append(&drafts(LOG, 3..5), 0).await;
    assert_eq!(places(&first), [0, 1, 2], "the first batch");
    assert_eq!(places(&second), [3, 4], "the second batch");
    let ids: Vec<_> = first.iter().map(|answer| answer.event_id).collect();
    assert_eq!(
        ids,
        [event(0), event(1), event(2)],
        "answers come in the order of the batch"
    );
    assert!(
        first
            .iter()
            .all(|answer| !answer.replayed && answer.log == LOG),
        "{first:?}"
    );
    for n in 0..5 {
        let record = trail
            .reader
            .at(LOG, crate::Seq::new(n))
            .await
            .expect("the record is read");
        let id = record.expect("there is a record").draft().event_id();
        assert_eq!(
            Ok(id.as_uuid()),
            u32::try_from(n).map(|n| event(n).as_uuid()),
            "at {n}"
        );
    }
}

/// MUST number each log by itself, though one commit spans many.
pub async fn each_log_of_a_batch_is_numbered_by_itself(trail: Trail) {
    let logs = [tenant_log(1), LOG, tenant_log(2)];
    let batch: Vec<_> = (0_u32..9)
        .zip(logs.into_iter().cycle())
        .map(|(n, log)| draft(log, n))
        .collect();
    let answers = trail.append(&batch, 0).await;
    assert_eq!(
        places(&answers),
        [0, 0, 0, 1, 1, 1, 2, 2, 2],
        "each log counts its own"
    );
    for log in logs {
        assert_eq!(trail.size(log).await, 3, "the size of {log}");
    }
}

/// A batch without records MUST change nothing.
pub async fn an_empty_batch_changes_nothing(trail: Trail) {
    assert!(trail.append(&[], 0).await.is_empty(), "no draft, no answer");
    assert_eq!(
        trail.evidence.total().await.expect("the total is read"),
        0,
        "nothing is stored"
    );
}

/// MUST answer a repeat with the first place, `replayed`, and store nothing, whenever it comes.
pub async fn a_repeat_answers_the_first_place_and_stores_nothing(trail: Trail) {
    let batch = drafts(LOG, 0..2);
    let first = trail.append(&batch, 0).await;
    trail.append(&drafts(LOG, 2..4), 60).await;
    let head = trail.reader.head(LOG).await.expect("the head is read");
    let again = trail.append(&batch, 120).await;
    assert_eq!(places(&again), places(&first), "the same places");
    assert!(
        again.iter().all(|answer| answer.replayed),
        "all are repeats"
    );
    assert_eq!(
        trail.reader.head(LOG).await.expect("the head is read"),
        head,
        "nothing is stored"
    );
    let mixed = trail.append(&drafts(LOG, 3..5), 180).await;
    assert_eq!(places(&mixed), [3, 4], "a repeat and a new record");
    assert_eq!(
        mixed.iter().map(|a| a.replayed).collect::<Vec<_>>(),
        [true, false]
    );
}

/// MUST treat a repeat within one batch like any other.
pub async fn a_repeat_within_a_batch_is_stored_once(trail: Trail) {
    let one = draft(LOG, 1);
    let answers = trail.append(&[one.clone(), draft(LOG, 2), one], 0).await;
    assert_eq!(places(&answers), [0, 1, 0], "the third is the first again");
    assert_eq!(
        answers.iter().map(|a| a.replayed).collect::<Vec<_>>(),
        [false, false, true]
    );
    assert_eq!(trail.size(LOG).await, 2, "two records");
}

/// MUST refuse an id with other content, in any log and within a batch, and then store nothing.
pub async fn a_conflict_refuses_the_whole_batch(trail: Trail) {
    trail.append(&[draft(LOG, 0)], 0).await;
    let other_content = builder(LOG, 0)
        .severity(Severity::Critical)
        .build()
        .expect("a record");
    let other_log = draft(tenant_log(1), 0);
    let twice = builder(LOG, 5)
        .severity(Severity::Low)
        .build()
        .expect("a record");
    let cases = [
        (vec![draft(LOG, 1), other_content], event(0)),
        (vec![draft(tenant_log(1), 2), other_log], event(0)),
        (vec![draft(LOG, 5), twice], event(5)),
    ];
    for (batch, culprit) in cases {
        let answer = trail.repository.append(&batch, at(1)).await;
        assert!(
            matches!(answer, Err(AppendError::IdConflict { event_id }) if event_id == culprit),
            "{answer:?}"
        );
    }
    assert_eq!(
        trail.size(LOG).await,
        1,
        "nothing of a refused batch is stored"
    );
    assert_eq!(trail.size(tenant_log(1)).await, 0, "in no log");
    assert_eq!(trail.evidence.total().await.expect("the total is read"), 1);
    let found = trail
        .reader
        .find(tenant_log(1), event(2))
        .await
        .expect("the store answers");
    assert!(found.is_none(), "not even what was no conflict");
    // What was refused left no trace, so it can be appended in peace.
    let answers = trail.append(&[draft(tenant_log(1), 2)], 2).await;
    assert_eq!(
        (places(&answers), answers.iter().any(|a| a.replayed)),
        (vec![0], false)
    );
}

/// MUST refuse more than [`BATCH_RECORDS_MAX`] records, and take exactly so many.
pub async fn a_batch_beyond_the_limit_is_refused(trail: Trail) {
    let limit = u32::try_from(BATCH_RECORDS_MAX).expect("the limit is small");
    let mut batch = drafts(LOG, 0..limit + 1);
    let answer = trail.repository.append(&batch, at(0)).await;
    assert!(
        matches!(answer, Err(AppendError::BatchTooLarge)),
        "{answer:?}"
    );
    assert_eq!(trail.size(LOG).await, 0, "nothing is stored");
    batch.pop();
    assert_eq!(trail.append(&batch, 0).await.len(), BATCH_RECORDS_MAX);
}

/// MUST hold a clock that jumped back at the time of the last record, in each log by itself.
pub async fn recorded_at_never_runs_back(trail: Trail) {
    let clock = [100, 40, 40, 3_000_000_000, -7_000_000_000, 200];
    for (n, second) in (0_u32..).zip(clock) {
        trail.append(&[draft(LOG, n)], second).await;
    }
    trail.append(&[draft(tenant_log(1), 90)], 50).await;
    let expected = [100, 100, 100, 3_000_000_000, 3_000_000_000, 3_000_000_000];
    for (n, second) in (0..).zip(expected) {
        let record = trail
            .reader
            .at(LOG, crate::Seq::new(n))
            .await
            .expect("the record is read");
        assert_eq!(
            record.expect("there is a record").recorded_at(),
            at(second),
            "record {n}"
        );
    }
    let other = trail
        .reader
        .at(tenant_log(1), FIRST)
        .await
        .expect("the record is read");
    assert_eq!(
        other.expect("there is a record").recorded_at(),
        at(50),
        "each log has its own time"
    );
}

/// MUST keep numbers dense whoever else appends: 64 writers at once.
pub async fn sixty_four_writers_leave_no_gap_and_no_double(trail: Trail) {
    let trail = &trail;
    let write = |writer: u32| async move {
        let mut seen = Vec::new();
        for turn in 0..4 {
            let n = writer * 100 + turn * 2;
            let batch = [draft(LOG, n), draft(tenant_log(writer % 3), n + 1)];
            seen.extend(trail.append(&batch, i64::from(turn)).await);
        }
        seen
    };
    let seen: Vec<Appended> = join::all((0..64).map(write))
        .await
        .into_iter()
        .flatten()
        .collect();
    for log in [LOG, tenant_log(0), tenant_log(1), tenant_log(2)] {
        let taken: Vec<u64> = seen
            .iter()
            .filter(|a| a.log == log)
            .map(|answer| answer.seq.as_u64())
            .collect();
        let distinct: BTreeSet<u64> = taken.iter().copied().collect();
        let dense: BTreeSet<u64> = (0..taken.len() as u64).collect();
        assert_eq!(distinct, dense, "places of {log}");
        assert_eq!(trail.size(log).await, taken.len() as u64, "size of {log}");
    }
}
