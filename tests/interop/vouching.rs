//! Who a caller is, as the program's own server says.

use lab::{Baresip, BaresipOptions, Kamailio, KamailioOptions, Program, ProgramOptions, Transport};

#[test]
fn whom_the_own_server_vouches_for_is_shown() {
    let options = KamailioOptions { asserts: true, ..KamailioOptions::default() };
    let server = Kamailio::start(options).unwrap();
    let phone = Baresip::start(BaresipOptions::user("1002"), &server).unwrap();
    let program = Program::start(ProgramOptions::label("program")).unwrap();
    program.register(&server, "1001", Transport::Udp).unwrap();

    phone.dial(&server.uri("1001")).unwrap();
    let call = program.await_call("offered").unwrap();
    program.run(&["reject"]).unwrap().done().unwrap();
    let record = program.await_record(1).unwrap();

    assert_eq!(call["remote"]["name"], "House 1002", "{call}");
    assert_eq!(call["remote"]["number"], "+4989123451002", "{call}");
    assert_eq!(record["remote"]["name"], "House 1002", "{record}");
}
