//! RFC 2617 §3.5, RFC 7616 §3, RFC 8760: proofs with known answers, and who asks for what.

use secrecy::SecretString;
use sip_message::digest::{
    Algorithm, AnswerError, Authorization, Challenge, Credentials, Qop, Subject, answer, choose,
    verify,
};
use sip_message::{HeaderName, Headers, Method};

fn credentials(username: &str, password: &str) -> Credentials {
    Credentials { username: username.to_owned(), password: SecretString::from(password) }
}

fn get() -> Method {
    Method::Other("GET".to_owned())
}

const INVITE: Subject<'_> =
    Subject { method: &Method::Invite, uri: "sip:bob@biloxi.com", body: b"v=0\r\n" };
const NONCE: &str = "dcd98b7102dd2f0e8b11d0f600bfb0c093";

#[test]
fn rfc_2617_section_3_5_example() {
    let challenge: Challenge = "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
        nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""
        .parse()
        .unwrap();
    let subject = Subject { method: &get(), uri: "/dir/index.html", body: b"" };

    let proof =
        answer(&challenge, &credentials("Mufasa", "Circle Of Life"), subject, 1, "0a4f113b")
            .unwrap();

    assert_eq!(proof.response, "6629fae49393a05397450978507c4ef1");
    assert_eq!(
        proof.to_string(),
        "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", \
         uri=\"/dir/index.html\", response=\"6629fae49393a05397450978507c4ef1\", algorithm=MD5, cnonce=\"0a4f113b\", \
         opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", qop=auth, nc=00000001"
    );
}

