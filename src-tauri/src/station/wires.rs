//! The switchboard's work for the transport, and the local addresses that sound needs.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use model::CallId;
use reach::TrustSettings;
use sip_agent::Input;
use sip_agent::wire::QueryId;
use switchboard::{Toward, Wire};
use transport::Transport;

/// Questions of the station's own begin here; the agent's count up from nothing.
const OWN_QUERIES: u64 = 1 << 62;

/// The transport, and the questions that were asked of it for sound.
#[derive(Debug)]
pub(super) struct Wires {
    transport: Transport,
    lookups: BTreeMap<QueryId, CallId>,
    next_lookup: u64,
}

/// What an input of the transport is for.
#[derive(Debug)]
pub(super) enum Heard {
    /// For the agent.
    Agent(Input),
    /// The address that a call's sound leaves from; absent when nothing leads there.
    Local { call: CallId, address: Option<IpAddr> },
}

impl Wires {
    pub(super) const fn new(transport: Transport) -> Self {
        Self { transport, lookups: BTreeMap::new(), next_lookup: OWN_QUERIES }
    }

    /// Does the switchboard's work.
    pub(super) async fn work(&self, wire: Wire) {
        match wire {
            Wire::Resolve { query, target } => self.transport.resolve(query, target).await,
            Wire::Send { id, route, bytes } => self.transport.send(id, route, bytes).await,
            Wire::Ping { flow } => self.transport.ping(flow).await,
        }
    }

    /// Finds the local address for a call's sound: at once, or later by [`Wires::hear`].
    pub(super) async fn look_up(&mut self, call: CallId, toward: Toward) -> Option<IpAddr> {
        match toward {
            Toward::Address(address) => Some(local_address(address)),
            Toward::Server(target) => {
                let query = QueryId(self.next_lookup);
                self.next_lookup += 1;
                self.lookups.insert(query, call);
                self.transport.resolve(query, target).await;
                None
            }
        }
    }

    /// Sorts what the transport says.
    pub(super) fn hear(&mut self, input: Input) -> Heard {
        let Input::Resolved { query, result } = &input else { return Heard::Agent(input) };
        let Some(call) = self.lookups.remove(query) else { return Heard::Agent(input) };
        let address =
            result.as_ref().ok().and_then(|found| found.first()).map(|best| best.local.ip());
        Heard::Local { call, address }
    }

    /// Believes other certificates from now on.
    pub(super) async fn trust(&self, settings: TrustSettings) {
        self.transport.trust(settings).await;
    }

    /// Leaves connections behind whose address this machine has no more.
    pub(super) async fn leave_absent(&self) {
        self.transport.leave_absent().await;
    }

    pub(super) async fn close(self) {
        self.transport.close().await;
    }
}

/// The address that this machine sends from to reach `remote`; nothing is sent to find out.
fn local_address(remote: IpAddr) -> IpAddr {
    let unspecified = match remote {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    let found = UdpSocket::bind(SocketAddr::new(unspecified, 0)).and_then(|socket| {
        // Port 9 is discard; connecting a datagram socket only chooses the route.
        socket.connect(SocketAddr::new(remote, 9))?;
        socket.local_addr()
    });
    match found {
        Ok(local) => local.ip(),
        Err(_no_route) => unspecified,
    }
}

/// The address to use where nothing is known of the other side.
pub(super) fn any_address() -> IpAddr {
    // Documentation addresses (RFC 5737) lie behind the default route like any other far host.
    local_address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_reached_from_loopback() {
        assert_eq!(local_address(Ipv4Addr::LOCALHOST.into()), IpAddr::from(Ipv4Addr::LOCALHOST));
    }
}
