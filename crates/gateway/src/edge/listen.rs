//! The listener, on a port of its own or on one that several processes share while one replaces another.

use std::io;
use std::net::SocketAddr;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;

use super::descriptors;

/// Whether other processes may listen on the same port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortUse {
    /// A second process gets an error.
    Exclusive,
    /// The kernel distributes the connections among all processes that listen in this way. Without common seal keys,
    /// a session is lost whenever another process answers.
    Shared,
}

/// Listens on an address; also raises this process's limit of open files.
///
/// # Errors
/// When the address is not available, and outside a tokio runtime.
pub fn listen(address: SocketAddr, port_use: PortUse) -> io::Result<TcpListener> {
    descriptors::raise();
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // On Windows these options mean something else: they allow a second process to take over a port in use.
    #[cfg(unix)]
    {
        socket.set_reuse_address(true)?;
        socket.set_reuse_port(port_use == PortUse::Shared)?;
    }
    #[cfg(not(unix))]
    let _ = port_use;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Drops new SYN packets, while connections whose handshake has begun are still accepted.
///
/// The client of a dropped SYN sends it again after a second, and the process that shares the port accepts it then.
/// Closing the listener instead would reset the connections in its queue.
#[cfg(target_os = "linux")]
pub(super) fn drop_new_syns(listener: &TcpListener) -> io::Result<()> {
    use socket2::{SockFilter, SockRef};
    // A classic BPF program; its input begins at the TCP header (RFC 9293 §3.1).
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

/// Other systems have no such filter.
#[cfg(not(target_os = "linux"))]
pub(super) fn drop_new_syns(_: &TcpListener) -> io::Result<()> {
    Ok(())
}

/// Connections that the kernel queues while the accept loop is busy; the kernel's own limit may be lower.
const BACKLOG: i32 = 4096;
