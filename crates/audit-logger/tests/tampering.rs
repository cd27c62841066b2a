//! Cases 3, 4 and 11: whatever is edited behind the trail's back is found, and named rightly.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use audit_logger::{
    Finding, Hash, LogId, LogState, Record, Seq, TreeHead, Verdict, Verifier, leaf_hash,
    ports::{AppendError, AuditLogRepository, AuditReader, Filter, Lookup, PageRequest, ReadError},
    testing::{
        MemoryAuditLog, RawTrail,
        samples::{at, draft, drafts, event, tenant_log},
    },
};

const LOG: LogId = LogId::Platform;

async fn trail() -> MemoryAuditLog {
    let trail = MemoryAuditLog::new();
    trail.append(&drafts(LOG, 0..10), at(0)).await.unwrap();
    trail
        .append(&drafts(tenant_log(1), 10..15), at(1))
        .await
        .unwrap();
    trail
}

/// What the verifier says after an edit.
async fn told(edit: impl FnOnce(&mut RawTrail)) -> String {
    let trail = trail().await;
    trail.tamper(edit);
    words(&Verifier::new().verify(&trail).await.unwrap())
}

fn words(verdict: &Verdict) -> String {
    verdict
        .findings()
        .iter()
        .map(Finding::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn edit_body(raw: &mut RawTrail, seq: u64, from: &str, to: &str) {
    let entry = raw.entries.get_mut(&(LOG, Seq::new(seq))).unwrap();
    let body = String::from_utf8(entry.body.clone()).unwrap();
    assert!(body.contains(from), "{body}");
    entry.body = body.replace(from, to).into_bytes();
}

#[tokio::test]
async fn an_edited_body() {
    let told = told(|raw| edit_body(raw, 4, "anonymous", "operator!")).await;
    insta::assert_snapshot!(told, @"log platform, record 4: the record was edited");
}

#[tokio::test]
async fn an_edited_leaf() {
    let told = told(|raw| {
        raw.entries.get_mut(&(LOG, Seq::new(4))).unwrap().leaf = leaf_hash(b"other");
    });
    insta::assert_snapshot!(told.await, @"log platform, record 4: the hash of the record was edited");
}

#[tokio::test]
async fn an_edited_body_with_its_leaf() {
    let told = told(|raw| {
        edit_body(raw, 4, "\"attempt\":4", "\"attempt\":5");
        let entry = raw.entries.get_mut(&(LOG, Seq::new(4))).unwrap();
        entry.leaf = leaf_hash(&entry.body);
    });
    insta::assert_snapshot!(told.await, @"
log platform: the head over 10 records is 5afc4fe6605a77f8ffa1ecaa61176ac43331448231640c1e02b1106f3fbc4cbb, but they hash to 35e24c31daac7ebe427fdd7ec0ee68e7440c9b3670ce27ed5f973879d971c9ec
");
}

#[tokio::test]
async fn records_deleted_at_the_start_in_the_middle_and_at_the_end() {
    let told = told(|raw| {
        raw.entries
            .retain(|(log, seq), _| *log != LOG || ![0, 4, 5, 9].contains(&seq.as_u64()));
    });
    insta::assert_snapshot!(told.await, @"
log platform, record 0: deleted
log platform, records 4 to 5: deleted
log platform, record 9: deleted
");
}

#[tokio::test]
async fn a_log_cut_off_with_a_rebuilt_head() {
    let cut = |raw: &mut RawTrail| {
        raw.entries
            .retain(|(log, seq), _| *log != LOG || seq.as_u64() < 6);
        rebuild(raw, LOG);
    };
    insta::assert_snapshot!(told(cut).await, @"15 records were appended to all logs together, but their heads count 11");
}

#[tokio::test]
async fn a_tenant_that_vanished_with_its_head() {
    let told = told(|raw| {
        raw.entries.retain(|(log, _), _| *log == LOG);
        raw.heads.remove(&tenant_log(1));
    });
    insta::assert_snapshot!(told.await, @"15 records were appended to all logs together, but their heads count 10");
}

#[tokio::test]
async fn an_edited_head() {
    let root = told(|raw| raw.heads.get_mut(&LOG).unwrap().root = leaf_hash(b"other")).await;
    insta::assert_snapshot!(root, @"log platform: the head over 10 records is 20127871bb98506fcb2eb26ab0f726a97fd0407c0314098a4418e31f40ab74a6, but they hash to 5afc4fe6605a77f8ffa1ecaa61176ac43331448231640c1e02b1106f3fbc4cbb");
    let frontier = told(|raw| raw.heads.get_mut(&LOG).unwrap().frontier.reverse()).await;
    insta::assert_snapshot!(frontier, @"log platform: the frontier of the head was edited");
    let time = told(|raw| raw.heads.get_mut(&LOG).unwrap().recorded_at = at(-9)).await;
    insta::assert_snapshot!(time, @"log platform: the time of the head was edited");
    let smaller = told(|raw| raw.heads.get_mut(&LOG).unwrap().size = 8).await;
    insta::assert_snapshot!(smaller, @"
log platform: the head over 8 records is 5afc4fe6605a77f8ffa1ecaa61176ac43331448231640c1e02b1106f3fbc4cbb, but they hash to eeb3f53cfa8b73ae3148d4b3fb56a77eccd515f8c91d7bf8c509af5b4362bbff
log platform: the frontier of the head was edited
log platform, record 8: lies beyond the end of the log
log platform, record 9: lies beyond the end of the log
15 records were appended to all logs together, but their heads count 13
");
    let larger = told(|raw| raw.heads.get_mut(&LOG).unwrap().size = 12).await;
    insta::assert_snapshot!(larger, @"
log platform, records 10 to 11: deleted
15 records were appended to all logs together, but their heads count 17
");
}

#[tokio::test]
async fn a_record_smuggled_in_beyond_the_end() {
    let told = told(|raw| {
        let mut entry = raw.entries[&(LOG, Seq::new(9))].clone();
        entry.seq = Seq::new(700);
        raw.entries.insert((LOG, entry.seq), entry);
    });
    insta::assert_snapshot!(told.await, @"log platform, record 700: lies beyond the end of the log");
}

#[tokio::test]
async fn records_that_changed_places() {
    let told = told(|raw| {
        let (one, two) = ((LOG, Seq::new(2)), (LOG, Seq::new(3)));
        let (mut a, mut b) = (raw.entries[&one].clone(), raw.entries[&two].clone());
        (a.seq, b.seq) = (b.seq, a.seq);
        raw.entries.insert(two, a);
        raw.entries.insert(one, b);
    });
    insta::assert_snapshot!(told.await, @"
log platform, record 2: belongs to another place
log platform, record 3: belongs to another place
log platform: the head over 10 records is 5afc4fe6605a77f8ffa1ecaa61176ac43331448231640c1e02b1106f3fbc4cbb, but they hash to 2f1b9a747127e713cd01d3a07dca6901b54243599feb5a7c859e1f3661aefb6e
");
}

#[tokio::test]
async fn every_column_that_searches_go_by() {
    let told = told(|raw| {
        let mut lookup = |seq, edit: fn(&mut Lookup)| {
            edit(&mut raw.entries.get_mut(&(LOG, Seq::new(seq))).unwrap().lookup);
        };
        lookup(0, |l| l.event_id = event(99));
        lookup(1, |l| "tenant.member.left".clone_into(&mut l.action));
        lookup(2, |l| "anonymous".clone_into(&mut l.actor));
        lookup(4, |l| "anonymous:x".clone_into(&mut l.actor));
        lookup(5, |l| {
            l.correlation = audit_logger::testing::samples::correlation(77);
        });
        lookup(6, |l| l.recorded_at = at(9));
        lookup(7, |l| l.targets.clear());
        lookup(8, |l| l.targets.push(("z".to_owned(), "1".to_owned())));
    });
    insta::assert_snapshot!(told.await, @"
log platform, record 0: searches do not see its own event id
log platform, record 1: searches do not see its own action
log platform, record 2: searches do not see its own actor
log platform, record 4: searches do not see its own actor
log platform, record 5: searches do not see its own correlation
log platform, record 6: searches do not see its own time
log platform, record 7: searches do not see its own targets
log platform, record 8: searches do not see its own targets
");
}

/// Rebuilds the tree of a log over whatever bodies lie there, as a careful forger would.
fn rebuild(raw: &mut RawTrail, log: LogId) {
    let mut state = LogState::new();
    for ((entry_log, _), entry) in &mut raw.entries {
        if *entry_log == log {
            let record = Record::decode(&entry.body).unwrap();
            let made = state.sequence(record.draft().canonical(), record.recorded_at());
            (entry.leaf, entry.body) = (made.leaf, made.body.into_bytes());
        }
    }
    raw.heads.insert(log, state.to_stored(log));
}

#[tokio::test]
async fn a_log_rewritten_as_a_whole_passes_alone_but_not_beside_an_earlier_head() {
    let trail = trail().await;
    let Verdict::Verified(seen) = Verifier::new().verify(&trail).await.unwrap() else {
        panic!()
    };
    trail.append(&drafts(LOG, 20..25), at(2)).await.unwrap();
    trail.tamper(|raw| {
        edit_body(raw, 3, "\"attempt\":3", "\"attempt\":4");
        rebuild(raw, LOG);
    });
    assert!(
        Verifier::new().verify(&trail).await.unwrap().is_verified(),
        "it fits itself"
    );
    let pinned = Verifier::new().expecting(LOG, seen.heads[&LOG]);
    let verdict = pinned.verify(&trail).await.unwrap();
    insta::assert_snapshot!(words(&verdict), @"log platform: its first 10 records are not those that were there when last seen");
    let alone = pinned.verify_log(&trail, LOG).await.unwrap();
    assert_eq!(
        alone.findings(),
        verdict.findings(),
        "whether one log is looked at or all"
    );
}

#[tokio::test]
async fn a_log_rolled_back_to_an_earlier_state() {
    let trail = trail().await;
    let mut earlier = None;
    trail.tamper(|raw| earlier = Some(raw.clone()));
    trail.append(&drafts(LOG, 20..25), at(2)).await.unwrap();
    let head = trail.head(LOG).await.unwrap();
    trail.tamper(|raw| *raw = earlier.unwrap());
    assert!(
        Verifier::new().verify(&trail).await.unwrap().is_verified(),
        "it fits itself"
    );
    let verdict = Verifier::new()
        .expecting(LOG, head)
        .expecting(
            tenant_log(8),
            TreeHead {
                size: 3,
                root: head.root,
            },
        )
        .verify(&trail)
        .await
        .unwrap();
    insta::assert_snapshot!(words(&verdict), @"
log platform: had 15 records when last seen, and has 10 now
log ten_000000000000000000000000007e0008: had 3 records when last seen, and has 0 now
");
}

#[tokio::test]
async fn heads_of_every_size_are_held_to() {
    let trail = MemoryAuditLog::new();
    let mut verifier = Verifier::new();
    for n in 0..40 {
        trail.append(&[draft(LOG, n)], at(0)).await.unwrap();
        verifier = verifier.expecting(LOG, trail.head(LOG).await.unwrap());
    }
    assert!(verifier.verify(&trail).await.unwrap().is_verified());
    let wrong = TreeHead {
        size: 17,
        root: Hash::from_bytes([7; 32]),
    };
    let verdict = verifier.expecting(LOG, wrong).verify(&trail).await.unwrap();
    assert_eq!(verdict.findings(), [Finding::Fork { log: LOG, size: 17 }]);
}

#[tokio::test]
async fn a_reader_shows_nothing_that_was_edited() {
    let trail = Arc::new(trail().await);
    trail.tamper(|raw| edit_body(raw, 4, "anonymous", "operator!"));
    let by_id = trail.find(LOG, event(4)).await;
    let by_place = trail.at(LOG, Seq::new(4)).await;
    let page = trail
        .page(LOG, &Filter::default(), &PageRequest::default())
        .await
        .map(|_| ());
    for answer in [by_id.map(|_| ()), by_place.map(|_| ()), page] {
        let Err(error @ ReadError::Tampered(_)) = answer else {
            panic!("{answer:?}")
        };
        insta::allow_duplicates! { insta::assert_snapshot!(error, @"the stored record was tampered with: log platform, record 4: the record or its hash was edited"); }
    }
    assert!(
        trail.at(LOG, Seq::new(3)).await.unwrap().is_some(),
        "the others are shown"
    );
}

#[tokio::test]
async fn nothing_is_appended_to_a_damaged_head() {
    let trail = trail().await;
    trail.tamper(|raw| raw.heads.get_mut(&LOG).unwrap().size = 8);
    let answer = trail
        .append(&[draft(LOG, 50), draft(tenant_log(1), 51)], at(3))
        .await;
    assert!(
        matches!(answer, Err(AppendError::Damaged { log: LOG })),
        "{answer:?}"
    );
    assert!(
        trail
            .find(tenant_log(1), event(51))
            .await
            .unwrap()
            .is_none(),
        "nothing of the batch"
    );
}

/// Puts the entry that a draft would become somewhere else, under the draft's id.
fn smuggle(raw: &mut RawTrail, draft: &audit_logger::RecordDraft, log: LogId, seq: Seq) {
    let body = draft.canonical().body(seq, at(1)).into_bytes();
    let entry = audit_logger::ports::StoredEntry {
        seq,
        leaf: leaf_hash(&body),
        body,
        lookup: Lookup::of(draft, at(1)),
    };
    raw.entries.insert((log, seq), entry);
    raw.places.insert(draft.event_id(), (log, seq));
}

#[tokio::test]
async fn a_record_smuggled_in_where_no_log_is() {
    let told = told(|raw| smuggle(raw, &draft(LOG, 50), tenant_log(9), Seq::new(3)));
    insta::assert_snapshot!(told.await, @"the record stored under evt_00000000000000000000000e00000032: lies in no log");
}

#[tokio::test]
async fn what_was_smuggled_in_is_never_answered_as_appended() {
    for (log, seq) in [
        (tenant_log(9), 3),
        (LOG, 10),
        (LOG, 700),
        (tenant_log(1), 9),
    ] {
        let trail = trail().await;
        let next = draft(LOG, 50);
        trail.tamper(|raw| smuggle(raw, &next, log, Seq::new(seq)));
        let answer = trail.append(std::slice::from_ref(&next), at(3)).await;
        assert!(
            matches!(answer, Err(AppendError::Damaged { log: LOG })),
            "{answer:?}"
        );
        let shown = trail.find(LOG, next.event_id()).await;
        assert!(!matches!(shown, Ok(Some(_))), "{shown:?}");
        assert!(!Verifier::new().verify(&trail).await.unwrap().is_verified());
    }
}
