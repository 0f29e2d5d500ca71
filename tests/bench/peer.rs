//! A bare SIP and RTP peer that notes when each datagram came.
//!
//! It does the least that a call needs, so that what is measured is the other side.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(10);
const FRAME: Duration = Duration::from_millis(20);
/// A-law: silence, and the two halves of a square wave at about −15 dBFS.
const SILENCE: u8 = 0xD5;
const HIGH: u8 = 0x85;
const LOW: u8 = 0x05;

/// A datagram that says something, and when it came.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) at: Instant,
    pub(crate) from: SocketAddr,
    pub(crate) text: String,
}

impl Heard {
    /// The lines of all headers of this name, without it.
    fn headers<'t>(&'t self, name: &str) -> Vec<&'t str> {
        let lines = self.text.split("\r\n").take_while(|line| !line.is_empty());
        let named = lines.filter_map(|line| line.split_once(':'));
        named
            .filter(|(head, _)| head.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }

    /// Where the other side takes sound, from its SDP.
    fn media(&self) -> Option<SocketAddr> {
        let line = |start: &str| self.text.lines().find_map(|line| line.strip_prefix(start));
        let ip: IpAddr = line("c=IN IP4 ")?.trim().parse().ok()?;
        let port = line("m=audio ")?.split(' ').next()?.parse().ok()?;
        Some(SocketAddr::new(ip, port))
    }
}

/// What one measurement needs of a far end.
#[derive(Debug)]
pub(crate) struct Peer {
    sip: UdpSocket,
    rtp: UdpSocket,
    requests: Receiver<Heard>,
}

