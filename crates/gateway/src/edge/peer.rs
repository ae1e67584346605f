//! Who sent a request.

use std::net::SocketAddr;

/// The other end of the socket; every request carries one in its extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);
