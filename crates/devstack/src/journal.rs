//! A record of all requests, for the assertions of tests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;

use crate::form::Form;

/// Every request that reached a server of the stack, in the order of arrival. Clones share the entries.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    entries: VecDeque<Entry>,
    /// How many entries were removed from the front. The numbers of the others stay the same.
    discarded: usize,
}

/// The server that received a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Server {
    /// The issuer.
    Issuer,
    /// The Concierge of the cluster with this identifier.
    Concierge(String),
    /// The API server of the cluster with this identifier.
    ApiServer(String),
}

/// The validity of a certificate in seconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub not_before: i64,
    /// The last second.
    pub not_after: i64,
}

/// One request and the status of its response. It contains secrets, so `Debug` shows only names.
#[derive(Clone)]
pub struct Entry {
    /// The server that received it.
    pub server: Server,
    /// The replica at the server's address: 0, or 1 if there are two.
    pub replica: usize,
    /// When the request arrived, in milliseconds since the Unix epoch on the clock of the responding server.
    ///
    /// The client certificate is verified at this time.
    pub clock_millis: u64,
    /// The HTTP method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// Query parameters and form fields, in the order in which they were sent. Secret.
    pub fields: Vec<(String, String)>,
    /// The request's headers. Secret.
    pub headers: HeaderMap,
    /// The body. Secret.
    pub body: Vec<u8>,
    /// The validity of the caller's client certificate. The handshake has proved possession of its key.
    pub certificate: Option<Validity>,
    /// The status code of the response; absent until there is one, and if the caller disconnected before.
    pub status: Option<u16>,
    /// Why a Concierge refused, which its response does not contain.
    pub note: Option<&'static str>,
}

/// The number of entries kept, so that a demo can run for days.
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

    /// Removes all entries.
    pub fn clear(&self) {
        let mut log = self.lock();
        log.discarded += log.entries.len();
        log.entries.clear();
    }

    /// Adds an entry and returns its number for [`Self::update`].
    pub(crate) fn push(&self, entry: Entry) -> usize {
        let mut log = self.lock();
        if log.entries.len() == CAPACITY {
            log.entries.pop_front();
            log.discarded += 1;
        }
        log.entries.push_back(entry);
        log.discarded + log.entries.len() - 1
    }

    /// Changes an entry, unless it has been removed.
    pub(crate) fn update(&self, number: usize, change: impl FnOnce(&mut Entry)) {
        let mut log = self.lock();
        let place = number.checked_sub(log.discarded);
        if let Some(entry) = place.and_then(|place| log.entries.get_mut(place)) {
            change(entry);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Entries> {
        // A test that panics while it holds the lock must not fail the others.
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

/// Whether the request's content type is a form.
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