impl Peer {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let own = lab::address::own_address()?;
        let sip = UdpSocket::bind((own, 5060))?;
        let rtp = UdpSocket::bind((own, 0))?;
        let (tell, requests) = channel();
        let socket = sip.try_clone()?;
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok((length, from)) = socket.recv_from(&mut bytes) {
                let at = Instant::now();
                let text =
                    String::from_utf8_lossy(bytes.get(..length).unwrap_or_default()).into_owned();
                if tell.send(Heard { at, from, text }).is_err() {
                    return;
                }
            }
        });
        Ok(Self { sip, rtp, requests })
    }

    pub(crate) fn host(&self) -> anyhow::Result<String> {
        Ok(self.sip.local_addr()?.ip().to_string())
    }

    /// Waits for a request of this method; others are passed over.
    pub(crate) fn await_request(&self, method: &str) -> anyhow::Result<Heard> {
        loop {
            let heard =
                self.requests.recv_timeout(PATIENCE).with_context(|| format!("no {method}"))?;
            if heard.text.starts_with(&format!("{method} ")) {
                return Ok(heard);
            }
        }
    }

    /// Forgets what came so far.
    pub(crate) fn forget(&self) {
        while self.requests.try_recv().is_ok() {}
    }

    /// Answers a request.
    pub(crate) fn answer(
        &self,
        request: &Heard,
        status: &str,
        more: &str,
        body: &str,
    ) -> anyhow::Result<()> {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for via in request.headers("Via") {
            text.push_str(&format!("Via: {via}\r\n"));
        }
        for name in ["From", "Call-ID", "CSeq"] {
            let value = request.headers(name).first().copied().unwrap_or_default();
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let to = request.headers("To").first().copied().unwrap_or_default();
        let tag = if to.contains("tag=") { "" } else { ";tag=peer" };
        text.push_str(&format!(
            "To: {to}{tag}\r\n{more}Content-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        self.sip.send_to(text.as_bytes(), request.from)?;
        Ok(())
    }

    /// Binds whoever registers.
    pub(crate) fn accept_registration(&self, request: &Heard) -> anyhow::Result<()> {
        let contact = request.headers("Contact").first().copied().unwrap_or_default();
        self.answer(request, "200 OK", &format!("Contact: {contact};expires=600\r\n"), "")
    }

    /// Answers a call with A-law and gives the moment and where sound goes.
    pub(crate) fn pick_up(&self, invite: &Heard) -> anyhow::Result<(Instant, SocketAddr)> {
        let here = self.rtp.local_addr()?;
        let (ip, port) = (here.ip(), here.port());
        let body = format!(
            "v=0\r\no=peer 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\n\
             m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n"
        );
        let more = format!("Contact: <sip:peer@{ip}>\r\nContent-Type: application/sdp\r\n");
        let media = invite.media().context("an offer without sound")?;
        let at = Instant::now();
        self.answer(invite, "200 OK", &more, &body)?;
        Ok((at, media))
    }

    /// Waits for the first sound packet that comes after `since`.
    pub(crate) fn await_sound(&self, since: Instant) -> anyhow::Result<Duration> {
        self.rtp.set_read_timeout(Some(PATIENCE))?;
        let mut bytes = [0; 2048];
        self.rtp.recv(&mut bytes).context("no sound")?;
        Ok(since.elapsed())
    }

    /// Empties the socket of sound.
    pub(crate) fn forget_sound(&self) -> anyhow::Result<()> {
        self.rtp.set_nonblocking(true)?;
        let mut bytes = [0; 2048];
        while self.rtp.recv(&mut bytes).is_ok() {}
        self.rtp.set_nonblocking(false)?;
        Ok(())
    }

    /// Speaks `count` short bursts and gives the time until each is heard back.
    pub(crate) fn round_trips(
        &self,
        to: SocketAddr,
        count: usize,
    ) -> anyhow::Result<Vec<Duration>> {
        let heard: Arc<Mutex<Option<Instant>>> = Arc::default();
        let (ear, noted) = (self.rtp.try_clone()?, Arc::clone(&heard));
        ear.set_read_timeout(Some(Duration::from_millis(500)))?;
        let mut trips = Vec::new();
        std::thread::scope(|scope| {
            let is_over = Arc::new(std::sync::atomic::AtomicBool::new(false));
            let end = Arc::clone(&is_over);
            scope.spawn(move || listen(&ear, &noted, &end));
            let outcome = self.speak_bursts(to, count, &heard, &mut trips);
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
            outcome
        })?;
        Ok(trips)
    }

    /// Sends a packet every 20 ms; every 50th to 52nd of them is a burst.
    fn speak_bursts(
        &self,
        to: SocketAddr,
        count: usize,
        heard: &Mutex<Option<Instant>>,
        trips: &mut Vec<Duration>,
    ) -> anyhow::Result<()> {
        let begin = Instant::now();
        let mut spoken_at = None;
        for number in 0..50 * (u32::try_from(count)? + 2) {
            let due = begin + FRAME * number;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            // The first second lets the jitter buffer find its level.
            let in_burst = number >= 100 && number % 50 < 3;
            if number % 50 == 0 {
                let back = heard.lock().unwrap_or_else(PoisonError::into_inner).take();
                trips.extend(spoken_at.zip(back).map(|(out, back): (Instant, Instant)| back - out));
                spoken_at = in_burst.then(Instant::now);
            }
            self.rtp.send_to(&packet(number, in_burst), to)?;
        }
        Ok(())
    }
}

/// Notes when a loud packet comes, until the end.
fn listen(
    ear: &UdpSocket,
    heard: &Mutex<Option<Instant>>,
    is_over: &std::sync::atomic::AtomicBool,
) {
    let mut bytes = [0; 2048];
    while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
        let Ok(length) = ear.recv(&mut bytes) else { continue };
        let at = Instant::now();
        let payload = bytes.get(12..length).unwrap_or_default();
        if payload.iter().filter(|byte| is_loud(**byte)).count() > 20 {
            heard.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(at);
        }
    }
}

/// Whether an A-law octet is louder than about −24 dBFS: segment 5 and above (ITU-T G.711).
fn is_loud(byte: u8) -> bool {
    ((byte ^ 0x55) & 0x70) >> 4 >= 5
}

/// 20 ms of A-law. Source: RFC 3550 §5.1.
fn packet(number: u32, in_burst: bool) -> Vec<u8> {
    let mut bytes = vec![0x80, 8];
    bytes.extend(u16::try_from(number & 0xffff).unwrap_or(0).to_be_bytes());
    bytes.extend((number * 160).to_be_bytes());
    bytes.extend(0x0bad_cafe_u32.to_be_bytes());
    let wave = |n: usize| if n % 8 < 4 { HIGH } else { LOW };
    bytes.extend((0..160).map(|n| if in_burst { wave(n) } else { SILENCE }));
    bytes
}
