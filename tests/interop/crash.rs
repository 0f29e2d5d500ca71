//! The program is killed at two hundred moments while it files to a real ticket system: whatever it
//! had promised to keep arrives, and nothing arrives twice.

use std::collections::BTreeMap;
use std::time::Duration;

use lab::{Program, ProgramOptions, RequestTracker, wait};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// How often it is killed.
const KILLS: u32 = 200;
/// One new report for so many kills; the others hit what is still under way.
const KILLS_PER_REPORT: u32 = 3;
/// Latest moment of a kill after its report was begun: filing one takes about half of it.
const MOMENT_MOST_MS: u32 = 900;
/// What was sent must have had its effect before it is looked for again, and the desk takes one at
/// a time.
const FILING_MOST: Duration = Duration::from_secs(480);

#[test]
fn a_program_killed_two_hundred_times_files_each_report_once() {
    let desk = RequestTracker::start().unwrap();
    let mut program = Program::prepare(ProgramOptions::label("program")).unwrap();
    let mut chance = ChaCha8Rng::seed_from_u64(0x5246_4254);
    let mut promised: BTreeMap<String, bool> = BTreeMap::new();
    let mut under_way = 0;

    for kill in 0..KILLS {
        program.launch().unwrap();
        let status = program.status().unwrap();
        let reports = status["reports"].as_array().unwrap();
        under_way += u32::from(reports.iter().any(|report| {
            ["creating", "attaching"].contains(&report["ticket"]["kind"].as_str().unwrap())
        }));
        point_at(&program, &desk);
        let moment = Duration::from_millis(u64::from(chance.next_u32() % MOMENT_MOST_MS));
        if kill % KILLS_PER_REPORT == 0 {
            let name = name_of(kill / KILLS_PER_REPORT);
            let was_granted = std::thread::scope(|scope| {
                let said = scope.spawn(|| program.run(&["report", &name, "--sure", "--wait", "0"]));
                // The moment is what is tested, not something that is waited for.
                std::thread::sleep(moment);
                program.strike();
                said.join().unwrap().is_ok_and(|said| said.code == 0)
            });
            promised.insert(name, was_granted);
        } else {
            std::thread::sleep(moment);
        }
        program.kill();
    }

    program.launch().unwrap();
    point_at(&program, &desk);
    wait::until("all reports filed", FILING_MOST, || {
        let status = program.status().ok()?;
        let reports = status["reports"].as_array()?;
        reports.iter().all(|report| report["ticket"]["kind"] == "filed").then_some(())
    })
    .unwrap();

    let subjects = desk.subjects().unwrap();
    for (name, was_granted) in &promised {
        let tickets = subjects.iter().filter(|(_, subject)| subject.contains(name)).count();
        assert!(tickets <= 1, "{name} was filed {tickets} times: {subjects:?}");
        assert!(tickets == 1 || !was_granted, "{name} is lost");
    }
    let granted = promised.values().filter(|was_granted| **was_granted).count();
    assert!(granted > 20, "only {granted} reports were granted before the kill");
    assert!(under_way > 20, "only {under_way} kills hit a report under way");
}

fn point_at(program: &Program, desk: &RequestTracker) {
    let url = desk.url();
    let words = [
        "desk",
        "request-tracker",
        "--url",
        &url,
        "--queue",
        RequestTracker::QUEUE,
        "--token-stdin",
    ];
    program.run_with_input(&words, &format!("{}\n", desk.token())).unwrap().done().unwrap();
}

/// A word for a report that holds no digits: those would be made unreadable.
fn name_of(number: u32) -> String {
    let letters = |mut number: u32| {
        let mut word = String::new();
        for _place in 0..3 {
            word.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
            number /= 26;
        }
        word
    };
    format!("crackling in room {}", letters(number))
}
