//! Which entries the activity log keeps, counts and drops.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::{
    ActivityLog, Entry, Happened, MOST_ENTRIES, RecordedFailure, RequestKind, ResponseInfo,
};
use crate::code::Code;
use crate::text::ServerText;
use crate::time::UnixTime;

impl ActivityLog {
    fn at(&mut self, secs: i64, happened: Happened, cluster: Option<Rc<str>>) -> Rc<Entry> {
        self.begin(UnixTime::from_secs(secs));
        self.record(happened, cluster)
    }
}

fn failed(asked: RequestKind, again: i64) -> Happened {
    Happened::Failed(RecordedFailure {
        asked: Some(asked),
        code: Code::ConciergeUnreachable,
        again: Some(UnixTime::from_secs(again)),
    })
}

fn cluster(id: &str) -> Option<Rc<str>> {
    Some(id.into())
}

#[test]
fn the_newest_entry_comes_first() {
    let mut log = ActivityLog::default();
    log.at(1, Happened::Discovered, None);
    log.at(2, Happened::SentToSignIn, None);
    let seen: Vec<_> = log.entries().map(|it| it.happened.as_str()).collect();
    assert_eq!(seen, ["sent-to-sign-in", "discovered"]);
}

#[test]
fn the_oldest_entry_is_dropped_when_the_log_is_full() {
    let mut log = ActivityLog::default();
    for second in 0..=MOST_ENTRIES {
        log.at(second as i64, Happened::Refreshed, None);
    }
    assert_eq!(log.entries().count(), MOST_ENTRIES);
    let oldest = log.entries().last().expect("there are some").at;
    assert_eq!(oldest, UnixTime::from_secs(1));
}

#[test]
fn a_repeated_failure_raises_the_count_and_moves_to_the_top() {
    let mut log = ActivityLog::default();
    log.at(10, failed(RequestKind::Credential, 11), cluster("one"));
    log.at(11, failed(RequestKind::Credential, 12), cluster("two"));
    let entry = log.at(12, failed(RequestKind::Credential, 13), cluster("one"));
    assert_eq!((entry.count, entry.at), (2, UnixTime::from_secs(12)));
    assert_eq!(entry.happened, failed(RequestKind::Credential, 13));
    let seen: Vec<_> = log.entries().map(|it| it.cluster.clone()).collect();
    assert_eq!(seen, [cluster("one"), cluster("two")]);
}

#[test]
fn another_entry_in_between_starts_a_new_count() {
    let mut log = ActivityLog::default();
    log.at(1, failed(RequestKind::Credential, 1), cluster("one"));
    let other = log.at(2, failed(RequestKind::Exchange, 2), cluster("one"));
    assert_eq!(other.count, 1);
    let until = UnixTime::from_secs(300);
    log.at(3, Happened::Credential { until }, cluster("one"));
    let later = log.at(4, failed(RequestKind::Exchange, 4), cluster("one"));
    assert_eq!(later.count, 1);
    assert_eq!(log.entries().count(), 4);
}

#[test]
fn successes_are_never_merged() {
    let mut log = ActivityLog::default();
    log.at(1, Happened::Refreshed, None);
    let second = log.at(2, Happened::Refreshed, None);
    assert_eq!(second.count, 1);
}

#[test]
fn an_entry_has_the_time_and_audit_id_of_its_response() {
    let mut log = ActivityLog::default();
    log.begin(UnixTime::from_secs(9));
    log.set_response(ResponseInfo {
        asked: Some(RequestKind::Refresh),
        date: Some(UnixTime::from_secs(7)),
        audit_id: Some(ServerText::new("a-1")),
    });
    let entry = log.record(Happened::Refreshed, None);
    assert_eq!(entry.server_time, Some(UnixTime::from_secs(7)));
    assert_eq!(entry.audit_id, Some(ServerText::new("a-1")));
    log.begin(UnixTime::from_secs(10));
    let entry = log.record(Happened::Refreshed, None);
    assert_eq!((entry.server_time, &entry.audit_id), (None, &None));
}
