//! The table, and what holds whatever is set.

use model::Lengths;
use proptest::prelude::*;

use super::*;

const INSIDE: &str = "42";
const OUTSIDE: &str = "089123456";

fn rules() -> DialRules {
    DialRules { internal: Some(Lengths { from: 2, to: 3 }), ..DialRules::default() }
}

fn number(text: &str) -> Number {
    Number::read(text).unwrap()
}

fn from(caller: &str) -> Arrival {
    Arrival { caller: Some(number(caller)), ..Arrival::default() }
}

fn intercom(caller: &str) -> Arrival {
    Arrival { answer_after: Some(Duration::ZERO), is_own_domain: true, ..from(caller) }
}

fn disturbed(manner: Manner, scope: Scope) -> Wishes {
    let refused = Refused::Busy;
    Wishes { do_not_disturb: DoNotDisturb { manner, scope, refused }, ..Wishes::default() }
}

fn talking(busy: usize) -> Standing {
    Standing { busy, ..Standing::default() }
}

const FREE: Standing =
    Standing { busy: 0, offered: 0, has_emergency: false, emergency_ended_at: None };

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn decided(arrival: &Arrival, wishes: &Wishes, standing: &Standing) -> Decision {
    decide(arrival, wishes, standing, &rules(), now())
}

#[test]
fn the_table() {
    let busy = Decision::Reject(Refused::Busy);
    let plain = Wishes::default();
    let no_waiting = Wishes { call_waiting: false, ..Wishes::default() };
    let no_tone = Wishes { waiting_tone: false, ..Wishes::default() };
    let forwarded = Wishes { forward: Some(number("43")), ..Wishes::default() };
    let domain = Wishes { self_answer: SelfAnswer::Domain, ..Wishes::default() };
    let listed = Wishes {
        self_answer: SelfAnswer::Numbers(vec![number("+4989123456")]),
        ..Wishes::default()
    };
    let waiting = |tone| Decision::Waiting { tone };
    let (silence, reject) = (Manner::Silence, Manner::Reject);
    let at_once = Decision::AnswerAfter(Duration::ZERO);
    let stranger = Arrival { is_own_domain: false, ..intercom(OUTSIDE) };
    let table = [
        ("nothing stands", from(INSIDE), plain.clone(), FREE, Decision::Ring),
        ("nobody tells a number", Arrival::default(), plain.clone(), FREE, Decision::Ring),
        (
            "another rings",
            from(INSIDE),
            plain.clone(),
            Standing { offered: 1, ..FREE },
            Decision::Ring,
        ),
        ("one stands", from(INSIDE), plain.clone(), talking(1), waiting(true)),
        ("one stands, no tone", from(INSIDE), no_tone, talking(1), waiting(false)),
        ("one stands, no waiting", from(INSIDE), no_waiting.clone(), talking(1), busy.clone()),
        (
            "one rings, no waiting",
            from(INSIDE),
            no_waiting,
            Standing { offered: 1, ..FREE },
            busy.clone(),
        ),
        ("as many as can be", from(INSIDE), plain.clone(), talking(8), busy.clone()),
        ("silence", from(INSIDE), disturbed(silence, Scope::All), FREE, Decision::RingSilently),
        (
            "silence in a call",
            from(INSIDE),
            disturbed(silence, Scope::All),
            talking(1),
            waiting(false),
        ),
        (
            "silence inside",
            from(INSIDE),
            disturbed(silence, Scope::Internal),
            FREE,
            Decision::RingSilently,
        ),
        (
            "silence inside, from outside",
            from(OUTSIDE),
            disturbed(silence, Scope::Internal),
            FREE,
            Decision::Ring,
        ),
        ("reject", from(INSIDE), disturbed(reject, Scope::All), FREE, busy.clone()),
        ("reject outside", from(OUTSIDE), disturbed(reject, Scope::External), FREE, busy.clone()),
        (
            "reject outside, from inside",
            from(INSIDE),
            disturbed(reject, Scope::External),
            FREE,
            Decision::Ring,
        ),
        (
            "reject outside, hidden",
            Arrival::default(),
            disturbed(reject, Scope::External),
            FREE,
            busy.clone(),
        ),
        ("forwarded", from(INSIDE), forwarded, FREE, Decision::Forward(number("43"))),
        ("nobody may answer itself", intercom(INSIDE), plain, FREE, Decision::Ring),
        ("the domain may", intercom(INSIDE), domain.clone(), FREE, at_once.clone()),
        ("the domain may, in a call", intercom(INSIDE), domain.clone(), talking(1), waiting(true)),
        ("the domain may, strangers not", stranger.clone(), domain.clone(), FREE, Decision::Ring),
        ("the domain may, nobody asks", from(INSIDE), domain, FREE, Decision::Ring),
        ("listed, written otherwise", stranger, listed.clone(), FREE, at_once),
        ("not listed", intercom(INSIDE), listed, FREE, Decision::Ring),
    ];
    for (name, arrival, wishes, standing, decision) in table {
        assert_eq!(decided(&arrival, &wishes, &standing), decision, "{name}");
    }
}

