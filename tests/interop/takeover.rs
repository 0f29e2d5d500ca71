//! Calls of colleagues are seen.

use lab::Answering;
use serde_json::Value;

use crate::house::House;

const ANNA_HZ: u32 = 900;
const BEN_HZ: u32 = 1200;

#[test]
fn a_colleague_who_talks_is_seen() {
    let house = House::open();
    let _ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    house.perform(&["colleagues", "add", "1003"]);
    let lamp =
        |kind: &'static str| move |status: &Value| status["colleagues"][0]["lamp"]["kind"] == kind;

    anna.dial(&house.server.uri("1003")).unwrap();
    house.program.await_status("a lamp that is on", lamp("talking")).unwrap();
    anna.hang_up().unwrap();

    house.program.await_status("a lamp that is out", lamp("idle")).unwrap();
}
