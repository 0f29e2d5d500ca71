//! Starts servers and peers for playing by hand and says where they are.

use std::io::Write as _;

use lab::{
    Answering, Baresip, BaresipOptions, Kamailio, KamailioOptions, RequestTracker, Transport,
};

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    let server = Kamailio::start(KamailioOptions::default())?;
    writeln!(out, "PBX (Kamailio), realm {}:", server.realm())?;
    writeln!(out, "  UDP and TCP  {}", server.socket(Transport::Udp))?;
    writeln!(out, "  TLS          {}", server.socket(Transport::Tls))?;
    writeln!(out, "  authority    {}", server.authority().display())?;
    writeln!(out, "  users        1001 to 1009, password pw1001 to pw1009")?;

    let answers = Baresip::start(BaresipOptions::user("1008"), &server)?;
    let by_hand = BaresipOptions { answering: Answering::ByHand, ..BaresipOptions::user("1009") };
    let rings = Baresip::start(by_hand, &server)?;
    writeln!(out, "Telephones (baresip):")?;
    writeln!(out, "  1008         answers at once and hums; also {}", answers.uri())?;
    writeln!(out, "  1009         rings until you hang up; also {}", rings.uri())?;

    let desk = RequestTracker::start()?;
    writeln!(out, "Ticket system (Request Tracker):")?;
    writeln!(out, "  address      {}", desk.url())?;
    writeln!(out, "  queue        {}", RequestTracker::QUEUE)?;
    writeln!(out, "  token        {}", desk.token())?;
    writeln!(out, "  in a browser root, password lab-root")?;
    writeln!(out, "Ctrl-C ends it all.")?;

    wait_for_interrupt()
}

/// The children have groups of their own, so the terminal's Ctrl-C reaches this process alone.
fn wait_for_interrupt() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(tokio::signal::ctrl_c())?;
    Ok(())
}
