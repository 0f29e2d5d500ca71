//! Comments on their way to a provider that does as told.

use super::*;
use crate::fakes::{comment, filed};

#[tokio::test(start_paused = true)]
async fn a_comment_goes_to_the_ticket_of_its_report_and_every_step_is_told() {
    let mut bench = Bench::with([filed(3)]);
    bench.shelf.put_comment(id(3), comment(1, "it is worse now"));
    bench.handle.look().await;

    assert_eq!(bench.until_sent(1).await, ["sending", "sent"]);

    assert_eq!(bench.provider.comments(), [("3".to_owned(), "it is worse now".to_owned())]);
    assert_eq!(bench.shelf.state(id(3)).unwrap().code(), "filed");
}

#[tokio::test(start_paused = true)]
async fn comments_follow_their_report_and_each_other_in_order() {
    let mut bench = Bench::with([]);
    bench.shelf.put(queued(1));
    for (seed, text) in [(9, "first"), (2, "second"), (5, "third")] {
        bench.shelf.put_comment(id(1), comment(seed, text));
    }
    bench.provider.fail(TroubleKind::Unreachable, 3);
    bench.handle.look().await;

    bench.until_sent(3).await;

    let texts: Vec<_> = bench.provider.comments().into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["first", "second", "third"]);
    assert_eq!(bench.provider.tickets(), 1);
    assert_eq!(bench.shelf.comment_states(), ["sent", "sent", "sent"]);
}

#[tokio::test(start_paused = true)]
async fn a_comment_whose_answer_is_lost_is_looked_for_when_the_server_must_have_ended() {
    for is_killed in [false, true] {
        let mut bench = Bench::with([filed(1)]);
        bench.shelf.put_comment(id(1), comment(1, "called at 12:30"));
        if is_killed {
            bench.provider.be_silent();
        } else {
            bench.provider.lose_answer(TroubleKind::TimedOut);
        }
        bench.handle.look().await;
        assert_eq!(bench.next_news().await.comment.unwrap().1.code(), "sending");
        bench.handle.hurry().await;

        bench.until_sent(1).await;

        assert_eq!(bench.provider.comments().len(), 1);
        assert_eq!(bench.provider.asked(), ["comment", "comment"]);
        assert!(bench.elapsed() >= SETTLE, "{:?}", bench.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_comment_of_a_killed_run_waits_until_it_must_have_had_its_effect_and_no_longer() {
    let shelf = Memory::default();
    shelf.put(filed(1));
    let retry_at = later(simulated(), PATIENCE + SETTLE);
    shelf.put_comment_in_doubt(id(1), comment(1, "well"), retry_at);
    let mut bench = Bench::on(shelf, Provider::default());
    bench.handle.hurry().await;

    bench.until_sent(1).await;

    let (least, most) = (SETTLE, SETTLE + Duration::from_secs(1));
    assert!((least..most).contains(&bench.elapsed()), "{:?}", bench.elapsed());
    assert_eq!(bench.provider.asked(), ["comment"]);
}

#[tokio::test(start_paused = true)]
async fn a_comment_that_a_provider_does_not_take_holds_up_no_other() {
    let mut bench = Bench::with([filed(1), filed(2)]);
    for seed in [1, 2] {
        bench.shelf.put_comment(id(seed), comment(seed, "too much"));
        bench.shelf.put_comment(id(seed), comment(seed + 10, "well"));
    }
    bench.provider.fail(TroubleKind::Rejected, 1);
    bench.handle.look().await;

    bench.until_sent(3).await;

    assert_eq!(bench.elapsed(), Duration::ZERO);
    bench.until_sent(1).await;
    assert_eq!(bench.provider.comments().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn reports_are_filed_before_comments_are_sent() {
    let mut bench = Bench::with([]);
    bench.shelf.put(filed(2));
    bench.shelf.put_comment(id(2), comment(1, "well"));
    bench.shelf.put(queued(1));
    bench.handle.look().await;

    bench.until_sent(1).await;

    assert_eq!(bench.provider.asked(), ["create", "attach", "comment"]);
}

#[tokio::test(start_paused = true)]
async fn a_shelf_that_does_not_take_a_comments_end_does_not_double_the_comment() {
    let mut bench = Bench::with([filed(1)]);
    bench.shelf.put_comment(id(1), comment(1, "well"));
    bench.shelf.fail_write(2);
    bench.handle.look().await;

    bench.until_sent(1).await;

    assert_eq!(bench.provider.comments().len(), 1);
    assert_eq!(bench.provider.asked(), ["comment", "comment"]);
}
