//! The cast in every dress that a text from elsewhere may give it: other digits and blanks, encodings.

use secrecy::SecretString;

use super::{Cast, Redaction};

fn cleaned(text: &str) -> String {
    let cast = Cast {
        numbers: vec!["+49 89 1234567".to_owned(), "7042".to_owned()],
        names: vec!["Anna Müller".to_owned()],
        titles: Vec::new(),
        hosts: vec!["sip.anbieter.example".to_owned(), "192.0.2.77".to_owned()],
        secrets: vec![SecretString::from("Hünter2!x"), SecretString::from("correct horse")],
    };
    let mut redaction = Redaction::knowing(&cast);
    redaction.learn(text);
    redaction.clean(text)
}

#[test]
fn nothing_of_the_cast_survives_however_it_is_dressed() {
    for (text, gone) in [
        // Numbers: full-width digits, blanks that do not break or have no width, other dashes.
        ("Tel. ＋４９　８９　１２３４５６７", "１２３４５６７"),
        ("Tel. 089\u{a0}123\u{202f}45\u{2011}67", "45\u{2011}67"),
        ("Tel. 089\u{200b}12\u{200b}34\u{2060}567", "34\u{2060}567"),
        ("tel:%2B49891234567", "1234567"),
        ("<sip:%2B4989%31234567@x>", "234567"),
        ("Durchwahl ７０４２ war besetzt", "７０４２"),
        ("rufen Sie die 0049(0)89/123 45-67 an", "45-67"),
        ("+49.89.1234567", "1234567"),
        // Escapes of JSON and of programming languages, entities, quoted-printable.
        (r"\u002b49891234567", "1234567"),
        (r"\x2B49 89 1234567", "1234567"),
        (r"\\u002b49891234567", "1234567"),
        (r"\u0037\u0030\u0034\u0032", r"\u0034"),
        ("&#43;49891234567", "1234567"),
        ("&#x2B;49&nbsp;89&#160;1234567", "1234567"),
        ("&amp;#43;4989&amp;#49;234567", "234567"),
        ("Tel=2B49891234567", "1234567"),
        ("=?us-ascii?Q?=2B49_89_1234567?=", "1234567"),
        ("%26%2343;49891234567", "1234567"),
        ("x=%EF%BC%97%EF%BC%90%EF%BC%94%EF%BC%92", "%EF%BC%94"),
        ("x=%5cu0037%5cu0030%5cu0034%5cu0032", "u0034"),
        // Names: percent-encoding, entities, quoted-printable, case, folded lines.
        ("From: \"anna%20m%C3%BCller\" <sip:x@y>", "m%C3%BCller"),
        ("ANNA MÜLLER", "MÜLLER"),
        ("Mueller, Anna", "Mueller"),
        ("Anna\r\n Müller", "Müller"),
        ("=?utf-8?Q?Anna_M=C3=BCller?=", "M=C3=BCller"),
        ("%41nna", "%41nna"),
        ("Anna M&uuml;ller", "M&uuml;ller"),
        ("ANNA&#32;M&#220;LLER", "LLER"),
        ("=?UTF-8?B?QW5uYSBNw7xsbGVy?=", "QW5uYSBN"),
        ("=?iso-8859-1?Q?Anna_M=FCller?= <x@y>", "ller"),
        ("From: =?utf-8?Q?Anna_M=C3?=\r\n =?utf-8?Q?=BCller?= <x@y>", "ller"),
        ("From: =?utf-8?Q?Bodo_Brise?= <sip:x@y>\r\nBodo Brise sagte", "Bris"),
        // Hosts.
        ("sip:x@SIP.Anbieter.Example;transport=tls", "Anbieter"),
        ("https://sip%2Eanbieter%2Eexample/x", "anbieter"),
        ("c=IN IP4 192.0.2.77", "192.0.2.77"),
        ("[::ffff:192.0.2.77]:5060", "192.0.2.77"),
        ("ip=3221226061", "3221226061"),
        ("sip&#46;anbieter&period;example", "anbieter"),
        (r"sip.anb\u0069eter.example", "eter.example"),
        // Secrets.
        ("H%C3%BCnter2%21x", "nter2"),
        ("H\\u00fcnter2!x", "nter2"),
        ("correct+horse", "correct+horse"),
        ("H&uuml;nter2&#33;x", "nter2"),
        ("=?utf-8?Q?H=C3=BCnter2!x?=", "nter2"),
        ("=?utf-8?B?Y29ycmVjdCBob3JzZQ==?=", "Y29ycmVjd"),
        (r"{\u0022password\u0022: \u0022geheim\u0022}", "geheim"),
        ("correct%20horse", "horse"),
        ("Authorization: Basic YW5uYTpjb3JyZWN0IGhvcnNl", "YW5uYTpj"),
        ("GET /x?access_token=abcDEF123456&y=1", "abcDEF123456"),
        ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNxPyFxVldRZG0n|2^20|1:4", "WVNxPyFx"),
        ("Das Kennwort lautet Sommer2024", "Sommer2024"),
        ("mein Passwort ist: geheim!", "geheim"),
        ("PIN 4711", "4711"),
        ("https://anna:geheim@desk.example/x", "geheim"),
        ("response=\"6629fae49393a05397450978507c4ef1\"", "6629fae49393a053"),
    ] {
        let clean = cleaned(text);
        assert!(!clean.contains(gone), "{text:?} became {clean:?}");
    }
}
