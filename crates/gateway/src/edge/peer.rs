//! The peer of a request.

use std::net::SocketAddr;

/// The remote address of the socket; every request has one in its extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);
