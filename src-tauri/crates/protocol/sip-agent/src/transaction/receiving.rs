//! Finds the transaction that a message is for, and the way that its response takes.
//!
//! Source: RFC 3261 §17.1.3, §17.2.3, §18.2; RFC 3581 §4.

use std::net::SocketAddr;

use clock::Now;
use sip_message::{HeaderName, Method, Request, Response, Rport, StatusCode, Via};

use super::Transactions;
use super::key::{ClientKey, ServerKey};
use super::seam::{ClientId, Delivery, Event, Hop, ServerId};
use crate::wire::{Flow, Route};

impl Transactions {
    pub(super) fn handle_request(
        &mut self,
        mut request: Request,
        flow: &Flow,
        now: Now,
    ) -> Delivery {
        let Ok(key) = ServerKey::of(&request) else {
            self.refuse_unreadable(&request, flow);
            return Delivery::Absorbed;
        };
        if request.note_source(flow.peer).is_err() {
            return Delivery::Absorbed;
        }
        let known = self.server_keys.get(&key).copied();
        if request.method == Method::Ack {
            return match known {
                Some(id) => self.handle_ack(id, request, now),
                None => Delivery::Ack { invite: None, request },
            };
        }
        if let Some(id) = known {
            if let Some(server) = self.servers.get_mut(&id) {
                let news = server.handle_repetition();
                self.follow_server(id, news);
            }
            return Delivery::Absorbed;
        }
        let Some(route) = request.headers.top_via().ok().and_then(|via| reply_route(&via, flow))
        else {
            return Delivery::Absorbed;
        };
        if self.servers.len() >= self.limits.transactions {
            self.refuse_statelessly(&request, route);
            return Delivery::Absorbed;
        }
        let invite = if request.method == Method::Cancel {
            self.server_keys.get(&key.cancelled()).map(|id| ServerId(*id))
        } else {
            None
        };
        let id = self.start_server(request.clone(), key, route, now);
        if request.method == Method::Cancel {
            Delivery::Cancel { id, invite, request }
        } else {
            Delivery::Request { id, request }
        }
    }

    fn handle_ack(&mut self, id: u64, request: Request, now: Now) -> Delivery {
        let Some(server) = self.servers.get_mut(&id) else { return Delivery::Absorbed };
        if server.is_accepted() {
            return Delivery::Ack { invite: Some(ServerId(id)), request };
        }
        let news = server.handle_ack(now.instant, self.timers);
        self.follow_server(id, news);
        Delivery::Absorbed
    }

    pub(super) fn handle_response(
        &mut self,
        response: Response,
        flow: &Flow,
        now: Now,
    ) -> Delivery {
        let Some(id) =
            ClientKey::of_response(&response).and_then(|key| self.client_keys.get(&key).copied())
        else {
            return Delivery::Stray(response);
        };
        let Some(client) = self.clients.get_mut(&id) else { return Delivery::Stray(response) };
        client.note_flow(flow);
        let news = client.handle_response(&response, now.instant, self.timers);
        let is_for_user = news.is_for_user && !client.is_own;
        let wants_cancel = client.is_cancel_due();
        self.follow_client(id, news);
        if wants_cancel {
            self.send_cancel(id, now);
        }
        if is_for_user {
            Delivery::Response { id: ClientId(id), response }
        } else {
            Delivery::Absorbed
        }
    }

    /// 400 to where it came from: a Via that cannot be read names neither a transaction nor a way.
    fn refuse_unreadable(&mut self, request: &Request, flow: &Flow) {
        if request.method == Method::Ack || !request.headers.contains(&HeaderName::Via) {
            return;
        }
        let response = request.response(StatusCode::BAD_REQUEST).with_reason("Unreadable Via");
        let (id, route) = (self.send_id(), Hop::back(flow).route());
        self.events.push_back(Event::Send { id, route, bytes: response.to_bytes() });
    }

    /// 503 without state, so that a flood costs bytes and no memory.
    fn refuse_statelessly(&mut self, request: &Request, route: Route) {
        let mut response = request.response(StatusCode::SERVICE_UNAVAILABLE);
        response.headers.push(HeaderName::RetryAfter, 10);
        let id = self.send_id();
        self.events.push_back(Event::Send { id, route, bytes: response.to_bytes() });
    }
}

/// The way back for a response, by the Via on top. Source: RFC 3261 §18.2.2, RFC 3581 §4.
pub(super) fn reply_route(via: &Via, flow: &Flow) -> Option<Route> {
    let written_port = via.port.unwrap_or(flow.transport.default_port());
    let ip = via.received().or_else(|| via.host.ip()).unwrap_or_else(|| flow.peer.ip());
    let port = match (flow.transport.is_reliable(), via.rport()) {
        (false, Rport::Seen(port)) => port,
        (false, Rport::Asked | Rport::Absent) | (true, _) => written_port,
    };
    if port == 0 {
        return None;
    }
    let peer = SocketAddr::new(ip, port);
    let is_same_way = flow.transport.is_reliable() || peer == flow.peer;
    Some(Route {
        transport: flow.transport,
        peer,
        server_name: None,
        flow: is_same_way.then_some(flow.id),
    })
}
