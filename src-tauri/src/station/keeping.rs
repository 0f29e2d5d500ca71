//! What telephone systems, colleagues and call-backs were, kept over the end of the program.

use contract::{
    CallBackView, ColleagueView, ElsewhereView, PlaceView, PlanDraft, Refusal, ServicesView, show,
};
use model::{AccountId, Number};
use switchboard::Remembered;
use telephony::callback::CallBack;
use telephony::policy::{DoNotDisturb, Manner, SelfAnswer, TransferRequests, Wishes};
use telephony::services::Services;
use telephony::{Account, Colleague};

use super::core::{Core, Done, now};

const COLLEAGUES: &str = "colleagues";
const CALL_BACKS: &str = "call-backs";

fn services_key(account: AccountId) -> String {
    format!("services {account}")
}

impl Core {
    /// Keeps what an account's telephone system does.
    pub(super) fn keep_services(&self, account: AccountId, services: &Services) {
        self.keep_value(services_key(account), services.to_json());
    }

    /// Keeps the watched colleagues.
    pub(super) fn keep_colleagues(&self, colleagues: &[Colleague]) {
        let is_demo = |id| self.switchboard.account(id).is_some_and(|(account, _)| account.is_demo);
        let kept: Vec<Colleague> =
            colleagues.iter().filter(|colleague| !is_demo(colleague.account)).cloned().collect();
        self.keep_value(COLLEAGUES.to_owned(), Colleague::list_to_json(&kept));
    }

    /// Keeps the call-backs.
    pub(super) fn keep_call_backs(&self, call_backs: &[CallBack]) {
        let kept: Vec<String> = call_backs.iter().map(CallBack::to_json).collect();
        match serde_json::to_string(&kept) {
            Ok(text) => self.keep_value(CALL_BACKS.to_owned(), text),
            Err(error) => tracing::warn!(%error, "call-backs are not kept"),
        }
    }

