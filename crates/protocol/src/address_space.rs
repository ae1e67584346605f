//! `AddressSpace`: how public a host is. Browsers ask users before a page may send requests to a less public host.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ::url::{Host, Url};

/// The address spaces of Local Network Access (Chromium 142 and later), from the most private to the most public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressSpace {
    /// This computer.
    Loopback,
    /// A private network: RFC 1918, RFC 4193, RFC 6598, link-local, `.local`.
    Local,
    /// The internet.
    Public,
}

impl AddressSpace {
    /// The space of a URL's host, as far as the URL says. A host name counts as public if its form does not exclude
    /// that, although it can have a private address.
    #[must_use]
    pub fn of_url(url: &Url) -> Self {
        match url.host() {
            Some(Host::Ipv4(address)) => address.into(),
            Some(Host::Ipv6(address)) => address.into(),
            Some(Host::Domain(name)) => Self::of_name(name),
            None => Self::Public,
        }
    }

    /// The same for the text of a URL.
    pub(crate) fn of_text(url: &str) -> Self {
        Url::parse(url).map_or(Self::Public, |url| Self::of_url(&url))
    }

    fn of_name(name: &str) -> Self {
        let last = name.trim_end_matches('.').rsplit('.').next();
        match last {
            Some("localhost") => Self::Loopback,
            Some("local") => Self::Local,
            _ => Self::Public,
        }
    }
}

impl From<IpAddr> for AddressSpace {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => address.into(),
            IpAddr::V6(address) => address.into(),
        }
    }
}

impl From<Ipv4Addr> for AddressSpace {
    fn from(address: Ipv4Addr) -> Self {
        let [first, second, ..] = address.octets();
        // RFC 6598: the addresses between a provider and its customers, 100.64.0.0/10.
        let is_shared = first == 100 && second & 0b1100_0000 == 64;
        if address.is_loopback() || address.is_unspecified() {
            Self::Loopback
        } else if address.is_private() || address.is_link_local() || is_shared {
            Self::Local
        } else {
            Self::Public
        }
    }
}

impl From<Ipv6Addr> for AddressSpace {
    fn from(address: Ipv6Addr) -> Self {
        if let Some(mapped) = address.to_ipv4_mapped() {
            mapped.into()
        } else if address.is_loopback() || address.is_unspecified() {
            Self::Loopback
        } else if address.is_unique_local() || address.is_unicast_link_local() {
            Self::Local
        } else {
            Self::Public
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_space_follows_the_host() {
        use AddressSpace::{Local, Loopback, Public};
        for (host, expected) in [
            ("localhost", Loopback),
            ("portal.localhost", Loopback),
            ("127.0.0.53", Loopback),
            ("0.0.0.0", Loopback),
            ("[::1]", Loopback),
            ("[::ffff:127.0.0.1]", Loopback),
            ("10.1.2.3", Local),
            ("172.16.0.1", Local),
            ("172.32.0.1", Public),
            ("192.168.1.1", Local),
            ("169.254.1.1", Local),
            ("100.64.0.1", Local),
            ("100.128.0.1", Public),
            ("[fd12:3456::1]", Local),
            ("[fe80::1]", Local),
            ("[::ffff:10.0.0.1]", Local),
            ("api.lab.local", Local),
            ("API.LAB.LOCAL.", Local),
            ("local.example", Public),
            ("203.0.113.7", Public),
            ("[2001:db8::1]", Public),
        ] {
            let url = Url::parse(&alloc::format!("https://{host}/")).unwrap();
            assert_eq!(AddressSpace::of_url(&url), expected, "{host}");
        }
    }
}
