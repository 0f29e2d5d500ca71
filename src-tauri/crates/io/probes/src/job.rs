//! From a plan to the probes that carry it out, in the order in which they are shown.

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use faults::Finding;
use reach::{Miss, Names, Patience, Trust, TrustSettings};
use tokio::sync::mpsc;

use crate::{Plan, ProbeState, Progress, Service, Subject};
use crate::{
    calls, clocks, condition, network, path, ports, registration, resolve, server, socket, sounds,
};

/// One probe: what it looks at, how long it may take, and what it does.
pub(crate) struct Job {
    pub(crate) subject: Subject,
    pub(crate) limit: Duration,
    pub(crate) work: Work,
}

/// What a probe does.
pub(crate) type Work = Pin<Box<dyn Future<Output = Finding> + Send>>;

/// What all probes share.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) names: Names,
    pub(crate) trust: Arc<Trust>,
}

impl Shared {
    pub(crate) fn new(name_servers: Option<Vec<SocketAddr>>, trust: TrustSettings) -> Self {
        Self { names: Names::new(name_servers, PATIENCE), trust: Arc::new(Trust::new(trust)) }
    }

    /// The addresses of a host, those first to which this machine has a way at all: a probe that
    /// asks only one must not choose the wrong family.
    pub(crate) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Miss> {
        let mut addresses = self.names.addresses(host).await?;
        addresses.sort_by_key(|ip| !socket::has_way(*ip));
        Ok(addresses)
    }
}

/// Tells how far one probe is.
#[derive(Debug, Clone)]
pub(crate) struct Gauge {
    index: usize,
    progress: mpsc::Sender<Progress>,
}

impl Gauge {
    pub(crate) const fn new(index: usize, progress: mpsc::Sender<Progress>) -> Self {
        Self { index, progress }
    }

    /// Part of the work that is done, 0–1.
    pub(crate) fn show(&self, done: f32) {
        let state = ProbeState::Running { done: done.clamp(0.0, 1.0) };
        let _unheard = self.progress.try_send(Progress { index: self.index, state });
    }
}

/// Collects the probes and gives each an id of its own.
struct List<'p> {
    jobs: Vec<Job>,
    progress: &'p mpsc::Sender<Progress>,
}

impl List<'_> {
    fn add(
        &mut self,
        probe: &'static str,
        subject: impl Into<String>,
        limit: Duration,
        work: impl Future<Output = Finding> + Send + 'static,
    ) {
        let before = self.jobs.iter().filter(|job| job.subject.probe == probe).count();
        let id = if before == 0 { probe.to_owned() } else { format!("{probe}-{}", before + 1) };
        let subject = Subject { id, probe, subject: subject.into() };
        self.jobs.push(Job { subject, limit, work: Box::pin(work) });
    }

    /// For the probe that is added next.
    fn gauge(&self) -> Gauge {
        Gauge::new(self.jobs.len(), self.progress.clone())
    }
}

