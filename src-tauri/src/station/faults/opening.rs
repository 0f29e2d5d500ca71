//! Shows a ticket where it stands: in the person's own browser.

use contract::{Refusal, RefusalCode};

use super::{Core, FaultDone, Reply, answer};

impl Core {
    /// Opens a report's ticket in the browser. Only an `https` address goes there: a ticket system
    /// gives the address, and nothing else that a desktop can open is a ticket.
    pub(super) fn open_ticket(&self, report: &str, reply: Reply) {
        let id = match self.report_id(report) {
            Ok(id) => id,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let ticket = self.faults.find(id).and_then(|kept| kept.report.state.ticket());
        let link = ticket.and_then(|ticket| ticket.link.clone()).filter(|link| is_web(link));
        let Some(link) = link else {
            return answer(reply, Err(Refusal::new(RefusalCode::NotSupported, report)));
        };
        self.beside(async move {
            let opened = tokio::task::spawn_blocking(move || open::that_detached(link)).await;
            let outcome = match opened {
                Ok(Ok(())) => Ok(None),
                Ok(Err(error)) => Err(Refusal::new(RefusalCode::NoBrowser, error.to_string())),
                Err(error) => Err(Refusal::new(RefusalCode::NoBrowser, error.to_string())),
            };
            FaultDone::Answered { outcome, reply }
        });
    }
}

/// Whether a browser shows it, over a connection that is proved and sealed.
fn is_web(link: &str) -> bool {
    let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control();
    link.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::is_web;

    #[test]
    fn only_addresses_for_a_browser_are_opened() {
        assert!(is_web("https://tickets.example.org/Ticket/Display.html?id=7"));
        for link in [
            "http://tickets.example.org/7",
            "file:///etc/passwd",
            "/home/lena/reports/7",
            "https://",
            "https://tickets.example.org/7 --new-window",
            "javascript:alert(1)",
        ] {
            assert!(!is_web(link), "{link}");
        }
    }
}
