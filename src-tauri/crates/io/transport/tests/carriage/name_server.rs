//! A small name server on this machine that answers from a table.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, NAPTR, SRV};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;

/// What a name server knows.
#[derive(Debug, Default)]
pub(crate) struct Zone {
    records: BTreeMap<String, Vec<RData>>,
    /// Kinds it keeps silent about, as small routers do.
    silent: Vec<RecordType>,
    /// Kinds it says it cannot answer.
    broken: Vec<RecordType>,
}

impl Zone {
    pub(crate) fn naptr(
        self,
        name: &str,
        (order, preference): (u16, u16),
        service: &str,
        to: &str,
    ) -> Self {
        let bytes = |text: &str| text.as_bytes().to_vec().into_boxed_slice();
        let to = absolute(to);
        let naptr = NAPTR::new(order, preference, bytes("s"), bytes(service), bytes(""), to);
        self.with(name, RData::NAPTR(naptr))
    }

    pub(crate) fn srv(
        self,
        name: &str,
        (priority, weight): (u16, u16),
        port: u16,
        to: &str,
    ) -> Self {
        self.with(name, RData::SRV(SRV::new(priority, weight, port, absolute(to))))
    }

    pub(crate) fn address(self, name: &str, ip: &str) -> Self {
        let data = match ip.parse().unwrap() {
            IpAddr::V4(ip) => RData::A(A(ip)),
            IpAddr::V6(ip) => RData::AAAA(AAAA(ip)),
        };
        self.with(name, data)
    }

    pub(crate) fn alias(self, name: &str, to: &str) -> Self {
        self.with(name, RData::CNAME(CNAME(absolute(to))))
    }

    pub(crate) fn silent_about(mut self, kind: RecordType) -> Self {
        self.silent.push(kind);
        self
    }

    pub(crate) fn broken_about(mut self, kind: RecordType) -> Self {
        self.broken.push(kind);
        self
    }

    /// Serves until the test ends.
    pub(crate) async fn serve(self) -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let at = socket.local_addr().unwrap();
        tokio::spawn(async move {
            let mut buffer = [0; 4096];
            while let Ok((size, from)) = socket.recv_from(&mut buffer).await {
                if let Some(answer) = self.answer(buffer.get(..size).unwrap_or_default()) {
                    socket.send_to(&answer, from).await.unwrap();
                }
            }
        });
        at
    }

    fn with(mut self, name: &str, data: RData) -> Self {
        self.records.entry(key(&absolute(name))).or_default().push(data);
        self
    }

    fn answer(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let question = Message::from_vec(bytes).unwrap();
        let query = question.queries.first()?.clone();
        let kind = query.query_type();
        if self.silent.contains(&kind) {
            return None;
        }
        let mut answer = Message::new(question.metadata.id, MessageType::Response, OpCode::Query);
        answer.metadata.recursion_desired = true;
        answer.metadata.recursion_available = true;
        let mut name = query.name().clone();
        let mut is_known = false;
        while let Some(records) = self.records.get(&key(&name)) {
            is_known = true;
            let mut alias = None;
            for data in records {
                if let RData::CNAME(to) = data {
                    alias = Some(to.0.clone());
                }
                if data.record_type() == kind || alias.is_some() {
                    answer.add_answer(Record::from_rdata(name.clone(), 60, data.clone()));
                }
            }
            let Some(to) = alias else { break };
            name = to;
        }
        answer.metadata.response_code = if self.broken.contains(&kind) {
            answer.answers.clear();
            ResponseCode::ServFail
        } else if is_known {
            ResponseCode::NoError
        } else {
            ResponseCode::NXDomain
        };
        answer.add_query(query);
        Some(answer.to_vec().unwrap())
    }
}

fn absolute(name: &str) -> Name {
    let mut name = Name::from_utf8(name).unwrap();
    name.set_fqdn(true);
    name
}

fn key(name: &Name) -> String {
    name.to_lowercase().to_utf8()
}
