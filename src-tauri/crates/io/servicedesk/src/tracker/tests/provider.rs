//! A ticket system in memory that tells what it is told to tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use clock::Timestamp;
use faults::{Comment, News, Report, Stage, Ticket, Trouble, TroubleKind, Update};

use crate::{Capabilities, Desk};

/// A ticket system whose tickets bear the numbers of their reports' seeds.
#[derive(Clone, Default)]
pub(super) struct Provider(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    told: BTreeMap<String, News>,
    lost: BTreeSet<String>,
    asked: usize,
    under_way: usize,
    failure: Option<TroubleKind>,
    is_silent_once: bool,
    is_mute: bool,
    meanwhile: Option<Box<dyn FnOnce() + Send>>,
}

impl Provider {
    pub(super) fn tell(&self, seed: u8, stage: Stage, words: &[&str]) {
        let updates = words
            .iter()
            .map(|words| Update::new(*words, Timestamp::UNIX_EPOCH, "Kim", words))
            .collect();
        let news = News { stage: Some(stage), since: None, updates };
        self.0.lock().unwrap().told.insert(seed.to_string(), news);
    }

    pub(super) fn fail(&self, kind: Option<TroubleKind>) {
        self.0.lock().unwrap().failure = kind;
    }

    pub(super) fn lose_ticket(&self, seed: u8) {
        self.0.lock().unwrap().lost.insert(seed.to_string());
    }

    pub(super) fn be_silent(&self) {
        self.0.lock().unwrap().is_silent_once = true;
    }

    pub(super) fn be_mute(&self) {
        self.0.lock().unwrap().is_mute = true;
    }

    pub(super) fn meanwhile(&self, what: impl FnOnce() + Send + 'static) {
        self.0.lock().unwrap().meanwhile = Some(Box::new(what));
    }

    pub(super) fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }
}

impl Desk for Provider {
    fn capabilities(&self) -> Capabilities {
        let tells_state = !self.0.lock().unwrap().is_mute;
        Capabilities { tells_state, ..Capabilities::default() }
    }

    async fn create(&self, _: &Report) -> Result<Ticket, Trouble> {
        unreachable!("the tracker makes no tickets")
    }

    async fn find(&self, _: &Report) -> Result<Option<Ticket>, Trouble> {
        unreachable!("the tracker looks for no tickets")
    }

    async fn attach(&self, _: &Ticket, _: &Report) -> Result<(), Trouble> {
        unreachable!("the tracker adds nothing")
    }

    async fn comment(&self, _: &Ticket, _: &Report, _: &Comment) -> Result<(), Trouble> {
        unreachable!("the tracker adds nothing")
    }

    async fn state(&self, ticket: &Ticket, _: &Report) -> Result<News, Trouble> {
        let (is_silent, meanwhile) = {
            let mut inside = self.0.lock().unwrap();
            inside.asked += 1;
            inside.under_way += 1;
            assert_eq!(inside.under_way, 1, "one request at a time");
            (std::mem::take(&mut inside.is_silent_once), inside.meanwhile.take())
        };
        let _ends = Ends(Arc::clone(&self.0));
        if is_silent {
            std::future::pending::<()>().await;
        }
        tokio::task::yield_now().await;
        if let Some(meanwhile) = meanwhile {
            meanwhile();
        }
        let inside = self.0.lock().unwrap();
        if let Some(kind) = inside.failure {
            return Err(Trouble::new(kind));
        }
        if inside.lost.contains(&ticket.reference) {
            return Err(Trouble::new(TroubleKind::NotFound));
        }
        Ok(inside.told.get(&ticket.reference).cloned().unwrap_or_default())
    }
}

/// Counts a request out, however it ended.
struct Ends(Arc<Mutex<Inside>>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.lock().unwrap().under_way -= 1;
    }
}
