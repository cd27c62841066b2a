//! The contract of [`AuditReader`](crate::ports::AuditReader).

use super::{FIRST, Trail};
use crate::{
    Action, Actor, LogId, RecordDraft, Seq, TreeHead,
    ports::{Cursor, Filter, PageRequest, ReadError},
    testing::samples::{at, correlation, draft, drafts, event, person, tenant_log},
};

const LOG: LogId = LogId::Platform;

/// MUST show a record exactly as it was appended, by id and by place.
pub async fn a_record_reads_back_as_it_was_appended(trail: Trail) {
    let batch = drafts(LOG, 0..10);
    trail.append(&batch, 7).await;
    for (n, draft) in (0..).zip(&batch) {
        let seq = Seq::new(n);
        let by_id = trail
            .reader
            .find(LOG, draft.event_id())
            .await
            .expect("the record is read");
        let by_place = trail.reader.at(LOG, seq).await.expect("the record is read");
        let record = by_id.expect("the record is found by its id");
        assert_eq!(record.draft(), draft, "record {n}");
        assert_eq!(
            (record.seq(), record.recorded_at()),
            (seq, at(7)),
            "record {n}"
        );
        assert_eq!(by_place, Some(record), "by place as by id");
    }
    assert_eq!(
        trail
            .reader
            .at(LOG, Seq::new(10))
            .await
            .expect("the store answers"),
        None
    );
    assert_eq!(
        trail
            .reader
            .at(LOG, Seq::new(u64::MAX))
            .await
            .expect("the store answers"),
        None
    );
    assert_eq!(
        trail
            .reader
            .find(LOG, event(77))
            .await
            .expect("the store answers"),
        None
    );
}

/// MUST answer what lies in another log as missing, in every way to ask.
pub async fn what_lies_in_another_log_is_missing(trail: Trail) {
    let (mine, theirs) = (tenant_log(1), tenant_log(2));
    trail.append(&drafts(theirs, 0..3), 0).await;
    assert_eq!(
        trail
            .reader
            .find(mine, event(0))
            .await
            .expect("the store answers"),
        None
    );
    assert_eq!(
        trail
            .reader
            .at(mine, FIRST)
            .await
            .expect("the store answers"),
        None
    );
    assert_eq!(
        trail.reader.head(mine).await.expect("the store answers"),
        TreeHead::empty()
    );
    let all = Filter::default();
    let page = trail
        .reader
        .page(mine, &all, &PageRequest::default())
        .await
        .expect("a page");
    assert!(
        page.records.is_empty() && page.next.is_none() && page.size == 0,
        "{page:?}"
    );
}

/// MUST agree with [`Filter::matches`], newest first.
pub async fn a_page_agrees_with_its_filter(trail: Trail) {
    for n in 0..60 {
        trail
            .append(
                &[draft(LOG, n), draft(tenant_log(1), n + 1_000)],
                i64::from(n),
            )
            .await;
    }
    let mut records = Vec::new();
    for n in 0..60 {
        let record = trail
            .reader
            .at(LOG, Seq::new(n))
            .await
            .expect("the record is read");
        records.push(record.expect("there is a record"));
    }
    for filter in filters(&draft(LOG, 6)) {
        let page = trail
            .reader
            .page(LOG, &filter, &PageRequest::newest(100))
            .await
            .expect("a page");
        let expected: Vec<_> = records
            .iter()
            .rev()
            .filter(|r| filter.matches(r))
            .cloned()
            .collect();
        assert_eq!(page.records, expected, "{filter:?}");
        assert!(page.next.is_none() && page.size == 60, "{filter:?}");
    }
}

/// Filters by each field alone, by all at once, and some that find nothing.
fn filters(like: &RecordDraft) -> Vec<Filter> {
    let all = Filter::default();
    let full = Filter {
        action: Some(like.action().clone()),
        actor: Some(like.actor().clone()),
        target: like.targets().first().cloned(),
        correlation: Some(like.correlation()),
        recorded_from: Some(at(5)),
        recorded_before: Some(at(50)),
    };
    vec![
        all.clone(),
        Filter {
            action: full.action.clone(),
            ..all.clone()
        },
        // Found though another person sat there in this one's name.
        Filter {
            actor: Some(Actor::user(person(0))),
            ..all.clone()
        },
        Filter {
            actor: Some(Actor::Anonymous),
            ..all.clone()
        },
        Filter {
            target: full.target.clone(),
            ..all.clone()
        },
        Filter {
            correlation: Some(correlation(3)),
            ..all.clone()
        },
        Filter {
            recorded_from: Some(at(20)),
            ..all.clone()
        },
        Filter {
            recorded_before: Some(at(20)),
            ..all.clone()
        },
        Filter {
            recorded_from: Some(at(20)),
            recorded_before: Some(at(20)),
            ..all.clone()
        },
        Filter {
            action: full.action.clone(),
            target: full.target.clone(),
            ..all.clone()
        },
        Filter {
            action: Action::parse("nobody.ever.did").ok(),
            ..all
        },
        full,
    ]
}

/// MUST show each record once over all pages, and none that came after the first page.
pub async fn paging_shows_each_record_once_while_others_append(trail: Trail) {
    trail.append(&drafts(LOG, 0..25), 0).await;
    let (all, mut seen) = (Filter::default(), Vec::new());
    let mut request = PageRequest::newest(10);
    let mut pages = 0;
    loop {
        let page = trail
            .reader
            .page(LOG, &all, &request)
            .await
            .expect("a page");
        assert!(page.records.len() <= 10 && page.size == 25, "{page:?}");
        seen.extend(page.records.iter().map(|record| record.seq().as_u64()));
        pages += 1;
        trail.append(&[draft(LOG, 100 + pages)], 1).await;
        let Some(next) = page.next else { break };
        // The cursor survives being written down.
        let next = Cursor::parse(&next.to_string()).expect("a cursor reads back");
        request = PageRequest::newest(10).after(next);
    }
    assert_eq!(
        seen,
        (0..25).rev().collect::<Vec<_>>(),
        "each once, newest first"
    );
    assert_eq!(pages, 3, "no empty page at the end");
}

/// MUST refuse a cursor of another log, of another filter, or from a longer log.
pub async fn a_cursor_fits_only_its_own_question(trail: Trail) {
    let (mine, theirs) = (tenant_log(1), tenant_log(2));
    trail.append(&drafts(mine, 0..8), 0).await;
    trail.append(&drafts(theirs, 100..108), 0).await;
    let (all, request) = (Filter::default(), PageRequest::newest(2));
    let page = trail
        .reader
        .page(mine, &all, &request)
        .await
        .expect("a page");
    let cursor = page.next.expect("there is more");
    let here = PageRequest::newest(2).after(cursor);
    assert!(
        trail.reader.page(mine, &all, &here).await.is_ok(),
        "it fits its own question"
    );
    let other = Filter {
        correlation: Some(correlation(0)),
        ..Filter::default()
    };
    for (log, filter) in [(theirs, &all), (mine, &other), (LOG, &all)] {
        let answer = trail.reader.page(log, filter, &here).await;
        assert!(
            matches!(answer, Err(ReadError::Cursor(_))),
            "{log}: {answer:?}"
        );
    }
}
