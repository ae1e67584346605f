//! The trusted proxies in front of the gateway, whose `X-Forwarded-For` or `Forwarded` is used.

use std::net::IpAddr;

use ipnet::IpNet;

/// Validates addresses and networks; the error is the field and the reason.
pub(super) fn networks(texts: &[String]) -> Result<Vec<IpNet>, (String, String)> {
    let validated = texts.iter().enumerate().map(|(index, text)| {
        network(text).map_err(|reason| (format!("trustedProxies[{index}]"), reason))
    });
    validated.collect()
}

fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    let network: IpNet = text.parse().or_else(|_| address()).map_err(|_| {
        "must be an address or a network, such as 10.0.0.7 or 10.0.0.0/8".to_owned()
    })?;
    if network.prefix_len() == 0 {
        return Err("would trust every client".to_owned());
    }
    if network != network.trunc() {
        return Err(format!("has host bits set; write {}", network.trunc()));
    }
    Ok(network)
}
