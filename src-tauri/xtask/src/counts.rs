//! Reads how many tests passed and failed from what a test runner prints.

/// Tests that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Counts {
    pub(crate) fn add(&mut self, more: Self) {
        self.passed += more.passed;
        self.failed += more.failed;
    }

    pub(crate) fn total(self) -> u32 {
        self.passed + self.failed
    }
}

/// The counts that a line states, when it is the closing line of a runner.
pub(crate) fn read(line: &str) -> Option<Counts> {
    let line = without_colour(line);
    let line = line.trim();
    nextest(line).or_else(|| cargo_test(line)).or_else(|| vitest(line))
}

/// The test that a line of nextest tells the end of, and how many seconds it took:
/// `PASS [  27.392s] ( 3/13) tests::interop transfer::to_a_busy_one`.
pub(crate) fn lasted(line: &str) -> Option<(f32, String)> {
    let line = without_colour(line);
    let (verdict, rest) = line.trim().split_once('[')?;
    // `SLOW [> 60.000s]` is told before the end.
    let (seconds, name) = rest.split_once("s]")?;
    let has_ended = ["PASS", "FAIL", "TIMEOUT"].contains(&verdict.trim());
    let name = name.rsplit_once(") ").map_or(name, |(_, name)| name).trim();
    Some((seconds.trim().parse().ok()?, name.to_owned())).filter(|_| has_ended)
}

/// `Summary [  27.4s] 13 tests run: 12 passed (1 slow), 1 timed out, 0 skipped`
fn nextest(line: &str) -> Option<Counts> {
    let line = line.strip_prefix("Summary [")?;
    let (_, results) = line.split_once(" run: ")?;
    let mut counts = Counts::default();
    for (number, word) in results.split(',').filter_map(number_and_word) {
        match word {
            "passed" => counts.passed += number,
            "failed" | "timed" | "exec" => counts.failed += number,
            _ => {}
        }
    }
    Some(counts)
}

/// `test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out`
fn cargo_test(line: &str) -> Option<Counts> {
    let (_, results) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut counts = Counts::default();
    for (number, word) in results.split(';').filter_map(number_and_word) {
        match word {
            "passed" => counts.passed += number,
            "failed" => counts.failed += number,
            _ => {}
        }
    }
    Some(counts)
}

/// `Tests  1 failed | 33 passed (34)`
fn vitest(line: &str) -> Option<Counts> {
    let results = line.strip_prefix("Tests  ")?;
    let mut counts = Counts::default();
    for (number, word) in results.split('|').filter_map(number_and_word) {
        match word {
            "passed" => counts.passed += number,
            "failed" => counts.failed += number,
            _ => {}
        }
    }
    Some(counts)
}

fn number_and_word(text: &str) -> Option<(u32, &str)> {
    let mut words = text.split_whitespace();
    Some((words.next()?.parse().ok()?, words.next()?))
}

/// The line without the escape sequences that set a colour.
fn without_colour(line: &str) -> String {
    let mut pieces = line.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces
        .fold(first, |plain, piece| plain + piece.split_once('m').map_or(piece, |(_, after)| after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn counts(passed: u32, failed: u32) -> Option<Counts> {
        Some(Counts { passed, failed })
    }

    #[test]
    fn closing_lines_of_each_runner_are_read() {
        let nextest = "     Summary [  27.392s] 15 tests run: 12 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(read(nextest), counts(12, 3));
        assert_eq!(read("     Summary [   0.1s] 1 test run: 1 passed, 0 skipped"), counts(1, 0));
        let cargo = "test result: FAILED. 5 passed; 1 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.1s";
        assert_eq!(read(cargo), counts(5, 1));
        assert_eq!(read("      Tests  1 failed | 33 passed (34)"), counts(33, 1));
    }

    #[test]
    fn what_a_test_took_is_read_at_its_end() {
        let told = "        PASS [  27.392s] ( 3/13) tests::interop transfer::to_a_busy_one";
        assert_eq!(lasted(told), Some((27.392, "tests::interop transfer::to_a_busy_one".into())));
        assert!(lasted("        FAIL [   0.100s] tests::interop soak::calls").is_some());
        assert_eq!(lasted("        SLOW [> 60.000s] tests::interop soak::calls"), None);
        assert_eq!(lasted("     Summary [   0.1s] 1 test run: 1 passed, 0 skipped"), None);
    }

    #[test]
    fn colours_do_not_hide_a_number() {
        let line =
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m34 passed\u{1b}[39m\u{1b}[22m (34)";
        assert_eq!(read(line), counts(34, 0));
    }

    #[test]
    fn other_lines_state_nothing() {
        assert_eq!(read("12 tests passed, or so they say"), None);
        assert_eq!(read(" Test Files  3 passed (3)"), None);
    }
}
