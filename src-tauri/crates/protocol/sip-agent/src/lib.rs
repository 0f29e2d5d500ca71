//! Transactions, dialogs, registrations, invitations, subscriptions and publications as machines that are told the time.
//!
//! A telephone built on this crate owns one [`Agent`] for all its identities and carries everything
//! that waits around it: sockets, the resolver, clocks, sound. The agent itself opens nothing, waits
//! for nothing and draws no chance but from its seed, so that whole calls run in simulated time.
//!
//! # How to drive it
//!
//! 1. Give it what happened: a command ([`Agent::invite`], [`Agent::accept`], …), an [`Input`] of the
//!    network ([`Agent::handle_input`]), or that its next deadline is due ([`Agent::handle_timeout`]).
//! 2. Take all [`Output`]s ([`Agent::poll_output`]): some are work for the network (`Resolve`, `Send`,
//!    `Ping`), the others are news.
//! 3. Wait for the next thing to happen, at most until [`Agent::next_deadline`].
//!
//! ```
//! use std::net::SocketAddr;
//! use std::time::Instant;
//!
//! use clock::{Now, Timestamp};
//! use sip_agent::invitation::{Event, Session};
//! use sip_agent::wire::{Candidate, Flow, FlowId, TransportKind};
//! use sip_agent::{Agent, Identity, Input, Output, Settings};
//! use sip_message::digest::Credentials;
//! use sip_message::{Message, Request, StatusCode};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = Now { instant: Instant::now(), timestamp: Timestamp::now() };
//! let (here, there): (SocketAddr, SocketAddr) =
//!     ("192.0.2.1:5060".parse()?, "192.0.2.9:5060".parse()?);
//!
//! let mut agent = Agent::new(Settings::default(), [7; 32]); // a seed from the system's chance
//! let credentials =
//!     Credentials { username: "anna".to_owned(), password: "secret".to_owned().into() };
//! let anna = agent.add_identity(Identity::new("sip:anna@example.org".parse()?, Some(credentials)));
//!
//! // Call somebody: the agent first wants to know where the server is.
//! let offer = "v=0…".into();
//! let call = agent.invite(anna, "sip:bert@example.org".parse()?, Some(offer), Default::default(), now)?;
//! let Some(Output::Resolve { query, target }) = agent.poll_output() else { panic!() };
//! assert_eq!(target.host.to_string(), "example.org");
//! let server = Candidate { transport: TransportKind::Udp, peer: there, local: here, server_name: None };
//! agent.handle_input(Input::Resolved { query, result: Ok(vec![server]) }, now);
//!
//! // Then it sends, and says when it wants to be woken to send again.
//! let Some(Output::Send { bytes, route, .. }) = agent.poll_output() else { panic!() };
//! assert_eq!(route.peer, there);
//! assert_eq!(agent.next_deadline().map(|deadline| deadline.why), Some("INVITE repetition (timer A)"));
//!
//! // Whatever comes back over the network goes in as bytes.
//! let Message::Request(invite) = sip_message::read(&bytes)?.message else { panic!() };
//! let flow = Flow { transport: TransportKind::Udp, local: here, peer: there, id: FlowId(1) };
//! agent.handle_input(Input::Received { flow, bytes: answered(&invite)? }, now);
//!
//! // The ACK goes out, and the news is that the call stands.
//! let (mut acks, mut answers) = (0, Vec::new());
//! while let Some(output) = agent.poll_output() {
//!     match output {
//!         Output::Send { .. } | Output::Resolve { .. } => acks += 1,
//!         Output::Invitation { id, event: Event::Answered { session, .. } } => {
//!             assert_eq!(id, call);
//!             answers.push(session);
//!         }
//!         other => panic!("{other:?}"),
//!     }
//! }
//! assert_eq!((acks, answers), (1, vec![Session::Answer("v=0…".into())]));
//!
//! agent.hang_up(call, now)?;
//! # Ok(())
//! # }
//! #
//! # fn answered(invite: &Request) -> Result<bytes::Bytes, Box<dyn std::error::Error>> {
//! #     use sip_message::HeaderName;
//! #     let mut response = invite.response(StatusCode::OK).with_body("application/sdp", "v=0…");
//! #     response.headers.set(HeaderName::To, invite.headers.to()?.with_tag("far"));
//! #     response.headers.push(HeaderName::Contact, "<sip:bert@192.0.2.9>");
//! #     Ok(response.to_bytes())
//! # }
//! ```
//!
//! # What is inside
//!
//! ```text
//! Agent ─▶ invitation, referral, registration, subscription, publication     what a person has and sees
//!              │ requests                      ▲ outcomes
//!              ▼                               │
//!          exchanges: servers one after the other, challenges, redirects (RFC 3263, 7616)
//!              │                               ▲
//!              ▼                               │
//!          transaction: repeat, absorb, give up (RFC 3261 §17)  ─▶ wire
//! ```
//!
//! [`transaction::Transactions`] can be used alone, for a proxy or a test. Session descriptions are
//! opaque bytes here; which of them is an offer and which an answer is kept track of (RFC 3264).
//!
//! # Bounds
//!
//! Nothing from the network makes the agent grow without end: [`Limits`] says how much is kept and
//! what is answered beyond. Nothing from the network makes it panic.
//!
//! # Deliberately absent
//!
//! Proxies and registrars (the demo PBX has them), SIP over SCTP and WebSocket, multicast, Timer C,
//! `maddr` in Via (a reflector's friend), S/MIME.

mod agent;
mod body;
mod chance;
mod core;
mod dialog;
mod exchange;
mod identity;
mod inspection;
mod pending;
mod referral;
mod reply;
mod request;
mod schedule;
mod settings;
mod verdict;
mod waits;

pub mod invitation;
pub mod publication;
pub mod registration;
pub mod subscription;
pub mod transaction;
pub mod wire;

pub use agent::{Agent, Census, Input, Output, Refusal};
pub use identity::{Identity, IdentityId};
pub use request::{Failure, IncomingRequest, Outcome, OutgoingRequest, Reply, RequestId};
pub use settings::{Limits, Settings, Timers};
