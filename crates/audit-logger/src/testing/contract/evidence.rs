//! The contract of [`AuditEvidence`](crate::ports::AuditEvidence).

use std::num::NonZeroU32;

use super::Trail;
use crate::{
    LogId, Seq, Verdict, Verifier,
    ports::{Lookup, Strays},
    testing::samples::{at, draft, drafts, tenant_log},
};

const TWO: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);

/// MUST name every log with a head, once, in the order of [`LogId`], page by page.
pub async fn heads_are_listed_once_and_in_order(trail: Trail) {
    let logs = [
        LogId::Platform,
        tenant_log(1),
        tenant_log(2),
        tenant_log(5),
        tenant_log(300),
    ];
    for (n, log) in (0_u32..).zip(logs.iter().rev()) {
        trail.append(&[draft(*log, n)], i64::from(n)).await;
    }
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let heads = trail
            .evidence
            .heads(after, TWO)
            .await
            .expect("heads are read");
        assert!(heads.len() <= 2, "no more than asked for");
        let Some(last) = heads.last() else { break };
        after = Some(last.log);
        listed.extend(heads);
    }
    assert_eq!(listed.iter().map(|head| head.log).collect::<Vec<_>>(), logs);
    for head in listed {
        let alone = trail
            .evidence
            .stored_head(head.log)
            .await
            .expect("the head is read");
        let shown = trail.reader.head(head.log).await.expect("the head is read");
        assert_eq!(
            (shown.size, shown.root),
            (head.size, head.root),
            "the reader's head"
        );
        assert_eq!(alone, Some(head), "alone as in the list");
    }
    let none = trail
        .evidence
        .stored_head(tenant_log(4))
        .await
        .expect("the store answers");
    assert_eq!(none, None, "a log without records has no stored head");
}

/// MUST answer entries in order of place, from the place asked for, and no more than asked for.
pub async fn entries_come_in_order_and_within_the_limit(trail: Trail) {
    let log = tenant_log(1);
    let batch = drafts(log, 0..5);
    trail.append(&batch, 3).await;
    trail.append(&drafts(LogId::Platform, 10..15), 3).await;
    let (mut entries, mut from) = (Vec::new(), Seq::FIRST);
    loop {
        let some = trail
            .evidence
            .entries(log, from, TWO)
            .await
            .expect("entries are read");
        assert!(some.len() <= 2, "no more than asked for");
        let Some(last) = some.last() else { break };
        from = Seq::new(last.seq.as_u64() + 1);
        entries.extend(some);
    }
    assert_eq!(entries.len(), batch.len(), "all of them");
    for ((n, draft), entry) in (0..).zip(&batch).zip(&entries) {
        assert_eq!(entry.seq, Seq::new(n), "in order");
        assert_eq!(
            entry.lookup,
            Lookup::of(draft, at(3)),
            "what searches go by"
        );
        assert_eq!(entry.record(log).expect("it fits its leaf").draft(), draft);
    }
    let beyond = trail.evidence.entries(log, Seq::new(u64::MAX), TWO).await;
    assert!(
        beyond.expect("the store answers").is_empty(),
        "nothing lies at the end of numbers"
    );
}

/// What was appended MUST verify, and its total MUST count every record of every log.
pub async fn what_was_appended_verifies(trail: Trail) {
    let verdict = Verifier::new()
        .verify(&trail.evidence)
        .await
        .expect("the store answers");
    assert!(verdict.is_verified(), "an empty trail: {verdict:?}");
    for n in 0..40 {
        trail
            .append(
                &drafts(tenant_log(n % 3), n * 10..n * 10 + n % 7),
                i64::from(n),
            )
            .await;
    }
    let verdict = Verifier::new()
        .verify(&trail.evidence)
        .await
        .expect("the store answers");
    let Verdict::Verified(verified) = verdict else {
        return assert!(verdict.is_verified(), "{verdict:?}");
    };
    let total = trail.evidence.total().await.expect("the total is read");
    assert_eq!(
        (verified.logs, verified.records),
        (3, total),
        "logs and records"
    );
    let strays = trail.evidence.strays(TWO).await;
    assert_eq!(
        strays.expect("the store answers"),
        Strays::default(),
        "everything lies in a log"
    );
    let expecting = verified
        .heads
        .iter()
        .fold(Verifier::new(), |verifier, (log, head)| {
            verifier.expecting(*log, *head)
        });
    trail.append(&drafts(tenant_log(0), 900..905), 60).await;
    let later = expecting
        .verify(&trail.evidence)
        .await
        .expect("the store answers");
    assert!(
        later.is_verified(),
        "a log that grew still begins as it did: {later:?}"
    );
}
