//! What "this machine" is called.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Whether a host can be nothing but this machine: `localhost` and names below it (RFC 6761 §6.3), 127.0.0.0/8, `::1`.
pub(super) fn is_name(host: &str) -> bool {
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase();
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Where to connect for such a host, the likeliest first. No name is ever looked up.
pub(super) fn addresses(host: &str) -> Vec<IpAddr> {
    match host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>()
    {
        Ok(address) if address.is_loopback() => vec![address],
        Ok(_) => Vec::new(),
        Err(_) if is_name(host) => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        Err(_) => Vec::new(),
    }
}

/// An address that programs on this machine connect to, for one that is listened on.
pub(crate) fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_lead_elsewhere_counts() {
        for host in [
            "localhost",
            "LOCALHOST",
            "app.localhost",
            "127.0.0.1",
            "127.8.9.1",
            "::1",
            "[::1]",
        ] {
            assert!(is_name(host) && !addresses(host).is_empty(), "{host}");
        }
        for host in [
            "",
            "localhost.example.com",
            "notlocalhost",
            "128.0.0.1",
            "0.0.0.0",
            "[::]",
            "127.0.0.1.nip.io",
        ] {
            assert!(!is_name(host) && addresses(host).is_empty(), "{host}");
        }
    }
}
