//! Somebody whom a test plays message by message: for what neither telephone nor demo PBX would do.

use std::net::SocketAddr;
use std::time::Duration;

use sip_message::{HeaderName, Message, Method, Request, Response, StatusCode, Uri};
use switchboard::Command;
use testkit::ScriptId;

use crate::phone::{Scene, dial};

/// A telephone that Anna calls by its address, and that does what the test says.
pub(crate) struct Peer {
    id: ScriptId,
    address: SocketAddr,
    /// The INVITE that opened the dialog.
    invite: Option<Request>,
    tag: String,
    cseq: u32,
}

impl Peer {
    /// Called by Anna; nothing is answered yet.
    #[track_caller]
    pub(crate) fn called(scene: &mut Scene) -> Self {
        Self::called_by(scene, None)
    }

    #[track_caller]
    pub(crate) fn called_by(scene: &mut Scene, hide: Option<bool>) -> Self {
        let mut peer = Self::new(scene, "peer");
        let Command::Dial { target, account, .. } = dial(&format!("sip:peer@{}", peer.address))
        else {
            unreachable!("dialling is dialling");
        };
        scene.wish("anna", Command::Dial { target, account, hide });
        peer.take_invite(scene);
        peer
    }

    pub(crate) fn new(scene: &mut Scene, name: &str) -> Self {
        let id = scene.story.script(name);
        let address = scene.story.script_address(id);
        Self { id, address, invite: None, tag: "one".to_owned(), cseq: 0 }
    }

    pub(crate) fn uri(&self) -> String {
        format!("sip:peer@{}", self.address)
    }

    /// Takes the next INVITE as the one that opens the dialog.
    #[track_caller]
    pub(crate) fn take_invite(&mut self, scene: &mut Scene) -> Request {
        let (_, invite) = scene.story.heard_request(self.id, &Method::Invite);
        self.invite = Some(invite.clone());
        invite
    }

    #[track_caller]
    pub(crate) fn invite(&self) -> &Request {
        self.invite.as_ref().expect("an INVITE came")
    }

    /// In the middle of a call with Anna, agreed on as `session` says.
    #[track_caller]
    pub(crate) fn talking(scene: &mut Scene, session: &str) -> Self {
        let mut peer = Self::called(scene);
        peer.accept(scene, session);
        peer
    }

    #[track_caller]
    pub(crate) fn accept(&mut self, scene: &mut Scene, session: &str) {
        self.answer(scene, StatusCode::OK, Some(session));
        scene.story.heard_request(self.id, &Method::Ack);
    }

    /// Answers the INVITE that opened the dialog.
    #[track_caller]
    pub(crate) fn answer(&mut self, scene: &mut Scene, status: StatusCode, session: Option<&str>) {
        let tag = self.tag.clone();
        self.answer_as(scene, &tag, status, session);
    }

    /// Answers it as another device of the same address. A 2xx chooses it for the dialog.
    #[track_caller]
    pub(crate) fn answer_as(
        &mut self,
        scene: &mut Scene,
        tag: &str,
        status: StatusCode,
        session: Option<&str>,
    ) {
        if status.is_success() {
            tag.clone_into(&mut self.tag);
        }
        let mut response = self.invite().response(status);
        let to = self.invite().headers.to().unwrap().with_tag(tag);
        response.headers.set(HeaderName::To, to);
        response.headers.push(HeaderName::Contact, format!("<{}>", self.uri()));
        if let Some(session) = session {
            response = response.with_body("application/sdp", session.to_owned());
        }
        self.say(scene, response);
    }

    /// Answers the next request of a method with a status alone.
    #[track_caller]
    pub(crate) fn answer_next(
        &self,
        scene: &mut Scene,
        method: &Method,
        status: StatusCode,
        session: Option<&str>,
    ) -> Request {
        let (_, request) = scene.story.heard_request(self.id, method);
        let mut response = request.response(status);
        response.headers.push(HeaderName::Contact, format!("<{}>", self.uri()));
        if let Some(session) = session {
            response = response.with_body("application/sdp", session.to_owned());
        }
        self.say(scene, response);
        request
    }

    /// Answers the next request of a method with further header fields.
    #[track_caller]
    pub(crate) fn answer_next_with(
        &self,
        scene: &mut Scene,
        method: &Method,
        status: StatusCode,
        headers: &[(HeaderName, &str)],
    ) {
        let (_, request) = scene.story.heard_request(self.id, method);
        let mut response = request.response(status);
        for (name, value) in headers {
            response.headers.push(name.clone(), value);
        }
        self.say(scene, response);
    }

    /// Answers the hold that goes before a transfer, then the REFER.
    #[track_caller]
    pub(crate) fn is_held_and_asked(&self, scene: &mut Scene, status: StatusCode) -> Request {
        let held = session(self.address, 8, "recvonly");
        self.answer_next(scene, &Method::Invite, StatusCode::OK, Some(&held));
        self.answer_next(scene, &Method::Refer, status, None)
    }

