//! A long-running client with client-go's caching: it keeps a credential until its `expirationTimestamp`.

use std::rc::Rc;
use std::time::Duration;

use serde_json::Value;
use x509_parser::pem::parse_x509_pem;

use crate::computer::Computer;
use crate::meter::{PACE_MILLIS, RequestOutcome};
use crate::peers::verifier::Verifier;
use crate::time::Moment;

/// The validity of a client certificate, in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
}

/// The contents of a credential file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct File {
    validity: Validity,
    /// `expirationTimestamp` in milliseconds; a credential without one is never read again.
    expires: Option<i64>,
}

impl File {
    /// Parses an `ExecCredential`; returns `None` if kubectl could not use it.
    pub(crate) fn read(json: &str) -> Option<Self> {
        let credential: Value = serde_json::from_str(json).ok()?;
        let status = &credential["status"];
        let expires = match status["expirationTimestamp"].as_str() {
            Some(text) => Some(millis_of_rfc3339(text)?),
            None => None,
        };
        Some(Self {
            validity: read_certificate(status["clientCertificateData"].as_str()?)?,
            expires,
        })
    }
}

pub(crate) fn read_certificate(pem: &str) -> Option<Validity> {
    let (_, block) = parse_x509_pem(pem.as_bytes()).ok()?;
    let certificate = block.parse_x509().ok()?;
    Some(Validity {
        not_before: certificate.validity().not_before.timestamp(),
        not_after: certificate.validity().not_after.timestamp(),
    })
}

pub(crate) fn millis_of_rfc3339(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once('T')?;
    let mut date = date.splitn(3, '-').map(str::parse::<i64>);
    let mut of_day = rest
        .strip_suffix('Z')?
        .splitn(3, ':')
        .map(str::parse::<i64>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let (hour, minute, second) = (
        of_day.next()?.ok()?,
        of_day.next()?.ok()?,
        of_day.next()?.ok()?,
    );
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    let day = u8::try_from(day).ok()?;
    let date = time::Date::from_calendar_date(i32::try_from(year).ok()?, month, day).ok()?;
    let midnight = date.midnight().assume_utc().unix_timestamp();
    Some((midnight + hour * 3600 + minute * 60 + second) * 1000)
}

/// A process that uses one credential file once a second for the whole scenario.
pub(crate) struct Client {
    number: usize,
    file: Option<Rc<File>>,
    held: Option<Rc<File>>,
    next: Moment,
}

impl Client {
    /// The first request is offset, so that the clients of a computer do not all send in the same millisecond.
    pub(crate) fn new(number: usize, cluster: usize) -> Self {
        let offset = (number * 331 + cluster * 17 + 137) % 1000;
        Self {
            number,
            file: None,
            held: None,
            next: Moment::after(Duration::from_millis(u64::try_from(offset).unwrap_or(0))),
        }
    }

    /// The file was replaced atomically.
    pub(crate) fn rewrite(&mut self, file: Option<File>) {
        self.file = file.map(Rc::new);
    }

    /// Sends the requests before `until`, one a second, and returns the time of the next one.
    pub(crate) fn advance(
        &mut self,
        until: Moment,
        computer: &Computer,
        verifier: &mut Verifier,
    ) -> Moment {
        while self.next < until {
            if !computer.is_asleep() {
                self.ask(computer, verifier);
            }
            self.next = self.next.plus(PACE);
        }
        self.next
    }

    /// `getCreds`, then the request. After a 401, `maybeRefreshCreds` for the next request; the caller gets the 401.
    fn ask(&mut self, computer: &Computer, verifier: &mut Verifier) {
        let wall = computer.wall(self.next);
        let is_over = match &self.held {
            None => true,
            Some(held) => held.expires.is_some_and(|expires| wall > expires),
        };
        if is_over {
            self.read_file();
        }
        let Some(held) = &self.held else {
            return;
        };
        if !computer.is_connected() {
            return;
        }
        let outcome = verifier.judge(self.number, held.validity, self.next);
        if outcome == Some(RequestOutcome::Unauthorized) {
            self.read_file();
        }
    }

    fn read_file(&mut self) {
        if self.file.is_some() {
            self.held.clone_from(&self.file);
        }
    }
}

const PACE: Duration = Duration::from_millis(PACE_MILLIS.unsigned_abs());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::verifier::ClockOffset;
    use crate::time::secs;

    /// The start of every scenario on a correct clock, rounded up to a second.
    const START: i64 = 1_795_420_801;

    fn file(not_after: i64, expires: i64) -> Option<File> {
        Some(File {
            validity: Validity {
                not_before: START - 300,
                not_after: START + not_after,
            },
            expires: Some((START + expires) * 1000),
        })
    }

    fn outcomes(verifier: &Verifier) -> String {
        let letter = |entry: &crate::meter::Entry| match entry.outcome {
            RequestOutcome::Accepted => '+',
            RequestOutcome::Unauthorized => '-',
        };
        verifier.journals[0].iter().map(letter).collect()
    }

    #[test]
    fn a_credential_is_cached_until_its_expiration_timestamp() {
        let (computer, mut verifier) =
            (Computer::new(0), Verifier::new(ClockOffset::Fixed(0), None));
        let mut client = Client::new(0, 0);
        client.rewrite(file(10, 5));
        client.advance(Moment::after(secs(3)), &computer, &mut verifier);
        client.rewrite(file(20, 15));
        client.advance(Moment::after(secs(14)), &computer, &mut verifier);
        assert_eq!(outcomes(&verifier), "+".repeat(14));
        let last_with_the_first = verifier.journals[0]
            .iter()
            .rposition(|entry| entry.not_after == START + 10);
        assert_eq!(last_with_the_first, Some(5));
    }

    #[test]
    fn a_401_is_counted_and_the_next_request_reads_the_file() {
        let (computer, mut verifier) =
            (Computer::new(0), Verifier::new(ClockOffset::Fixed(0), None));
        let mut client = Client::new(0, 0);
        client.rewrite(file(4, 60));
        client.advance(Moment::after(secs(2)), &computer, &mut verifier);
        client.rewrite(file(30, 60));
        client.advance(Moment::after(secs(8)), &computer, &mut verifier);
        assert_eq!(outcomes(&verifier), "+++++-++");
    }

    #[test]
    fn no_request_reaches_a_verifier_without_a_network() {
        let (mut computer, mut verifier) =
            (Computer::new(0), Verifier::new(ClockOffset::Fixed(0), None));
        let mut client = Client::new(0, 0);
        client.rewrite(file(60, 60));
        client.advance(Moment::after(secs(2)), &computer, &mut verifier);
        computer.fall_asleep(Moment::after(secs(2)));
        client.advance(Moment::after(secs(9)), &computer, &mut verifier);
        assert_eq!(outcomes(&verifier), "++");
    }

    #[test]
    fn timestamps_are_parsed_in_kubernetes_format() {
        assert_eq!(
            millis_of_rfc3339("2026-11-23T08:00:01Z"),
            Some(START * 1000)
        );
        assert_eq!(millis_of_rfc3339("yesterday"), None);
    }
}