#[test]
fn rfc_7616_section_3_9_1_example_in_md5_and_sha_256() {
    let ask = |algorithm: &str| -> Challenge {
        format!(
            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
        )
        .parse()
        .unwrap()
    };
    let subject = Subject { method: &get(), uri: "/dir/index.html", body: b"" };
    let prove = |algorithm| {
        let mufasa = credentials("Mufasa", "Circle of Life");
        answer(&ask(algorithm), &mufasa, subject, 1, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
            .unwrap()
            .response
    };

    assert_eq!(prove("MD5"), "8ca523f5e9506fed4657c9700eebdbec");
    assert_eq!(
        prove("SHA-256"),
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    );
}

#[test]
fn rfc_7616_section_3_9_2_the_name_goes_hashed_where_the_server_takes_it() {
    let mut challenge = Challenge::new(
        "api@example.org",
        "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
        Algorithm::Sha512_256,
    );
    challenge.userhash = true;
    let doe = credentials("Jäsøn Doe", "Secret, or not?");
    let subject = Subject { method: &get(), uri: "/doe.json", body: b"" };

    let proof = answer(&challenge, &doe, subject, 1, "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm").unwrap();

    // As erratum 4897 has it: the RFC printed a truncated SHA-512.
    assert_eq!(proof.username, "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
    assert_eq!(proof.response, "7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c");
    assert!(verify(&proof, &doe, subject));
    assert!(!verify(&proof, &credentials("Jason Doe", "Secret, or not?"), subject));
}

#[test]
fn every_algorithm_with_every_quality_of_protection() {
    let known: [(Algorithm, &[Qop], &str); 13] = [
        (Algorithm::Md5, &[], "bf57e4e0d0bffc0fbaedce64d59add5e"),
        (Algorithm::Md5, &[Qop::Auth], "89eb0059246c02b2f6ee02c7961d5ea3"),
        (Algorithm::Md5, &[Qop::AuthInt], "77226bb823dc077c1ad3537415667bae"),
        (Algorithm::Md5Sess, &[Qop::Auth], "e4e4ea61d186d07a92c9e1f6919902e9"),
        (Algorithm::Md5Sess, &[Qop::AuthInt], "8527c9ab1b4eed3fd75491f811944e26"),
        (
            Algorithm::Sha256,
            &[],
            "38aad98c50c33abe72c5f88dd17246ffcfa6b1f68852c855719ff0659386c0ca",
        ),
        (
            Algorithm::Sha256,
            &[Qop::Auth],
            "b3b5a6c69453abafaab9ae4dccdac90a076b6c80615d5f3498e7433b6e93bf4f",
        ),
        (
            Algorithm::Sha256,
            &[Qop::AuthInt],
            "554a9ffe79ce71c3cb6c9630deddd2787d8033f895e5cdef6a73c8e84ed4c979",
        ),
        (
            Algorithm::Sha256Sess,
            &[Qop::Auth],
            "5da59c9ca40954be9d5063a15a174066c8251be2c10cf47c144c366dc7daf792",
        ),
        (
            Algorithm::Sha256Sess,
            &[Qop::AuthInt],
            "0b4a1efc19e1b701ec5775b6b16dde0fc416102e34a6c5bd6f957b20b5d79170",
        ),
        (
            Algorithm::Sha512_256,
            &[Qop::Auth],
            "7f1a09de0f19af0a1eac2b28d33e3f2fb89cca1ad8fb01bba5e1883b288bac14",
        ),
        (
            Algorithm::Sha512_256Sess,
            &[Qop::Auth],
            "077d9677be83f41f162d1a4453dc163389919f81e5927391d972f477da767633",
        ),
        (
            Algorithm::Sha512_256Sess,
            &[Qop::AuthInt],
            "0220683d8c9faccc1d05bd2ef0e7ccdff87eacd5f06fb6bfd9cd7d3acf66a00b",
        ),
    ];
    let bob = credentials("bob", "zanzibar");
    for (algorithm, qop, response) in known {
        let mut challenge = Challenge::new("biloxi.com", NONCE, algorithm.clone());
        challenge.qop = qop.to_vec();

        let proof = answer(&challenge, &bob, INVITE, 1, "0a4f113b").unwrap();

        assert_eq!(proof.response, response, "{algorithm} {qop:?}");
        let read: Authorization = proof.to_string().parse().unwrap();
        assert_eq!(read, proof);
        assert!(verify(&read, &bob, INVITE));
        assert!(!verify(&read, &credentials("bob", "zanzibaR"), INVITE));
        assert!(!verify(&read, &bob, Subject { method: &Method::Bye, ..INVITE }));
        let is_body_protected = qop == [Qop::AuthInt];
        assert_eq!(!verify(&read, &bob, Subject { body: b"v=1", ..INVITE }), is_body_protected);
    }
}

#[test]
fn the_count_goes_into_the_proof_as_eight_digits() {
    let challenge = Challenge::new("biloxi.com", NONCE, Algorithm::Md5);
    let bob = credentials("bob", "zanzibar");

    let proof = answer(&challenge, &bob, INVITE, 0x1f, "x").unwrap();

    assert!(proof.to_string().ends_with("qop=auth, nc=0000001f"));
    assert!(verify(&proof, &bob, INVITE));
    assert!(!verify(&Authorization { nonce_count: Some(0x20), ..proof }, &bob, INVITE));
}

#[test]
fn rfc_8760_section_2_4_the_first_challenge_that_can_be_answered_is_taken() {
    let mut headers = Headers::new();
    headers.push(
        HeaderName::WwwAuthenticate,
        "Digest realm=\"a\", nonce=\"1\", algorithm=SHA3-512, qop=\"auth\"",
    );
    headers.push(
        HeaderName::WwwAuthenticate,
        "Digest realm=\"a\", nonce=\"2\", algorithm=SHA-256, qop=\"auth-conf\"",
    );
    headers.push(HeaderName::WwwAuthenticate, "NTLM realm=\"a\", nonce=\"3\"");
    headers.push(
        HeaderName::WwwAuthenticate,
        "digest realm=\"a\",nonce=\"4\",algorithm=\"SHA-256\",qop=\"auth-int,auth\"",
    );
    headers.push(HeaderName::WwwAuthenticate, "Digest realm=\"a\", nonce=\"5\", algorithm=MD5");

    let challenges = headers.www_authenticate();

    assert_eq!(challenges.len(), 4);
    let chosen = choose(&challenges).unwrap();
    assert_eq!((chosen.nonce.as_str(), &chosen.algorithm), ("4", &Algorithm::Sha256));
    let bob = credentials("bob", "zanzibar");
    assert_eq!(
        answer(chosen, &bob, INVITE, 1, "x").unwrap().qop,
        Some(Qop::Auth),
        "bodies may be changed on the way"
    );
    assert_eq!(answer(&challenges[0], &bob, INVITE, 1, "x"), Err(AnswerError::Algorithm));
    assert_eq!(answer(&challenges[1], &bob, INVITE, 1, "x"), Err(AnswerError::Qop));
    assert_eq!(choose(&challenges[..2]), None);
}

#[test]
fn several_challenges_in_one_line_are_told_apart() {
    let mut headers = Headers::new();
    headers.push(
        HeaderName::ProxyAuthenticate,
        "Digest realm=\"a, b\", nonce=\"1\", qop=\"auth\", Basic realm=\"c\", Digest nonce=\"2\" , realm = \"d\"",
    );

    let challenges = headers.proxy_authenticate();

    let told: Vec<_> = challenges
        .iter()
        .map(|challenge| (challenge.realm.as_str(), challenge.nonce.as_str()))
        .collect();
    assert_eq!(told, [("a, b", "1"), ("d", "2")]);
}

#[test]
fn a_challenge_reads_back_as_it_was_written() {
    let challenge = Challenge {
        opaque: Some("o\"p\\aque".to_owned()),
        domain: Some("sip:a@b".to_owned()),
        stale: true,
        userhash: true,
        qop: vec![Qop::Auth, Qop::AuthInt],
        ..Challenge::new("a \"realm\"", "n", Algorithm::Sha256)
    };

    assert_eq!(challenge.to_string().parse(), Ok(challenge));
}

#[test]
fn stale_is_read_in_any_case() {
    let stale = |text: &str| text.parse::<Challenge>().unwrap().stale;

    assert!(stale("Digest realm=\"a\", nonce=\"n\", stale=TRUE"));
    assert!(stale("Digest realm=\"a\", nonce=\"n\", stale=\"true\""));
    assert!(!stale("Digest realm=\"a\", nonce=\"n\", stale=false"));
    assert!(!stale("Digest realm=\"a\", nonce=\"n\""));
}

#[test]
fn what_is_no_digest_is_no_challenge() {
    for text in ["", "Digest", "Basic realm=\"a\"", "Digest realm=\"a\"", "nonce=\"n\""] {
        assert!(text.parse::<Challenge>().is_err(), "{text}");
    }
}

#[test]
fn neither_password_nor_name_is_printed_for_debugging() {
    let bob = credentials("bob", "zanzibar");
    let proof =
        answer(&Challenge::new("biloxi.com", NONCE, Algorithm::Md5), &bob, INVITE, 1, "x").unwrap();

    let printed = format!("{bob:?} {proof:?}");

    assert!(
        !printed.contains("bob")
            && !printed.contains("zanzibar")
            && !printed.contains(&proof.response),
        "{printed}"
    );
}
