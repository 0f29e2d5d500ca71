//! What others ask of the station: a wish is granted or refused, a question answered.

use contract::read::{self, Reading};
use contract::{Command, RecordPage, RecordQuery, Refusal, RefusalCode};
use storage::Store;
use tokio::sync::{mpsc, oneshot};

use super::core::{Core, Done, now};
use super::{Request, closing};

impl Core {
    pub(super) async fn take(&mut self, request: Request) {
        match request {
            Request::Perform { command, reply } => self.perform(*command, reply).await,
            Request::Watch { changes } => self.views.join(changes),
            // Whoever asked may be gone, and then nobody needs the answer.
            Request::Snapshot { reply } => drop(reply.send(self.snapshot())),
            Request::History { query, reply } => self.history(query, reply),
            Request::Evidence { query, reply } => self.read_evidence(query, reply),
        }
    }

    /// Grants a wish. Those that need the keyring or the database answer later.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what is left is for the fault desk")]
    async fn perform(&mut self, command: Command, reply: oneshot::Sender<Result<(), Refusal>>) {
        let command = match read::wish(command) {
            Err(refusal) => return drop(reply.send(Err(refusal))),
            Ok(Reading::Switchboard(wish)) => {
                let result = self.pass(*wish);
                // The work is done before the answer, so that a script that asks next finds it done.
                self.work().await;
                return drop(reply.send(result));
            }
            Ok(Reading::Other(command)) => *command,
        };
        let result = match command {
            Command::SaveAccount { account } => return self.save_account(account, reply),
            Command::RegisterNow { account } => return self.register_now(&account, reply),
            Command::ChangeSettings { settings } => return self.change_settings(*settings, reply),
            Command::StartDemo => return self.start_demo(reply),
            Command::StopDemo => {
                self.stop_demo().await;
                Ok(())
            }
            Command::Quit => {
                self.close();
                Ok(())
            }
            Command::EnableAccount { account, enabled } => self.enable_account(&account, enabled),
            Command::RemoveAccount { account } => self.remove_account(&account),
            Command::SeeMissed => {
                self.change_history(|store| async move { store.see_missed().await });
                Ok(())
            }
            Command::DeleteRecord { record } => self.delete_record(&record),
            Command::ClearHistory => {
                self.change_history(|store| async move { store.clear_records().await });
                Ok(())
            }
            Command::ChangePlan { account, plan } => self.change_plan(&account, *plan),
            Command::DeletePerson { record } => self.delete_person(&record),
            Command::PlayMelody { melody } => self.play_melody(&melody),
            Command::AcknowledgeEmergency => return self.acknowledge_emergency(reply),
            Command::SetLocation { location, country } => {
                return self.set_location(location, country.as_deref(), reply);
            }
            command => return self.perform_fault(command, reply),
        };
        self.work().await;
        drop(reply.send(result));
    }

    pub(super) fn pass(&mut self, command: switchboard::Command) -> Result<(), Refusal> {
        self.switchboard.handle_command(command, now()).map_err(Refusal::from)
    }

    fn delete_record(&self, record: &str) -> Result<(), Refusal> {
        let id =
            record.parse().map_err(|_error| Refusal::new(RefusalCode::UnknownRecord, record))?;
        self.change_history(move |store| async move { store.delete_record(id).await });
        Ok(())
    }

    /// Changes the call list in the background and says afterwards how it is.
    pub(super) fn change_history<F, R>(&self, change: F)
    where
        F: FnOnce(Store) -> R + Send + 'static,
        R: Future<Output = Result<(), storage::StoreError>> + Send,
    {
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            let outcome = match change(store.clone()).await {
                Ok(()) => store.missed().await,
                Err(error) => Err(error),
            };
            let message = match outcome {
                Ok(missed) => Done::History { missed },
                Err(error) => Done::StorageFailed(error),
            };
            // The station is gone only when the program ends.
            drop(done.send(message).await);
        });
    }

    fn history(&self, query: RecordQuery, reply: oneshot::Sender<Result<RecordPage, Refusal>>) {
        let store = self.store.clone();
        self.tasks.spawn(async move {
            drop(reply.send(super::snapshot::page(&store, query).await));
        });
    }
}

/// An answer to those who ask while the program ends.
pub(super) fn refuse_all(mut requests: mpsc::Receiver<Request>) {
    requests.close();
    while let Ok(request) = requests.try_recv() {
        if let Request::Perform { reply, .. } = request {
            drop(reply.send(Err(closing())));
        }
    }
}
