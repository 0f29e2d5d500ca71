//! Tickets of a provider that tells what it is told to tell.

mod provider;
use faults::{Class, PauseReason, Report, Stage, Step, TicketState};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::fakes::{Memory, filed, id, simulated, ticket};
use crate::outbox::PATIENCE;
use provider::Provider;

#[tokio::test(start_paused = true)]
async fn a_grave_fault_is_looked_at_every_one_to_five_minutes() {
    let mut bench = Bench::with([grave(1)]);

    let mut waits = Vec::new();
    for _ in 0..12 {
        waits.push(bench.until_told(1).await.as_secs());
    }

    assert!(waits.iter().all(|wait| (60..=301).contains(wait)), "{waits:?}");
    assert!(waits[..2].iter().all(|wait| *wait < 120), "soon at first: {waits:?}");
    assert!(waits[8..].iter().all(|wait| *wait > 200), "seldomer at last: {waits:?}");
}

#[tokio::test(start_paused = true)]
async fn any_other_ticket_is_looked_at_every_quarter_of_an_hour_to_an_hour() {
    for is_restored in [false, true] {
        let restored = Report { state: TicketState::Restored(ticket(1)), ..grave(1) };
        let mut bench = Bench::with([if is_restored { restored } else { filed(1) }]);

        for _ in 0..6 {
            let wait = bench.until_told(1).await.as_secs();
            assert!((900..=3_601).contains(&wait), "{wait}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_provider_tells_is_kept_and_told_once() {
    let mut bench = Bench::with([grave(1)]);
    bench.provider.tell(1, Stage::InWork, &["we are on it"]);

    let look = bench.next_news().await.outcome.unwrap();

    assert_eq!(look.state.code(), "in-work");
    assert_eq!(look.updates.len(), 1);
    assert_eq!(bench.shelf.state(id(1)).unwrap().code(), "in-work");
    assert_eq!(bench.shelf.events(id(1)), ["reacted", "updated"]);
    assert_eq!(bench.shelf.updates(id(1)), ["we are on it"]);

    let look = bench.next_news().await.outcome.unwrap();
    assert!(look.events.is_empty() && look.updates.is_empty());

    bench.provider.tell(1, Stage::Waiting(PauseReason::Customer), &["we are on it", "which room?"]);
    let look = bench.next_news().await.outcome.unwrap();
    assert_eq!((look.state.code(), look.updates[0].text.as_str()), ("paused", "which room?"));
    assert_eq!(bench.shelf.events(id(1)), ["reacted", "updated", "updated", "paused"]);
}

#[tokio::test(start_paused = true)]
async fn something_that_happens_makes_the_rounds_short_again() {
    let mut bench = Bench::with([grave(1)]);
    for _ in 0..8 {
        bench.next_news().await;
    }
    bench.provider.tell(1, Stage::InWork, &[]);
    bench.next_news().await;

    let wait = bench.until_told(1).await.as_secs();

    assert!((60..=73).contains(&wait), "{wait}");
}

#[tokio::test(start_paused = true)]
async fn a_person_who_asks_is_answered_at_once() {
    let mut bench = Bench::with([filed(1), filed(2)]);

    bench.handle.look_now(id(2)).await;
    let wait = bench.until_told(2).await;
    assert_eq!(wait, Duration::ZERO);

    bench.provider.fail(Some(TroubleKind::Unreachable));
    bench.handle.look_now(id(2)).await;
    let news = bench.next_news().await;
    assert_eq!(news.outcome.unwrap_err().kind, TroubleKind::Unreachable);
    bench.provider.fail(None);
    let before = Instant::now();
    bench.handle.look_now(id(1)).await;
    assert!(bench.next_news().await.outcome.is_ok(), "though the desk rests");
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn asking_for_a_report_that_nobody_follows_does_no_harm() {
    let mut bench = Bench::with([grave(1)]);

    bench.handle.look_now(id(9)).await;

    bench.until_told(1).await;
    assert_eq!(bench.provider.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn trouble_of_the_desk_holds_up_every_round_and_grows() {
    let reports: [Report; 20] = std::array::from_fn(|at| grave(u8::try_from(at + 1).unwrap()));
    let bench = Bench::with(reports);
    bench.provider.fail(Some(TroubleKind::ServerFailed));

    tokio::time::sleep(Duration::from_secs(24 * 60 * 60)).await;

    // One look each 7.5 to 15 minutes, whatever the number of tickets.
    let asked = bench.provider.asked();
    assert!((90..=230).contains(&asked), "{asked}");
}

#[tokio::test(start_paused = true)]
async fn one_tickets_trouble_does_not_hold_up_another() {
    let mut bench = Bench::with([grave(1), grave(2)]);
    bench.provider.lose_ticket(1);

    let mut told = BTreeMap::from([(id(1), 0), (id(2), 0)]);
    for _ in 0..40 {
        *told.get_mut(&bench.next_news().await.report).unwrap() += 1;
    }

    assert!(told[&id(2)] >= 20 && told[&id(1)] >= 5, "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_network_that_came_back_or_another_desk_ends_the_rest() {
    let mut bench = Bench::with([grave(1)]);
    bench.provider.fail(Some(TroubleKind::SignIn));
    for _ in 0..5 {
        bench.next_news().await;
    }

    bench.provider.fail(None);
    let before = Instant::now();
    bench.handle.hurry().await;
    assert!(bench.next_news().await.outcome.is_ok());
    assert_eq!(before.elapsed(), Duration::ZERO);

    bench.provider.fail(Some(TroubleKind::SignIn));
    bench.next_news().await;
    let other = Provider::default();
    let before = Instant::now();
    bench.handle.use_desk(other.clone()).await;
    assert!(bench.next_news().await.outcome.is_ok());
    assert_eq!((before.elapsed(), other.asked()), (Duration::ZERO, 1));
}

#[tokio::test(start_paused = true)]
async fn a_hurry_asks_for_nothing_that_fares_well() {
    let mut bench = Bench::with([grave(1)]);
    bench.next_news().await;

    bench.handle.hurry().await;

    assert!(bench.until_told(1).await >= Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_desk_that_never_answers_is_given_up() {
    let mut bench = Bench::with([grave(1)]);
    bench.provider.be_silent();

    let news = bench.next_news().await;

    assert_eq!(news.outcome.unwrap_err().kind, TroubleKind::TimedOut);
    assert!(bench.elapsed() >= PATIENCE);
    assert!(bench.next_news().await.outcome.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_desk_that_tells_nothing_is_not_asked() {
    let bench = Bench::with([grave(1)]);
    bench.provider.be_mute();
    bench.handle.look_now(id(1)).await;

    tokio::time::sleep(Duration::from_secs(60 * 60)).await;

    assert_eq!(bench.provider.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_shelf_that_fails_is_asked_again_and_what_was_told_is_not_lost() {
    let mut bench = Bench::with([grave(1)]);
    bench.shelf.fail_write(1);
    bench.provider.tell(1, Stage::Restored, &["done"]);

    let look = bench.next_news().await.outcome.unwrap();

    assert_eq!(look.state.code(), "restored");
    assert_eq!(bench.shelf.events(id(1)), ["reacted", "updated", "restored"]);
    assert_eq!(bench.provider.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_a_person_does_during_a_look_is_not_overwritten() {
    let mut bench = Bench::with([grave(1)]);
    let shelf = bench.shelf.clone();
    bench.provider.tell(1, Stage::InWork, &[]);
    bench.provider.meanwhile(move || shelf.step(id(1), Step::Close));

    let look = bench.next_news().await.outcome.unwrap();

    assert_eq!(look.before.code(), "closed", "the look was made anew");
    assert_eq!(look.state.code(), "in-work");
    assert_eq!(bench.provider.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_closed_ticket_is_still_looked_at_for_a_while() {
    let mut bench = Bench::with([grave(1)]);
    bench.provider.tell(1, Stage::Closed, &[]);
    bench.next_news().await;
    bench.provider.tell(1, Stage::InWork, &[]);

    assert_eq!(bench.next_news().await.outcome.unwrap().state.code(), "in-work");

    bench.provider.tell(1, Stage::Closed, &[]);
    bench.next_news().await;
    tokio::time::sleep(faults::FOLLOWED_AFTER_CLOSE + Duration::from_secs(60)).await;
    while bench.news.try_recv().is_ok() {}
    let asked = bench.provider.asked();
    tokio::time::sleep(Duration::from_secs(24 * 60 * 60)).await;
    assert_eq!(bench.provider.asked(), asked);
}

#[tokio::test(start_paused = true)]
async fn a_new_run_goes_on_from_the_last_look() {
    tokio::time::sleep(Duration::from_secs(10 * 60 * 60)).await;
    let shelf = Memory::default();
    let long_ago = |seed| Report { created_at: Timestamp::UNIX_EPOCH, ..filed(seed) };
    for (seed, looked_at) in [(1, simulated()), (2, Timestamp::UNIX_EPOCH)] {
        shelf.put(long_ago(seed));
        shelf.set_looked_at(id(seed), looked_at);
    }

    let mut bench = Bench::on(shelf, Provider::default());

    assert_eq!(bench.until_told(2).await, Duration::ZERO);
    assert!(bench.until_told(1).await >= Duration::from_secs(900));
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_went_back_does_not_stop_the_rounds() {
    let mut bench = Bench::with([Report { created_at: Timestamp::MAX, ..grave(1) }]);

    for _ in 0..3 {
        assert!(bench.until_told(1).await <= Duration::from_secs(301));
    }
}

#[tokio::test(start_paused = true)]
async fn it_stops_when_told_and_when_nobody_is_left_to_tell_it() {
    let bench = Bench::with([grave(1)]);
    bench.provider.be_silent();
    tokio::time::sleep(Duration::from_secs(100)).await;
    bench.stop.cancel();
    bench.task.await.unwrap();

    let bench = Bench::with([]);
    drop(bench.handle);
    bench.task.await.unwrap();
}

struct Bench {
    shelf: Memory,
    provider: Provider,
    handle: TrackerHandle<Provider>,
    news: mpsc::Receiver<Tracking>,
    stop: CancellationToken,
    task: JoinHandle<()>,
    started: Instant,
}

impl Bench {
    fn with<const N: usize>(reports: [Report; N]) -> Self {
        let shelf = Memory::default();
        for report in reports {
            shelf.put(report);
        }
        Self::on(shelf, Provider::default())
    }

    fn on(shelf: Memory, provider: Provider) -> Self {
        let (sender, news) = mpsc::channel(10_000);
        let (tracker, handle) = Tracker::new(shelf.clone(), provider.clone(), sender);
        let stop = CancellationToken::new();
        let task = tokio::spawn(tracker.with_clock(simulated).run(stop.clone()));
        Self { shelf, provider, handle, news, stop, task, started: Instant::now() }
    }

    async fn next_news(&mut self) -> Tracking {
        self.news.recv().await.expect("the tracker runs")
    }

    /// Waits until a report is told of; gives how long that took.
    async fn until_told(&mut self, seed: u8) -> Duration {
        let before = Instant::now();
        while self.next_news().await.report != id(seed) {}
        before.elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

fn grave(seed: u8) -> Report {
    Report { class: Class::Fk1, ..filed(seed) }
}
