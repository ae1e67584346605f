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

/// Connections the kernel keeps while the accept loop is busy; it takes the lower of this and its own limit.
const BACKLOG: i32 = 4096;
