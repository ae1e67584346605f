//! What the servers were asked, for tests to assert.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;

use crate::form::Form;

/// Every request that reached a server of the stack, in the order in which they came. Clones share the entries.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    entries: VecDeque<Entry>,
    /// How many entries are gone from the front, so that an entry's number stays its own.
    discarded: usize,
}

/// Which server was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Server {
    /// The issuer.
    Issuer,
    /// The Concierge of the cluster with this identifier.
    Concierge(String),
    /// The API server of the cluster with this identifier.
    ApiServer(String),
}

/// From when until when a certificate holds, in seconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub not_before: i64,
    /// The last second.
    pub not_after: i64,
}

/// One request and the status of its answer. Holds secrets, so `Debug` shows names only.
#[derive(Clone)]
pub struct Entry {
    /// Who was asked.
    pub server: Server,
    /// Which of the servers behind one address: 0, or 1 where there are two.
    pub replica: usize,
    /// When the request came, in milliseconds since the Unix epoch by the clock of the server that answers.
    ///
    /// A client certificate is judged at this instant.
    pub clock_millis: u64,
    /// The HTTP method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// Query parameters and form fields, in the order in which they were sent. Secret.
    pub fields: Vec<(String, String)>,
    /// The request's headers. Secret.
    pub headers: HeaderMap,
    /// The body as it came. Secret.
    pub body: Vec<u8>,
    /// The client certificate that the caller showed, and holds the key of.
    pub certificate: Option<Validity>,
    /// The status code of the answer; absent while there is none, and for ever if the caller went away before.
    pub status: Option<u16>,
    /// What the caller was not told: why a Concierge refused.
    pub note: Option<&'static str>,
}

/// Entries kept, so that a demo can run for days.
const CAPACITY: usize = 10_000;

impl Journal {
    /// A copy of every entry.
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().entries.iter().cloned().collect()
    }

    /// The entries whose path ends with `suffix`, such as `/oauth2/token`.
    pub fn requests(&self, suffix: &str) -> Vec<Entry> {
        let ends = |entry: &&Entry| entry.path.ends_with(suffix);
        self.lock().entries.iter().filter(ends).cloned().collect()
    }

    /// Forgets what came so far.
    pub fn clear(&self) {
        let mut log = self.lock();
        log.discarded += log.entries.len();
        log.entries.clear();
    }

    /// Takes an entry and returns the number by which it can be amended.
    pub(crate) fn push(&self, entry: Entry) -> usize {
        let mut log = self.lock();
        if log.entries.len() == CAPACITY {
            log.entries.pop_front();
            log.discarded += 1;
        }
        log.entries.push_back(entry);
        log.discarded + log.entries.len() - 1
    }

    /// Completes an entry, unless it was discarded meanwhile.
    pub(crate) fn update(&self, number: usize, change: impl FnOnce(&mut Entry)) {
        let mut log = self.lock();
        let place = number.checked_sub(log.discarded);
        if let Some(entry) = place.and_then(|place| log.entries.get_mut(place)) {
            change(entry);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Entries> {
        // A test that panicked while it held the lock must not hide the others' results.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// The value of a query parameter or form field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Entry")
            .field("server", &self.server)
            .field("replica", &self.replica)
            .field("clock_millis", &self.clock_millis)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("fields", &names)
            .field("certificate", &self.certificate)
            .field("status", &self.status)
            .field("note", &self.note)
            .finish_non_exhaustive()
    }
}

/// Query parameters followed by form fields.
pub(crate) fn fields(
    query: Option<&str>,
    headers: &HeaderMap,
    body: &[u8],
) -> Vec<(String, String)> {
    let mut fields = Form::parse(query.unwrap_or_default().as_bytes())
        .pairs()
        .to_vec();
    if is_form(headers) {
        fields.extend_from_slice(Form::parse(body).pairs());
    }
    fields
}

/// Whether the request says that its body is a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}