    fn keep_value(&self, key: String, value: String) {
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            if let Err(error) = store.keep_value(key, value).await {
                drop(done.send(Done::StorageFailed(error)).await);
            }
        });
    }

    /// Forgets what an account's telephone system did: the account is gone.
    pub(super) fn forget_services(&self, account: AccountId) {
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            if let Err(error) = store.forget_value(services_key(account)).await {
                drop(done.send(Done::StorageFailed(error)).await);
            }
        });
    }

    /// Gives the switchboard back what was kept of the last run. What cannot be read is left out.
    pub(super) async fn remember(&mut self) -> Result<(), storage::StoreError> {
        let mut remembered = Remembered::default();
        let accounts: Vec<AccountId> =
            self.switchboard.accounts().map(|(account, _)| account.id).collect();
        for account in accounts {
            if let Some(text) = self.store.kept_value(services_key(account)).await? {
                match Services::from_json(&text) {
                    Ok(services) => remembered.services.push((account, services)),
                    Err(error) => tracing::warn!(%error, "services are not remembered"),
                }
            }
        }
        if let Some(text) = self.store.kept_value(COLLEAGUES.to_owned()).await? {
            match Colleague::list_from_json(&text) {
                Ok(colleagues) => remembered.colleagues = colleagues,
                Err(error) => tracing::warn!(%error, "colleagues are not remembered"),
            }
        }
        if let Some(text) = self.store.kept_value(CALL_BACKS.to_owned()).await? {
            remembered.call_backs = read_call_backs(&text);
        }
        if let Some(dialled) = &self.settings.dialled
            && let Ok(account) = dialled.account.parse()
        {
            let target = dialled.target.clone();
            let wish = switchboard::Command::RememberDialled { account, target };
            if let Err(refusal) = self.pass(wish) {
                tracing::debug!(%refusal, "what was dialled last is not remembered");
            }
        }
        let remembered = Box::new(remembered);
        if let Err(refusal) = self.pass(switchboard::Command::Remember { remembered }) {
            tracing::warn!(%refusal, "nothing is remembered");
        }
        Ok(())
    }

    /// What the person has set for incoming calls.
    pub(super) fn wishes(&self) -> Wishes {
        let settings = &self.settings;
        Wishes {
            do_not_disturb: DoNotDisturb {
                manner: manner(&settings.do_not_disturb),
                ..DoNotDisturb::default()
            },
            call_waiting: settings.call_waiting,
            waiting_tone: settings.waiting_tone,
            self_answer: self_answer(&settings.auto_answer),
            transfer_requests: transfer_requests(&settings.transfer_requests),
            most_calls: switchboard::MOST_CALLS,
            ..Wishes::default()
        }
    }

    /// Keeps what shall happen to calls, where that has changed.
    pub(super) fn keep_disturb(&mut self) {
        let code = match self.switchboard.disturb().manner {
            Manner::Off => "off",
            Manner::Silence => "silence",
            Manner::Reject => "reject",
        };
        if self.settings.do_not_disturb != code {
            code.clone_into(&mut self.settings.do_not_disturb);
            self.keep_settings();
        }
    }

    /// Changes how an account's telephone system is dialled, and keeps it.
    pub(super) fn change_plan(&mut self, name: &str, draft: PlanDraft) -> Result<(), Refusal> {
        let id = self.switchboard.find_account(name)?;
        let Some((account, _)) = self.switchboard.account(id) else { return Ok(()) };
        let plan = Box::new(contract::read::plan(draft, &account.plan)?);
        self.pass(switchboard::Command::ChangePlan { account: id, plan })?;
        if let Some((account, _)) = self.switchboard.account(id) {
            self.keep_account(account.clone());
        }
        Ok(())
    }

    /// What every account's telephone system does.
    pub(super) fn all_services(&self) -> Vec<ServicesView> {
        let accounts = self.switchboard.accounts().map(|(account, _)| account.id);
        accounts.filter_map(|id| self.services(id)).collect()
    }

    /// What one account's telephone system does.
    pub(super) fn services(&self, id: AccountId) -> Option<ServicesView> {
        let (account, _) = self.switchboard.account(id)?;
        let services = self.switchboard.services(id)?;
        Some(show::services(account, services, |when| self.switchboard.forward_loops(id, when)))
    }

    pub(super) fn colleagues(&self) -> Vec<ColleagueView> {
        let colleagues = self.switchboard.colleagues();
        colleagues.map(|(colleague, lamp)| show::colleague(colleague, &lamp)).collect()
    }

    pub(super) fn places(&self) -> Vec<PlaceView> {
        self.switchboard.places().iter().map(show::place).collect()
    }

    pub(super) fn elsewhere(&self) -> Vec<ElsewhereView> {
        self.switchboard.elsewhere().iter().map(show::elsewhere).collect()
    }

    pub(super) fn call_backs(&self) -> Vec<CallBackView> {
        self.switchboard.call_backs().map(show::call_back).collect()
    }

    /// Writes an account as it is; the demo's is made anew at every start.
    pub(super) fn keep_account(&self, account: Account) {
        if account.is_demo {
            return;
        }
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            if let Err(error) = store.save_account(account).await {
                drop(done.send(Done::StorageFailed(error)).await);
            }
        });
    }
}

fn read_call_backs(text: &str) -> Vec<CallBack> {
    let Ok(kept) = serde_json::from_str::<Vec<String>>(text) else {
        tracing::warn!("call-backs are not remembered");
        return Vec::new();
    };
    let at = now().timestamp;
    kept.iter()
        .filter_map(|text| match CallBack::from_json(text, at) {
            Ok(call_back) => Some(call_back),
            Err(error) => {
                tracing::warn!(%error, "a call-back is not remembered");
                None
            }
        })
        .collect()
}

/// A manner that this version does not know disturbs.
fn manner(code: &str) -> Manner {
    match code {
        "silence" => Manner::Silence,
        "reject" => Manner::Reject,
        _ => Manner::Off,
    }
}

/// What is done with transfers that far ends ask for; what is none of the words asks where it may cost.
pub(super) fn transfer_requests(text: &str) -> TransferRequests {
    match text {
        "ask" => TransferRequests::Ask,
        "follow" => TransferRequests::Follow,
        "refuse" => TransferRequests::Refuse,
        _ => TransferRequests::AskOutside,
    }
}

/// Whose calls may be answered by themselves; what is no number counts for nobody.
pub(super) fn self_answer(text: &str) -> SelfAnswer {
    match text.trim() {
        "" | "nobody" => SelfAnswer::Nobody,
        "domain" => SelfAnswer::Domain,
        numbers => SelfAnswer::Numbers(
            numbers.split(',').filter_map(|number| Number::read(number).ok()).collect(),
        ),
    }
}
