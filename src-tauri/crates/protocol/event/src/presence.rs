//! Whether somebody can be reached, and what they are doing: the document of one's own presence.
//!
//! Source: RFC 3863 (PIDF), RFC 4479 (the person), RFC 4480 (what one does).

use crate::xml::Writer;

/// What Content-Type says of these documents.
pub const CONTENT_TYPE: &str = "application/pidf+xml";

/// What Event says of these publications.
pub const PACKAGE: &str = "presence";

/// What a person does. Source: RFC 4480 §3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Does not want to be disturbed.
    Busy,
    /// Speaks on the telephone.
    OnThePhone,
    /// Is not there.
    Away,
}

/// The presence of one person at one telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence<'a> {
    /// Whose, as a URI.
    pub entity: &'a str,
    /// Takes calls and messages.
    pub is_open: bool,
    /// What they do, where that is told.
    pub activity: Option<Activity>,
}

impl Presence<'_> {
    /// The document, as a PUBLISH carries it.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::new();
        writer.open(
            "presence",
            &[
                ("xmlns", "urn:ietf:params:xml:ns:pidf"),
                ("xmlns:dm", "urn:ietf:params:xml:ns:pidf:data-model"),
                ("xmlns:rpid", "urn:ietf:params:xml:ns:pidf:rpid"),
                ("entity", self.entity),
            ],
        );
        writer.open("tuple", &[("id", "telephone")]);
        writer.open("status", &[]);
        writer.leaf("basic", &[], if self.is_open { "open" } else { "closed" });
        writer.close();
        writer.close();
        if let Some(activity) = self.activity {
            writer.open("dm:person", &[("id", "person")]);
            writer.open("rpid:activities", &[]);
            let name = match activity {
                Activity::Busy => "rpid:busy",
                Activity::OnThePhone => "rpid:on-the-phone",
                Activity::Away => "rpid:away",
            };
            writer.leaf(name, &[], "");
        }
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    fn written(is_open: bool, activity: Option<Activity>) -> xml::Element {
        let presence = Presence { entity: "sip:a&b@pbx.example", is_open, activity };
        xml::read(presence.to_xml().as_bytes()).unwrap()
    }

    fn child<'a>(element: &'a xml::Element, name: &str) -> Option<&'a xml::Element> {
        element.children.iter().find(|child| child.name == name)
    }

    #[test]
    fn who_can_be_reached_is_open_and_does_nothing_in_particular() {
        let document = written(true, None);
        assert_eq!(document.name, "presence");
        assert_eq!(document.namespace.as_deref(), Some("urn:ietf:params:xml:ns:pidf"));
        assert_eq!(document.attribute("entity"), Some("sip:a&b@pbx.example"));
        let status = child(child(&document, "tuple").unwrap(), "status").unwrap();
        assert_eq!(child(status, "basic").unwrap().text, "open");
        assert!(child(&document, "person").is_none());
    }

    #[test]
    fn who_wants_no_calls_is_closed_and_busy() {
        let document = written(false, Some(Activity::Busy));
        let status = child(child(&document, "tuple").unwrap(), "status").unwrap();
        assert_eq!(child(status, "basic").unwrap().text, "closed");
        let person = child(&document, "person").unwrap();
        let model = Some("urn:ietf:params:xml:ns:pidf:data-model");
        assert_eq!(person.namespace.as_deref(), model);
        let busy = child(child(person, "activities").unwrap(), "busy").unwrap();
        assert_eq!(busy.namespace.as_deref(), Some("urn:ietf:params:xml:ns:pidf:rpid"));
    }
}