#[test]
fn do_not_disturb_goes_before_answering_by_itself_and_before_forwarding() {
    let wishes = Wishes {
        self_answer: SelfAnswer::Domain,
        forward: Some(number("43")),
        ..disturbed(Manner::Reject, Scope::All)
    };
    assert_eq!(decided(&intercom(INSIDE), &wishes, &FREE), Decision::Reject(Refused::Busy));
}

#[test]
fn a_rejected_caller_is_told_what_was_chosen() {
    for (refused, status) in
        [(Refused::Busy, 486), (Refused::Declined, 603), (Refused::Unavailable, 480)]
    {
        let mut wishes = disturbed(Manner::Reject, Scope::All);
        wishes.do_not_disturb.refused = refused;
        assert_eq!(decided(&from(INSIDE), &wishes, &FREE), Decision::Reject(refused));
        assert_eq!(refused.status(), status);
    }
}

#[test]
fn a_caller_cannot_ask_for_an_answer_in_a_year() {
    let wishes = Wishes { self_answer: SelfAnswer::Domain, ..Wishes::default() };
    let arrival = Arrival { answer_after: Some(Duration::MAX), ..intercom(INSIDE) };
    assert_eq!(decided(&arrival, &wishes, &FREE), Decision::AnswerAfter(ANSWER_AFTER_MOST));
}

#[test]
fn after_an_emergency_call_the_centre_gets_through_for_half_an_hour() {
    let closed = Wishes { forward: Some(number("43")), ..disturbed(Manner::Reject, Scope::All) };
    let ended = |minutes: i64| Standing {
        emergency_ended_at: Some(now() - jiff::SignedDuration::from_mins(minutes)),
        ..FREE
    };
    let busy = Decision::Reject(Refused::Busy);
    assert_eq!(decided(&from(OUTSIDE), &closed, &ended(5)), Decision::Ring);
    assert_eq!(decided(&Arrival::default(), &closed, &ended(30)), Decision::Ring, "hidden");
    assert_eq!(decided(&from(OUTSIDE), &closed, &ended(31)), busy);
    assert_eq!(decided(&from(INSIDE), &closed, &ended(5)), busy, "a colleague is not the centre");
    let full = Standing { busy: 8, ..ended(5) };
    assert_eq!(decided(&from(OUTSIDE), &closed, &full), Decision::Waiting { tone: true });
}

#[test]
fn who_only_says_to_be_the_centre_does_not_get_through() {
    let closed = disturbed(Manner::Reject, Scope::All);
    let claims = Arrival { is_psap_callback: true, ..from(OUTSIDE) };

    assert_eq!(decided(&claims, &closed, &FREE), Decision::Reject(Refused::Busy));
    let during = Standing { busy: 1, has_emergency: true, ..FREE };
    assert_eq!(decided(&claims, &closed, &during), Decision::Waiting { tone: true });
}

#[test]
fn no_tone_disturbs_an_emergency_call() {
    let during = Standing { busy: 1, has_emergency: true, ..FREE };
    let decision = decided(&from(INSIDE), &Wishes::default(), &during);
    assert_eq!(decision, Decision::Waiting { tone: false });
}

