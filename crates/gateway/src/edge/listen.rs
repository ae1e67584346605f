//! A port that several processes may share, so that one can replace another without a pause.

use std::io;
use std::net::SocketAddr;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;

use super::descriptors;

/// Listens on an address, beside others that do so in the same way; also raises this process's limit of open files.
///
/// # Errors
/// When the address cannot be had, and outside a tokio runtime.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    descriptors::raise();
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // Windows gives the same name to something else: taking over a port that is in use.
    #[cfg(unix)]
    {
        socket.set_reuse_address(true)?;
        socket.set_reuse_port(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Lets nobody knock any more, while those who are at the door can still come in.
///
/// Whoever knocks meanwhile hears nothing, knocks again after a second, and is let in by whoever shares the port then. A
/// listener that is simply closed resets the connections that came after it last looked.
#[cfg(target_os = "linux")]
pub(super) fn drop_new_syns(listener: &TcpListener) -> io::Result<()> {
    use socket2::{SockFilter, SockRef};
    // A program for the kernel's packet filter, which begins at the TCP header (RFC 9293 §3.1).
    const FLAGS_AT: u32 = 13;
    const SYN: u32 = 0x02;
    const ACK: u32 = 0x10;
    const LOAD_BYTE: u16 = 0x30;
    const AND: u16 = 0x54;
    const SKIP_UNLESS_EQUAL: u16 = 0x15;
    const RETURN: u16 = 0x06;
    const NOTHING: u32 = 0;
    const EVERYTHING: u32 = u32::MAX;
    SockRef::from(listener).attach_filter(&[
        SockFilter::new(LOAD_BYTE, 0, 0, FLAGS_AT),
        SockFilter::new(AND, 0, 0, SYN | ACK),
        SockFilter::new(SKIP_UNLESS_EQUAL, 0, 1, SYN),
        SockFilter::new(RETURN, 0, 0, NOTHING),
        SockFilter::new(RETURN, 0, 0, EVERYTHING),
    ])
}

/// Elsewhere there is no way to say so.
#[cfg(not(target_os = "linux"))]
pub(super) fn drop_new_syns(_: &TcpListener) -> io::Result<()> {
    Ok(())
}

/// Connections the kernel keeps while the accept loop is busy; it takes the lower of this and its own limit.
const BACKLOG: i32 = 4096;