    /// Sends a request within the dialog.
    #[track_caller]
    pub(crate) fn ask(
        &mut self,
        scene: &mut Scene,
        method: Method,
        headers: &[(HeaderName, &str)],
        body: Option<(&str, String)>,
    ) {
        let target = self.invite().headers.contacts().unwrap().list()[0].uri.clone();
        let mut request = Request::new(method.clone(), target);
        self.cseq += 1;
        let of = &self.invite().headers;
        let (from, to) = (of.to().unwrap().with_tag(&self.tag), of.from().unwrap());
        let call_id = of.call_id().unwrap();
        let branch = format!("{}-{}-{method}", self.tag, self.cseq);
        let own = &mut request.headers;
        own.push(
            HeaderName::Via,
            format!("SIP/2.0/UDP {};branch=z9hG4bK{branch};rport", self.address),
        );
        own.push(HeaderName::MaxForwards, 70);
        own.push(HeaderName::From, from);
        own.push(HeaderName::To, to);
        own.push(HeaderName::CallId, call_id);
        own.push(HeaderName::CSeq, format!("{} {method}", self.cseq));
        own.push(HeaderName::Contact, format!("<{}>", self.uri()));
        for (name, value) in headers {
            own.push(name.clone(), value);
        }
        if let Some((kind, body)) = body {
            request = request.with_body(kind, body);
        }
        self.say(scene, request);
    }

    /// Asks Anna to call a number.
    #[track_caller]
    pub(crate) fn refers(&mut self, scene: &mut Scene, number: &str) {
        let to = format!("\"Somebody nice\" <sip:{number}@{}>", testkit::PBX);
        self.ask(scene, Method::Refer, &[(HeaderName::ReferTo, &to)], None);
    }

    /// What it is told next of the transfer that it asked for; each is answered.
    #[track_caller]
    pub(crate) fn told(&self, scene: &mut Scene) -> String {
        let notify = self.answer_next(scene, &Method::Notify, StatusCode::OK, None);
        String::from_utf8(notify.body.to_vec()).unwrap().trim().to_owned()
    }

    /// Acknowledges the answer to its last INVITE within the dialog.
    #[track_caller]
    pub(crate) fn acknowledge(&mut self, scene: &mut Scene) {
        self.cseq -= 1;
        self.ask(scene, Method::Ack, &[], None);
    }

    /// Tells how a transfer fares that was asked of this peer.
    #[track_caller]
    pub(crate) fn notify(&mut self, scene: &mut Scene, line: &str, state: &str) {
        let headers = [(HeaderName::Event, "refer"), (HeaderName::SubscriptionState, state)];
        let body = format!("SIP/2.0 {line}\r\n");
        self.ask(scene, Method::Notify, &headers, Some(("message/sipfrag;version=2.0", body)));
    }

    /// What it was asked in INFO, in order; each is answered.
    pub(crate) fn take_infos(&self, scene: &mut Scene, count: usize) -> Vec<String> {
        let told = (0..count).map(|_| {
            let info = self.answer_next(scene, &Method::Info, StatusCode::OK, None);
            String::from_utf8(info.body.to_vec()).unwrap()
        });
        told.collect()
    }

    #[track_caller]
    pub(crate) fn heard_response(&self, scene: &mut Scene, status: u16) -> Response {
        scene.story.heard_response(self.id, status)
    }

    /// The next request of a method, unanswered.
    #[track_caller]
    pub(crate) fn heard_request(&self, scene: &mut Scene, method: &Method) -> Request {
        scene.story.heard_request(self.id, method).1
    }

    /// How many requests of a method came; everything that came is forgotten.
    pub(crate) fn count_requests(&self, scene: &mut Scene, method: &Method) -> usize {
        let came = std::iter::from_fn(|| scene.story.heard(self.id));
        came.filter(|(_, message)| match message {
            Message::Request(request) => request.method == *method,
            Message::Response(_) => false,
        })
        .count()
    }

    /// An INVITE of its own to Anna, outside any dialog.
    pub(crate) fn invites(
        &self,
        scene: &mut Scene,
        to: Uri,
        headers: &[(HeaderName, &str)],
        session: &str,
    ) {
        let request = self.opening(Method::Invite, &to, headers);
        self.say(scene, request.with_body("application/sdp", session.to_owned()));
    }

    /// Another request to Anna outside any dialog.
    pub(crate) fn asks(
        &self,
        scene: &mut Scene,
        method: Method,
        to: &Uri,
        headers: &[(HeaderName, &str)],
    ) {
        let request = self.opening(method, to, headers);
        self.say(scene, request);
    }

    fn opening(&self, method: Method, to: &Uri, headers: &[(HeaderName, &str)]) -> Request {
        let mut request = Request::new(method.clone(), to.clone());
        let own = &mut request.headers;
        own.push(HeaderName::Via, format!("SIP/2.0/UDP {};branch=z9hG4bKown;rport", self.address));
        own.push(HeaderName::MaxForwards, 70);
        own.push(HeaderName::From, format!("<{}>;tag=theirs", self.uri()));
        own.push(HeaderName::To, format!("<{to}>"));
        own.push(HeaderName::CallId, format!("by-{}", self.address.port()));
        own.push(HeaderName::CSeq, format!("1 {method}"));
        own.push(HeaderName::Contact, format!("<{}>", self.uri()));
        for (name, value) in headers {
            own.push(name.clone(), value);
        }
        request
    }

    fn say(&self, scene: &mut Scene, message: impl Into<Message>) {
        let target = scene.address("anna");
        scene.story.say(self.id, target, message);
        scene.pass(Duration::from_millis(100));
    }
}

/// A session description: G.711 A-law alone, without telephone events.
pub(crate) fn session(address: SocketAddr, payload_type: u8, direction: &str) -> String {
    let (ip, port) = (address.ip(), 45_000);
    format!(
        "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP {payload_type}\r\na={direction}\r\n"
    )
}