#[test]
fn wishes_come_back_from_what_was_kept() {
    let wishes = Wishes {
        self_answer: SelfAnswer::Numbers(vec![number("42")]),
        forward: Some(number("43")),
        ..disturbed(Manner::Silence, Scope::External)
    };
    let kept = serde_json::to_string(&wishes).unwrap();
    assert_eq!(serde_json::from_str::<Wishes>(&kept).unwrap(), wishes);
    assert_eq!(serde_json::from_str::<Wishes>("{}").unwrap(), Wishes::default());
}

fn any_wishes() -> impl Strategy<Value = Wishes> {
    let manner = prop::sample::select(vec![Manner::Off, Manner::Silence, Manner::Reject]);
    let scope = prop::sample::select(vec![Scope::All, Scope::Internal, Scope::External]);
    let answer = prop::sample::select(vec![
        SelfAnswer::Nobody,
        SelfAnswer::Domain,
        SelfAnswer::Numbers(vec![number(INSIDE)]),
    ]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), 1..8_usize);
    (manner, scope, answer, flags).prop_map(|(manner, scope, self_answer, flags)| {
        let (call_waiting, waiting_tone, forwards, most_calls) = flags;
        Wishes {
            call_waiting,
            waiting_tone,
            most_calls,
            self_answer,
            forward: forwards.then(|| number("43")),
            ..disturbed(manner, scope)
        }
    })
}

fn any_arrival() -> impl Strategy<Value = Arrival> {
    let caller = prop::sample::select(vec![None, Some(INSIDE), Some(OUTSIDE)]);
    (caller, any::<bool>(), prop::option::of(0..90_u64), any::<bool>()).prop_map(
        |(caller, is_own_domain, after, is_psap_callback)| Arrival {
            caller: caller.map(number),
            is_own_domain,
            answer_after: after.map(Duration::from_secs),
            is_psap_callback,
        },
    )
}

fn any_standing() -> impl Strategy<Value = Standing> {
    (0..9_usize, 0..3_usize, any::<bool>()).prop_map(|(busy, offered, emergency)| Standing {
        busy,
        offered,
        has_emergency: emergency && busy > 0,
        emergency_ended_at: None,
    })
}

proptest! {
    #[test]
    fn nothing_is_answered_by_itself_that_was_not_allowed_and_asked_for(
        arrival in any_arrival(), wishes in any_wishes(), standing in any_standing()
    ) {
        if let Decision::AnswerAfter(wait) = decided(&arrival, &wishes, &standing) {
            prop_assert!(arrival.answer_after.is_some() && wait <= ANSWER_AFTER_MOST);
            prop_assert!(wishes.self_answer != SelfAnswer::Nobody);
            prop_assert_eq!(standing.busy + standing.offered, 0);
        }
    }

    #[test]
    fn nothing_rings_aloud_that_must_not_disturb(
        arrival in any_arrival(), wishes in any_wishes(), standing in any_standing()
    ) {
        let closed = Wishes {
            do_not_disturb: DoNotDisturb { manner: Manner::Silence, ..DoNotDisturb::default() },
            ..wishes
        };
        let arrival = Arrival { is_psap_callback: false, ..arrival };
        let decision = decided(&arrival, &closed, &standing);
        let is_loud = matches!(
            decision,
            Decision::Ring | Decision::AnswerAfter(_) | Decision::Waiting { tone: true }
        );
        prop_assert!(!is_loud, "{:?}", decision);
    }

    #[test]
    fn after_an_emergency_call_nothing_from_outside_is_turned_away(
        wishes in any_wishes(), standing in any_standing(), seconds in 0..1800_i64
    ) {
        let ended = now() - jiff::SignedDuration::from_secs(seconds);
        let standing = Standing { emergency_ended_at: Some(ended), ..standing };
        let decision = decided(&from(OUTSIDE), &wishes, &standing);
        let gets_through = matches!(decision, Decision::Ring | Decision::Waiting { tone: true });
        prop_assert!(gets_through, "{:?}", decision);
    }

    #[test]
    fn there_are_never_more_calls_than_the_telephone_takes(
        arrival in any_arrival(), wishes in any_wishes(), standing in any_standing()
    ) {
        let arrival = Arrival { is_psap_callback: false, ..arrival };
        if standing.busy + standing.offered >= wishes.most_calls {
            let decision = decided(&arrival, &wishes, &standing);
            prop_assert_eq!(decision, Decision::Reject(Refused::Busy));
        }
    }
}
