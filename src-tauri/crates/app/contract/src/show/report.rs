//! A report as a window sees it.

use faults::{Affects, Class, Effort, Report, Ticket, TicketState, Works};

use crate::{AffectsView, ClassView, ReportView, TicketView, WorksView};

/// The view of a report.
#[must_use]
pub fn report(report: &Report) -> ReportView {
    ReportView {
        id: report.id.to_string(),
        created_at: report.created_at.to_string(),
        what: report.what.clone(),
        affects: match report.affects {
            Affects::OnlyMe => AffectsView::OnlyMe,
            Affects::Several => AffectsView::Several,
            Affects::Site => AffectsView::Site,
            Affects::Everyone => AffectsView::Everyone,
        },
        works: match report.works {
            Works::Nothing => WorksView::Nothing,
            Works::Partly => WorksView::Partly,
            Works::Question => WorksView::Question,
        },
        class: match report.class {
            Class::Fk1 => ClassView::FK1,
            Class::Fk2 => ClassView::FK2,
            Class::Fk3 => ClassView::FK3,
            Class::Fk4 => ClassView::FK4,
        },
        rule: report.rule.code().to_owned(),
        ticket: ticket(&report.state),
    }
}

fn ticket(state: &TicketState) -> TicketView {
    match state {
        TicketState::Drafted => TicketView::Queued { retry_at: None, trouble: None },
        TicketState::Queued(effort) => {
            waiting(effort).unwrap_or(TicketView::Queued { retry_at: None, trouble: None })
        }
        TicketState::Creating(effort) => waiting(effort).unwrap_or(TicketView::Creating),
        TicketState::Attaching { effort, .. } => waiting(effort).unwrap_or(TicketView::Attaching),
        TicketState::Filed(ticket)
        | TicketState::Acknowledged(ticket)
        | TicketState::InWork(ticket)
        | TicketState::Paused { ticket, .. }
        | TicketState::Restored(ticket)
        | TicketState::Closed(ticket) => filed(ticket),
    }
}

/// An attempt that failed is shown by its trouble, whichever step it was.
fn waiting(effort: &Effort) -> Option<TicketView> {
    let trouble = effort.trouble.as_ref()?;
    Some(if trouble.kind.is_lasting() {
        TicketView::Refused { trouble: trouble.kind.code().to_owned() }
    } else {
        TicketView::Queued {
            retry_at: effort.retry_at.map(|at| at.to_string()),
            trouble: Some(trouble.kind.code().to_owned()),
        }
    })
}

fn filed(ticket: &Ticket) -> TicketView {
    TicketView::Filed { reference: ticket.reference.clone(), link: ticket.link.clone() }
}

impl From<AffectsView> for Affects {
    fn from(affects: AffectsView) -> Self {
        match affects {
            AffectsView::OnlyMe => Self::OnlyMe,
            AffectsView::Several => Self::Several,
            AffectsView::Site => Self::Site,
            AffectsView::Everyone => Self::Everyone,
        }
    }
}

impl From<WorksView> for Works {
    fn from(works: WorksView) -> Self {
        match works {
            WorksView::Nothing => Self::Nothing,
            WorksView::Partly => Self::Partly,
            WorksView::Question => Self::Question,
        }
    }
}