/// The probes of a plan.
pub(crate) fn jobs(plan: Plan, progress: &mpsc::Sender<Progress>) -> Vec<Job> {
    let shared = Shared::new(plan.name_servers.clone(), plan.trust.clone());
    let mut list = List { jobs: Vec::new(), progress };

    registrations(&mut list, &plan, &shared);
    for target in ports::targets(&plan.ports) {
        let subject = target.subject();
        list.add("port", subject, PORT, ports::probe(target, shared.clone()));
    }
    if let Some(sip) = plan.sip.clone() {
        list.add("server", sip.to_string(), SERVER, server::probe(sip, shared.clone()));
    }
    let ways = path::Ways {
        echo: plan.echo.clone(),
        stun: plan.stun.clone().or_else(|| stun_of(&plan)),
        sip: plan.sip.clone(),
    };
    let has_way = ways.echo.is_some() || ways.stun.is_some() || ways.sip.is_some();
    let gauge = list.gauge();
    let measuring = path::probe(ways, plan.limits.clone(), plan.span, shared.clone(), gauge);
    list.add("path", "", plan.span + PATH_SLACK, measuring);
    calls_of(&mut list, &plan);

    list.add("link", "", FACT, network::link());
    list.add("gateway", "", FACT, network::gateway());
    list.add("hop", "", HOP, network::hop());
    list.add("vpn", "", FACT, network::vpn());
    list.add("proxy", "", FACT, network::proxy());
    list.add("dscp", "", FACT, network::dscp());

    list.add("sound", "", FACT, std::future::ready(sounds::devices(plan.sounds.as_ref())));
    list.add("engine", "", FACT, std::future::ready(sounds::engine(plan.sounds.as_ref())));
    list.add("loop", "", LOOP, sounds::loop_test(plan.loop_test));

    let gauge = list.gauge();
    // As long as the path, so that one explains the other; without a path nobody waits for it.
    let span = if has_way { plan.span } else { plan.span.min(LOAD) };
    list.add("load", "", span + FACT, condition::load(span, gauge));
    list.add("memory", "", FACT, condition::memory());
    list.add("disk", "", FACT, condition::disk(plan.folder.clone()));
    list.add("logs", "", FACT, condition::logs(plan.folder));
    list.add("clock", "", CLOCK, clocks::probe(plan.time_servers, plan.web, shared));
    list.add("system", "", FACT, condition::system());
    list.add("patches", "", TOOL, condition::patches());
    list.add("protection", "", TOOL, condition::protection());
    list.jobs
}

/// Accounts, and the names of their domains.
fn registrations(list: &mut List<'_>, plan: &Plan, shared: &Shared) {
    if plan.accounts.is_empty() {
        list.add("registration", "", FACT, std::future::ready(registration::none()));
    }
    for account in &plan.accounts {
        let finding = registration::finding(account);
        list.add("registration", &account.label, FACT, std::future::ready(finding));
    }
    let mut domains: Vec<&String> =
        plan.accounts.iter().filter_map(|account| account.domain.as_ref()).collect();
    domains.sort_unstable();
    domains.dedup();
    for domain in domains {
        list.add("dns", domain, NAMES, resolve::probe(domain.clone(), shared.clone()));
    }
}

fn calls_of(list: &mut List<'_>, plan: &Plan) {
    if plan.calls.is_empty() {
        list.add("calls", "", FACT, std::future::ready(calls::none()));
    }
    for call in plan.calls.iter().take(CALLS) {
        let finding = calls::finding(call);
        list.add("calls", &call.started_at, FACT, std::future::ready(finding));
    }
}

/// The STUN server of the port table, where the plan names none of its own.
fn stun_of(plan: &Plan) -> Option<crate::Endpoint> {
    let row = plan.ports.iter().find(|row| row.service == Service::Stun && row.udp)?;
    let (port, _) = row.ports.first()?;
    Some(crate::Endpoint::new(row.host.clone()?, *port))
}

/// Calls that are looked at.
const CALLS: usize = 5;

/// What the machine keeps at hand.
const FACT: Duration = Duration::from_secs(5);
/// What its tools must find out; PowerShell takes seconds to start.
const TOOL: Duration = Duration::from_secs(15);
/// Name servers get longer than a call would give them: the finding says what they say.
const PATIENCE: Patience =
    Patience { step: Duration::from_millis(3200), first_try: Duration::from_millis(1500) };
/// Questions to name servers.
const NAMES: Duration = Duration::from_secs(10);
/// One port: name, connection, handshake.
const PORT: Duration = Duration::from_secs(15);
const SERVER: Duration = Duration::from_secs(12);
const HOP: Duration = Duration::from_secs(8);
const CLOCK: Duration = Duration::from_secs(12);
const LOOP: Duration = Duration::from_secs(12);
/// Processors, where nothing else takes its time.
const LOAD: Duration = Duration::from_secs(3);
/// What finding the way and its last packets take beside the span.
const PATH_SLACK: Duration = Duration::from_secs(9);
