//! Before a connection costs anything: it waits, unread, until a whole request or greeting has come.

use std::io;

use tokio::io::Interest;
use tokio::net::TcpStream;

use super::connection::HEAD_BYTES_MAX;
use super::pulse::Pulse;

/// What a peer says first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// The head of a request, or the preface of HTTP/2, which ends like one.
    Head,
    /// The record with a TLS client's greeting.
    Hello,
}

/// Completes when the peer has said the whole of its opening, or so much that it is to be told off; the bytes stay with
/// the kernel, so that ten thousand who never finish cost no buffer.
///
/// # Errors
/// When the peer is gone.
pub(super) async fn says(stream: &TcpStream, opening: Opening, pulse: &Pulse) -> io::Result<()> {
    loop {
        let readiness = stream.ready(Interest::READABLE).await?;
        let is_whole = stream.try_io(Interest::READABLE, || {
            if look(stream, opening, pulse)? {
                return Ok(true);
            }
            if readiness.is_read_closed() {
                return Ok(false);
            }
            // The next byte wakes us, and not those that were seen already.
            Err(io::ErrorKind::WouldBlock.into())
        });
        match is_whole {
            Ok(true) => return Ok(()),
            Ok(false) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether the opening is there, as far as it can be seen without taking it.
#[cfg(unix)]
fn look(stream: &TcpStream, opening: Opening, pulse: &Pulse) -> io::Result<bool> {
    use rustix::net::{RecvFlags, recv};
    let mut bytes = [0; HEAD_BYTES_MAX];
    let (_, length) = recv(stream, &mut bytes[..], RecvFlags::PEEK)?;
    if length == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    pulse.hears();
    Ok(opening.is_whole(&bytes[..length]))
}

/// Where it cannot be seen, the first byte must do.
#[cfg(not(unix))]
fn look(_: &TcpStream, _: Opening, pulse: &Pulse) -> io::Result<bool> {
    pulse.hears();
    Ok(true)
}

impl Opening {
    fn is_whole(self, bytes: &[u8]) -> bool {
        // No more will be looked at, so whoever comes next says that it is too much.
        bytes.len() >= HEAD_BYTES_MAX
            || match self {
                // Some end their lines with the line feed alone (RFC 9112 §2.2).
                Self::Head => [b"\n\r\n".as_slice(), b"\n\n"]
                    .iter()
                    .any(|end| bytes.windows(end.len()).any(|found| found == *end)),
                Self::Hello => match *bytes {
                    // RFC 8446 §5.1: type, version, length.
                    [HANDSHAKE, _, _, high, low, ref record @ ..] => {
                        record.len() >= usize::from(u16::from_be_bytes([high, low]))
                    }
                    [HANDSHAKE, ..] => false,
                    // Whatever that is, rustls has an alert for it.
                    _ => true,
                },
            }
    }
}

const HANDSHAKE: u8 = 22;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_whole_with_its_empty_line_and_not_a_byte_before() {
        for head in [
            "GET / HTTP/1.1\r\nHost: portal.example\r\n\r\n",
            "GET / HTTP/1.1\nHost: portal.example\n\n",
            "PRI * HTTP/2.0\r\n\r\n",
        ] {
            let (whole, bytes) = (head.len(), head.as_bytes());
            for length in 0..=whole {
                let is_whole = Opening::Head.is_whole(&bytes[..length]);
                assert_eq!(is_whole, length == whole, "{:?}", &head[..length]);
            }
        }
        assert!(Opening::Head.is_whole(&[b'x'; HEAD_BYTES_MAX]));
    }

    #[test]
    fn a_greeting_is_whole_when_its_record_is() {
        let mut record = vec![HANDSHAKE, 3, 1, 1, 2];
        record.extend([7; 258]);
        for length in 1..=record.len() {
            let is_whole = Opening::Hello.is_whole(&record[..length]);
            assert_eq!(is_whole, length == record.len(), "{length}");
        }
        assert!(Opening::Hello.is_whole(b"GET / HTTP/1.1"));
    }
}
