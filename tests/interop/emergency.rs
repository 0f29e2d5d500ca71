//! Emergency calls get through: by an account that is switched off, in another country, as a service.

use lab::Answering;
use serde_json::Value;

use crate::house::{House, PROGRAM_HZ, await_next_tones};

const CENTRE_HZ: u32 = 900;

#[test]
fn an_account_that_is_switched_off_still_carries_an_emergency_call() {
    let house = House::open();
    let centre = house.linphone("112", CENTRE_HZ, Answering::AtOnce);
    house.perform(&["account", "disable", &house.account()]);
    house.server.await_no_contact("1001").unwrap();
    assert_eq!(house.program.run(&["dial", "1002"]).unwrap().code, 1);

    house.perform(&["dial", "112"]);

    let call = house.await_call("112", "talking");
    assert_eq!(call["emergency"], true, "{call:#}");
    let is_told = |change: &Value| change["notice"]["kind"] == "emergencyTried";
    house.watch.await_change("a word that it is only tried", is_told).unwrap();
    centre.speak().unwrap();
    house.hears(&[CENTRE_HZ], &[]);
    await_next_tones("the centre", || centre.heard(), &[PROGRAM_HZ], &[]);
    house.perform(&["hangup"]);
    house.program.await_no_call().unwrap();
    assert!(house.server.contacts("1001").unwrap().is_empty(), "nothing was registered for it");
    let status = house.program.status().unwrap();
    assert_eq!(status["accounts"][0]["registration"]["kind"], "disabled");
}

#[test]
fn the_emergency_numbers_of_another_country_hold_for_who_is_there() {
    let house = House::open();
    let _centre = house.linphone("144", CENTRE_HZ, Answering::AtOnce);
    assert_eq!(house.calls("144")["emergency"], false);
    house.perform(&["hangup"]);
    house.program.await_no_call().unwrap();

    house.perform(&["emergency", "location", "elsewhere", "--country", "at"]);

    let shown = house.program.run(&["emergency", "show", "--json"]).unwrap().json().unwrap();
    assert_eq!(shown["country"], "AT");
    let numbers = shown["numbers"].as_array().unwrap();
    assert!(["110", "112", "144"].iter().all(|number| numbers.contains(&Value::from(*number))));
    assert_eq!(house.calls("144")["emergency"], true);
    let wrong = house.program.run(&["emergency", "location", "elsewhere", "--country", "Tyrol"]);
    assert_eq!(wrong.unwrap().code, 1);
}

#[test]
fn an_emergency_call_goes_out_by_the_name_of_the_service_where_the_house_wants_it() {
    let house = House::open();
    let centre = house.linphone("112", CENTRE_HZ, Answering::AtOnce);
    house.perform(&["plan", &house.account(), "--emergency-by", "service"]);

    // Nobody here has this number: only the name of the service leads anywhere.
    house.perform(&["dial", "110"]);

    house.await_call("110", "talking");
    centre.speak().unwrap();
    house.hears(&[CENTRE_HZ], &[]);
    house.perform(&["hangup"]);
    house.program.await_no_call().unwrap();
}
