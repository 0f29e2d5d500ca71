//! A report as a window sees it.

use faults::{Affects, Chargeable, Class, Effort, PauseReason, Report, Ticket, TicketState, Works};

use crate::{AffectsView, ClassView, KindView, ReportView, StageView, TicketView, WorksView};

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
        fault_kind: KindView::Incident,
        provider: None,
        grade: report.class.code().to_owned(),
        chargeable: Chargeable::Unknown.code().to_owned(),
        channels: Vec::new(),
        hotline: None,
        script: Vec::new(),
        is_incomplete: false,
        promises: Vec::new(),
        events: Vec::new(),
        updates: Vec::new(),
        comments_waiting: 0,
        asks_if_fixed: matches!(report.state, TicketState::Restored(_)),
        joined: None,
        verdict: None,
        files: report.evidence.iter().map(|piece| piece.name.clone()).collect(),
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
        TicketState::Filed(ticket) => filed(ticket, StageView::Filed),
        TicketState::Acknowledged(ticket) => filed(ticket, StageView::Acknowledged),
        TicketState::InWork(ticket) => filed(ticket, StageView::InWork),
        TicketState::Paused { ticket, why } => filed(
            ticket,
            match why {
                PauseReason::Customer => StageView::WaitingForCustomer,
                PauseReason::ThirdParty => StageView::WaitingForThirdParty,
                PauseReason::Appointment => StageView::WaitingForAppointment,
            },
        ),
        TicketState::Restored(ticket) => filed(ticket, StageView::Restored),
        TicketState::Closed(ticket) => filed(ticket, StageView::Closed),
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

fn filed(ticket: &Ticket, stage: StageView) -> TicketView {
    TicketView::Filed { reference: ticket.reference.clone(), link: ticket.link.clone(), stage }
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
