//! Reports and comments on their way to a provider that does as told.

mod comments;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use faults::{Comment, Effort, News, Ticket};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::Capabilities;
use crate::fakes::{Memory, id, queued, simulated, ticket};

#[tokio::test(start_paused = true)]
async fn a_queued_report_is_filed_and_every_step_is_told() {
    let mut bench = Bench::with([queued(1)]);

    let told = bench.until_filed(1).await;

    assert_eq!(told, ["creating", "attaching", "attaching", "filed"]);
    assert_eq!(bench.provider.asked(), ["create", "attach"]);
    assert_eq!(bench.elapsed(), Duration::ZERO);
    let Some(TicketState::Filed(ticket)) = bench.shelf.state(id(1)) else { panic!("not filed") };
    assert_eq!(ticket.reference, "1");
}

#[tokio::test(start_paused = true)]
async fn days_without_a_network_lose_nothing_and_do_not_hammer() {
    let mut bench = Bench::with([queued(1)]);
    bench.provider.fail(TroubleKind::Unreachable, 500);

    bench.until_filed(1).await;

    let days = bench.elapsed().as_secs_f64() / 86_400.0;
    assert!((3.0..6.0).contains(&days), "{days}");
    assert_eq!(bench.provider.tickets(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_create_whose_answer_is_lost_is_found_and_not_repeated() {
    for kind in [TroubleKind::TimedOut, TroubleKind::Garbled, TroubleKind::ServerFailed] {
        let mut bench = Bench::with([queued(1)]);
        bench.provider.lose_answer(kind);

        bench.until_filed(1).await;

        assert_eq!(bench.provider.asked(), ["create", "find", "attach"]);
        assert_eq!(bench.provider.tickets(), 1);
        assert!(bench.elapsed() >= SETTLE, "looked for while the server may still be at it");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_person_must_change_is_asked_seldom_and_at_once_when_it_is_changed() {
    let mut bench = Bench::with([queued(1)]);
    bench.provider.fail(TroubleKind::SignIn, usize::MAX);

    for _ in 0..10 {
        bench.next_news().await;
    }
    assert!(bench.elapsed() >= Duration::from_secs(4 * 450), "{:?}", bench.elapsed());
    let before = Instant::now();
    let other = Provider::default();
    bench.handle.use_desk(other.clone()).await;
    bench.until_filed(1).await;

    assert_eq!(before.elapsed(), Duration::ZERO);
    assert_eq!((bench.provider.tickets(), other.tickets()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn one_reports_trouble_does_not_hold_up_another() {
    let mut bench = Bench::with([queued(1), queued(2)]);
    bench.provider.fail(TroubleKind::Rejected, 1);

    bench.until_filed(2).await;
    assert_eq!(bench.elapsed(), Duration::ZERO);
    bench.until_filed(1).await;
    assert_eq!(bench.provider.tickets(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_desk_that_never_answers_is_given_up_and_asked_again() {
    let mut bench = Bench::with([queued(1)]);
    bench.provider.be_silent();

    bench.until_filed(1).await;

    assert!(bench.elapsed() >= PATIENCE);
    assert_eq!(bench.provider.asked(), ["create", "find", "create", "attach"]);
}

#[tokio::test(start_paused = true)]
async fn a_new_report_is_filed_when_it_is_told_of_and_not_at_the_next_round() {
    let mut bench = Bench::with([]);
    tokio::time::sleep(Duration::from_secs(1)).await;

    bench.shelf.put(queued(1));
    bench.handle.look().await;
    bench.until_filed(1).await;

    assert_eq!(bench.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_report_of_a_killed_run_whose_ticket_is_there_goes_on_at_once() {
    let provider = Provider::default();
    provider.make(&queued(1));
    let mut bench = Bench::of([in_doubt(1)], provider);

    bench.until_filed(1).await;

    assert_eq!(bench.provider.asked(), ["find", "attach"]);
    assert_eq!(bench.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_report_of_a_killed_run_waits_until_its_create_must_have_had_its_effect() {
    let mut bench = Bench::with([in_doubt(1)]);
    assert_eq!(bench.next_news().await.state.code(), "creating");
    assert_eq!(bench.provider.asked(), ["find"]);

    // The killed run's create takes effect only now.
    bench.provider.make(&queued(1));
    bench.handle.hurry().await;
    bench.until_filed(1).await;

    assert_eq!(bench.provider.asked(), ["find", "find", "attach"]);
    let (least, most) = (SETTLE, SETTLE + Duration::from_secs(1));
    assert!((least..most).contains(&bench.elapsed()), "{:?}", bench.elapsed());
    assert_eq!(bench.provider.tickets(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_shelf_that_fails_is_asked_again_and_nothing_is_filed_twice() {
    let mut bench = Bench::with([queued(1)]);
    // The second write is the one after the create: the ticket is there, the shelf does not know.
    bench.shelf.fail_write(2);

    bench.until_filed(1).await;

    assert_eq!(bench.provider.tickets(), 1);
    assert_eq!(bench.provider.asked(), ["create", "find", "attach"]);
}

#[tokio::test(start_paused = true)]
async fn it_stops_when_told_and_when_nobody_is_left_to_tell_it() {
    let bench = Bench::with([]);
    bench.stop.cancel();
    bench.task.await.unwrap();

    let bench = Bench::with([]);
    drop(bench.handle);
    bench.task.await.unwrap();
}

struct Bench {
    shelf: Memory,
    provider: Provider,
    handle: Handle<Provider>,
    news: mpsc::Receiver<Filing>,
    stop: CancellationToken,
    task: JoinHandle<()>,
    started: Instant,
}

impl Bench {
    fn with<const N: usize>(reports: [Report; N]) -> Self {
        Self::of(reports, Provider::default())
    }

    fn of<const N: usize>(reports: [Report; N], provider: Provider) -> Self {
        let shelf = Memory::default();
        for report in reports {
            shelf.put(report);
        }
        Self::on(shelf, provider)
    }

    fn on(shelf: Memory, provider: Provider) -> Self {
        let (sender, news) = mpsc::channel(100);
        let (outbox, handle) = Outbox::new(shelf.clone(), provider.clone(), sender);
        let stop = CancellationToken::new();
        let task = tokio::spawn(outbox.with_clock(simulated).run(stop.clone()));
        Self { shelf, provider, handle, news, stop, task, started: Instant::now() }
    }

    async fn next_news(&mut self) -> Filing {
        self.news.recv().await.expect("the outbox runs")
    }

    /// Waits until the report is filed; gives the states told of meanwhile.
    async fn until_filed(&mut self, seed: u8) -> Vec<&'static str> {
        let mut told = Vec::new();
        loop {
            let news = self.next_news().await;
            told.push(news.state.code());
            if news.report == id(seed) && news.state.code() == "filed" {
                return told;
            }
        }
    }

    /// Waits until so many comments are sent; gives the states told of meanwhile.
    async fn until_sent(&mut self, count: usize) -> Vec<&'static str> {
        let mut told = Vec::new();
        while told.iter().filter(|code| **code == "sent").count() < count {
            let news = self.next_news().await;
            told.extend(news.comment.map(|(_, state)| state.code()));
        }
        told
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// A ticket system in memory.
#[derive(Clone, Default)]
struct Provider(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    tickets: Vec<ReportId>,
    comments: Vec<(String, String)>,
    asked: Vec<&'static str>,
    failures: VecDeque<(TroubleKind, usize)>,
    lost_answer: Option<TroubleKind>,
    is_silent_once: bool,
}

impl Provider {
    fn fail(&self, kind: TroubleKind, times: usize) {
        self.0.lock().unwrap().failures.push_back((kind, times));
    }

    fn lose_answer(&self, kind: TroubleKind) {
        self.0.lock().unwrap().lost_answer = Some(kind);
    }

    fn be_silent(&self) {
        self.0.lock().unwrap().is_silent_once = true;
    }

    fn make(&self, report: &Report) {
        self.0.lock().unwrap().tickets.push(report.id);
    }

    async fn wait_if_silent(&self) {
        let is_silent = std::mem::take(&mut self.0.lock().unwrap().is_silent_once);
        if is_silent {
            std::future::pending::<()>().await;
        }
    }

    /// Ticket and text of every comment, in the order of their coming.
    fn comments(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().comments.clone()
    }

    fn tickets(&self) -> usize {
        self.0.lock().unwrap().tickets.len()
    }

    fn asked(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().asked.clone()
    }

    fn ask(&self, what: &'static str) -> Result<(), Trouble> {
        let mut inside = self.0.lock().unwrap();
        inside.asked.push(what);
        let Some((kind, times)) = inside.failures.front_mut() else { return Ok(()) };
        let kind = *kind;
        *times -= 1;
        if *times == 0 {
            inside.failures.pop_front();
        }
        Err(Trouble::new(kind))
    }
}

impl Desk for Provider {
    async fn create(&self, report: &Report) -> Result<Ticket, Trouble> {
        self.ask("create")?;
        self.wait_if_silent().await;
        self.make(report);
        let lost_answer = self.0.lock().unwrap().lost_answer.take();
        lost_answer.map_or_else(|| Ok(ticket(self.tickets())), |kind| Err(Trouble::new(kind)))
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        self.ask("find")?;
        let inside = self.0.lock().unwrap();
        Ok(inside.tickets.iter().position(|made| *made == report.id).map(|at| ticket(at + 1)))
    }

    async fn attach(&self, _: &Ticket, report: &Report) -> Result<(), Trouble> {
        assert_eq!(report.evidence.len(), 1, "the shelf gives the evidence with the report");
        self.ask("attach")
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    async fn comment(&self, to: &Ticket, _: &Report, comment: &Comment) -> Result<(), Trouble> {
        self.ask("comment")?;
        self.wait_if_silent().await;
        let made = (to.reference.clone(), comment.text.clone());
        let mut inside = self.0.lock().unwrap();
        if !inside.comments.contains(&made) {
            inside.comments.push(made);
        }
        inside.lost_answer.take().map_or(Ok(()), |kind| Err(Trouble::new(kind)))
    }

    async fn state(&self, _: &Ticket, _: &Report) -> Result<News, Trouble> {
        self.ask("state").map(|()| News::default())
    }
}

/// As a run leaves it that was killed while a create was under way.
fn in_doubt(seed: u8) -> Report {
    let retry_at = Some(later(simulated(), PATIENCE + SETTLE));
    Report {
        state: TicketState::Creating(Effort { retry_at, ..Effort::default() }),
        ..queued(seed)
    }
}
