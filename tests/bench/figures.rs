//! Turns measurements into a table.

use std::time::Duration;

/// One line: what was measured, of the program and of baresip in the same run.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) what: &'static str,
    pub(crate) program: String,
    pub(crate) baresip: String,
}

/// Median and the worst of a few durations.
pub(crate) fn times(mut times: Vec<Duration>) -> String {
    times.sort();
    let middle = times.get(times.len() / 2);
    match middle.zip(times.last()) {
        Some((middle, worst)) => {
            let (middle, worst) = (middle.as_secs_f64() * 1e3, worst.as_secs_f64() * 1e3);
            format!("{middle:.1} ms (worst of {}: {worst:.1})", times.len())
        }
        None => "not measured".to_owned(),
    }
}

pub(crate) fn print(lines: &[Line]) {
    println!("\n{:<34} {:<36} {:<36}", "", "rufbereit", "baresip");
    for Line { what, program, baresip } in lines {
        println!("{what:<34} {program:<36} {baresip:<36}");
    }
}
