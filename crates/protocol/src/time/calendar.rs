//! Converts between dates and seconds since the epoch, for the three notations on the wire.

use core::fmt;

/// `Sun, 06 Nov 1994 08:49:37 GMT`, RFC 9110 §5.6.7.
pub(super) fn parse_http_date(text: &str) -> Option<i64> {
    let mut words = text.split(' ');
    words.next()?.strip_suffix(',')?;
    let day = digits(words.next()?, 2)?;
    let name = words.next()?;
    let month = MONTHS.iter().position(|month| *month == name)?;
    let year = digits(words.next()?, 4)?;
    let time = clock(words.next()?)?;
    let zone = words.next()?;
    (zone == "GMT" && words.next().is_none()).then_some(())?;
    Some(midnight(year, i64::try_from(month).ok()? + 1, day)? + time)
}

/// `2023-06-15T10:20:30.5+02:00`, RFC 3339 §5.6.
pub(super) fn parse_rfc3339(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let midnight = midnight(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?)?;
    let rest = rest.strip_prefix(['T', 't'])?;
    let (time, rest) = rest.split_at_checked(8)?;
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            (zone.len() < fraction.len()).then_some(zone)?
        }
        None => rest,
    };
    Some(midnight + clock(time)? - offset(zone)?)
}

/// `230615102030Z` or `20230615102030Z`, RFC 5280 §4.1.2.5.
pub(super) fn parse_x509(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z')?;
    let (year, rest) = match text.len() {
        UTC_TIME_LEN => {
            let (year, rest) = text.split_at_checked(2)?;
            let year = digits(year, 2)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        GENERALIZED_TIME_LEN => {
            let (year, rest) = text.split_at_checked(4)?;
            (digits(year, 4)?, rest)
        }
        _ => return None,
    };
    let pair = |at: usize| digits(rest.get(at..at + 2)?, 2);
    let seconds = time_of_day(pair(4)?, pair(6)?, pair(8)?)?;
    Some(midnight(year, pair(0)?, pair(2)?)? + seconds)
}

/// Writes `2023-06-15T10:20:30Z`.
pub(super) fn write_rfc3339(secs: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (year, month, day) = civil_from_days(secs.div_euclid(SECS_PER_DAY));
    let time = secs.rem_euclid(SECS_PER_DAY);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    write!(
        f,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    )
}

/// `+02:00`, `-02:00` or `Z`, in seconds east of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    Some(sign * time_of_day(digits(hours, 2)?, digits(minutes, 2)?, 0)?)
}

/// `10:20:30` in seconds since midnight.
fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(())?;
    time_of_day(digits(hour, 2)?, digits(minute, 2)?, digits(second, 2)?)
}

/// Seconds since midnight; a leap second counts as the second after it, as in POSIX time.
fn time_of_day(hour: i64, minute: i64, second: i64) -> Option<i64> {
    (hour < 24 && minute < 60 && second <= 60).then_some(hour * 3600 + minute * 60 + second)
}

/// Seconds from the epoch to the start of a valid day.
fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let days = days_from_civil(year, month, day);
    (civil_from_days(days) == (year, month, day)).then_some(days * SECS_PER_DAY)
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar, with years that start in March so that the leap
/// day comes last.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH
}

/// The inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

/// Exactly `len` ASCII digits; `str::parse` alone would accept a sign.
fn digits(text: &str, len: usize) -> Option<i64> {
    (text.len() == len && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

const SECS_PER_DAY: i64 = 86_400;
/// The Gregorian calendar repeats after 400 years.
const DAYS_PER_ERA: i64 = 146_097;
/// From 0000-03-01 to 1970-01-01.
const DAYS_TO_EPOCH: i64 = 719_468;
const UTC_TIME_LEN: usize = "230615102030".len();
const GENERALIZED_TIME_LEN: usize = "20230615102030".len();
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
