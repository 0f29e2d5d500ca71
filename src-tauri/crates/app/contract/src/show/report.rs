//! A report as a window sees it.

use clock::Timestamp;
use faults::{
    Affects, Class, Contract, Effort, Happening, Kind, PauseReason, ReadOut, Report, Ticket,
    TicketState, Update, Works,
};

use super::promise::{channel, hotline, line, promise, running};
use crate::{
    AffectsView, ClassView, EventView, KindView, ReportView, StageView, TicketView, UpdateView,
    WorksView,
};

/// Everything that is shown of a report.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The report; its evidence may be absent.
    pub report: &'a Report,
    /// Names of its evidence.
    pub files: &'a [String],
    /// What the provider wrote, oldest first, and whether somebody looked.
    pub updates: &'a [(&'a Update, bool)],
    /// Comments that wait to be sent.
    pub comments_waiting: u32,
    /// The contract as it was when the report was sent, where it can still be read.
    pub contract: Option<&'a Contract>,
}

/// The view of a report at a moment.
#[must_use]
pub fn report(shown: &Shown<'_>, now: Timestamp) -> ReportView {
    let report = shown.report;
    let mark = report.mark();
    let hotline_of = shown.contract.and_then(Contract::hotline);
    ReportView {
        id: report.id.to_string(),
        created_at: report.created_at.to_string(),
        what: report.what.clone(),
        affects: report.affects.into(),
        works: report.works.into(),
        fault_kind: report.facts.kind.into(),
        provider: report.judged.provider.clone(),
        grade: report.grade().to_owned(),
        class: report.class.into(),
        rule: if report.judged.overruled.is_some() {
            "overruled".to_owned()
        } else {
            report.rule.code().to_owned()
        },
        chargeable: report.judged.chargeable.code().to_owned(),
        ticket: ticket(&report.state),
        channels: report.judged.channels.iter().map(channel).collect(),
        script: shown
            .contract
            .filter(|_| hotline_of.is_some())
            .map(|contract| contract.script(&read_out(report, &mark)).iter().map(line).collect())
            .unwrap_or_default(),
        hotline: hotline_of.as_ref().map(hotline),
        is_incomplete: report.is_incomplete(),
        promises: running(shown.contract, report, now)
            .iter()
            .map(|one| promise(&one.promise, one.standing))
            .collect(),
        events: report
            .events
            .iter()
            .map(|event| EventView {
                at: event.at.to_string(),
                code: event.what.code().to_owned(),
                detail: detail(&event.what),
            })
            .collect(),
        updates: shown
            .updates
            .iter()
            .map(|(update, is_new)| UpdateView {
                at: update.at.to_string(),
                by: update.by.clone(),
                text: update.text.clone(),
                is_new: *is_new,
            })
            .collect(),
        comments_waiting: shown.comments_waiting,
        report_expected_by: shown
            .contract
            .and_then(|contract| contract.report_expected(report.restored_at()?))
            .map(|at| at.to_string()),
        asks_if_fixed: matches!(report.state, TicketState::Restored(_)),
        verdict: report.verdict.as_ref().map(|told| told.says.clone()),
        files: shown.files.to_vec(),
    }
}

/// What is read out to the hotline: the ticket's number, or the report's mark before there is one.
fn read_out<'a>(report: &'a Report, mark: &'a str) -> ReadOut<'a> {
    let reference = report.state.ticket().map(|ticket| ticket.reference.as_str());
    ReadOut {
        reference: reference.unwrap_or(mark),
        class: report.grade(),
        since: report.facts.since.unwrap_or(report.created_at),
        affects: report.affects,
        count: None,
    }
}

fn detail(what: &Happening) -> String {
    match what {
        Happening::Telephoned { spoke_with } => spoke_with.clone(),
        Happening::Paused(why) => why.code().to_owned(),
        Happening::Reported
        | Happening::Reacted
        | Happening::Updated
        | Happening::Resumed
        | Happening::Restored
        | Happening::Reopened
        | Happening::Closed => String::new(),
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

impl From<Affects> for AffectsView {
    fn from(affects: Affects) -> Self {
        match affects {
            Affects::OnlyMe => Self::OnlyMe,
            Affects::Several => Self::Several,
            Affects::Site => Self::Site,
            Affects::Everyone => Self::Everyone,
        }
    }
}

impl From<Works> for WorksView {
    fn from(works: Works) -> Self {
        match works {
            Works::Nothing => Self::Nothing,
            Works::Partly => Self::Partly,
            Works::Question => Self::Question,
        }
    }
}

impl From<Kind> for KindView {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Incident => Self::Incident,
            Kind::Support => Self::Support,
            Kind::Change => Self::Change,
        }
    }
}

impl From<KindView> for Kind {
    fn from(kind: KindView) -> Self {
        match kind {
            KindView::Incident => Self::Incident,
            KindView::Support => Self::Support,
            KindView::Change => Self::Change,
        }
    }
}

impl From<Class> for ClassView {
    fn from(class: Class) -> Self {
        match class {
            Class::Fk1 => Self::FK1,
            Class::Fk2 => Self::FK2,
            Class::Fk3 => Self::FK3,
            Class::Fk4 => Self::FK4,
        }
    }
}
