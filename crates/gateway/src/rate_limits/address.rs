//! The address of a client: the peer's, or the one that a trusted proxy forwards.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

use axum::extract::Request;
use axum::http::header::{HeaderMap, HeaderName};
use ipnet::IpNet;

use super::forwarded;
use crate::edge::Peer;

/// Determines the addresses of clients.
pub(crate) struct ClientAddresses {
    trusted: Vec<IpNet>,
    has_warned: AtomicBool,
}

impl ClientAddresses {
    /// Trusts the addresses that only these proxies forward.
    pub(crate) fn new(trusted: &[IpNet]) -> Self {
        Self {
            trusted: trusted.to_vec(),
            has_warned: AtomicBool::new(false),
        }
    }

    /// The address for the rate limit. An IPv6 customer has a whole /64, which counts as one address.
    pub(crate) fn address(&self, request: &Request) -> IpAddr {
        // Without a socket all requests count as one client.
        let peer = request.extensions().get::<Peer>();
        let peer = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
        prefix(self.forwarded_for(peer.to_canonical(), request.headers()))
    }

    /// Walks the proxies from the last to the first; each is trusted to name the one before it if its own address is
    /// trusted.
    fn forwarded_for(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let (header, mut entries) = forwarded::entries(headers);
        let mut client = peer;
        while self.trusted.iter().any(|net| net.contains(&client)) {
            let Some(entry) = entries.next() else {
                break;
            };
            let Some(before) = forwarded::address(&header, entry) else {
                self.warn_once(client, &header, entry);
                break;
            };
            client = before;
        }
        client
    }

    /// Warns that the clients behind a proxy share its rate limit.
    fn warn_once(&self, proxy: IpAddr, header: &HeaderName, entry: &[u8]) {
        if !self.has_warned.swap(true, Relaxed) {
            let entry: String = String::from_utf8_lossy(entry)
                .chars()
                .take(LOGGED_CHARS_MAX)
                .collect();
            tracing::warn!(
                %proxy,
                %header,
                entry,
                "a trusted proxy forwards no address that can be read; its clients share one rate limit"
            );
        }
    }
}

fn prefix(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

/// Characters; longer than any address with a port.
const LOGGED_CHARS_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn address(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().unwrap());
        let mut request = axum::http::Request::builder();
        for line in forwarded {
            let (name, value) = line.split_once(": ").unwrap_or(("x-forwarded-for", line));
            request = request.header(name, value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        let peer = peer.parse::<IpAddr>().unwrap();
        request.extensions_mut().insert(Peer((peer, 1).into()));
        ClientAddresses::new(&trusted).address(&request).to_string()
    }

    #[test]
    fn d10_untrusted_client_is_counted_under_its_socket_address() {
        for forwarded in ["1.2.3.4", "10.1.1.1", "garbage", ""] {
            assert_eq!(address("192.0.2.1", &[forwarded]), "192.0.2.1");
        }
    }

    #[test]
    fn d10_trusted_proxy_is_trusted_for_its_own_peer_only() {
        assert_eq!(address("10.0.0.1", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(address("10.0.0.1", &["6.6.6.6, 192.0.2.1"]), "192.0.2.1");
        assert_eq!(address("10.0.0.1", &["6.6.6.6", "192.0.2.1"]), "192.0.2.1");
        assert_eq!(address("10.0.0.1", &["192.0.2.1, 10.0.0.2"]), "192.0.2.1");
        assert_eq!(address("::ffff:10.0.0.1", &["192.0.2.1"]), "192.0.2.1");
    }

    #[test]
    fn d10_unparsable_forwarded_chain_ends_at_the_last_valid_address() {
        assert_eq!(address("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &["192.0.2.1, unknown"]), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &["unknown, 10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn clients_behind_a_proxy_that_adds_ports_count_separately() {
        assert_eq!(address("10.0.0.1", &["203.0.113.7:54321"]), "203.0.113.7");
        let chain = ["6.6.6.6, [2001:db8:1:2::7]:443, 10.0.0.2:80,"];
        assert_eq!(address("10.0.0.1", &chain), "2001:db8:1:2::");
    }

    #[test]
    fn forwarded_is_used_if_there_is_no_x_forwarded_for() {
        let forwarded = "forwarded: for=192.0.2.1, for=\"10.0.0.2:80\"";
        assert_eq!(address("10.0.0.1", &[forwarded]), "192.0.2.1");
        assert_eq!(address("10.0.0.1", &[forwarded, " , "]), "192.0.2.1");
        assert_eq!(address("10.0.0.1", &[forwarded, "192.0.2.2"]), "192.0.2.2");
        assert_eq!(address("198.51.100.1", &[forwarded]), "198.51.100.1");
    }

    #[test]
    fn ipv6_addresses_of_one_prefix_count_as_one() {
        assert_eq!(address("2001:db8:1:2:3:4:5:6", &[]), "2001:db8:1:2::");
        assert_eq!(address("2001:db8:1:2:ffff::1", &[]), "2001:db8:1:2::");
    }
}
