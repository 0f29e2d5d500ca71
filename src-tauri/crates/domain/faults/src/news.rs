//! What comes back from a ticket system, and what goes there after the report.

use clock::Timestamp;
use model::CommentId;

use crate::PauseReason;

/// What a ticket system says about a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    /// How far the provider is; absent where the system does not tell.
    pub stage: Option<Stage>,
    /// Since when, by the system's own word; absent where it does not tell.
    pub since: Option<Timestamp>,
    /// What people of the provider wrote, oldest first; those already known may be among them.
    pub updates: Vec<Update>,
}

/// How far the provider is, whatever its system calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is there, and nobody has begun.
    Received,
    /// Somebody works on it.
    InWork,
    /// The provider waits.
    Waiting(PauseReason),
    /// It works again, says the provider.
    Restored,
    /// Nothing more is to come.
    Closed,
}

impl Stage {
    /// Every stage, in the order of a ticket's life.
    pub const ALL: &'static [Self] = &[
        Self::Received,
        Self::InWork,
        Self::Waiting(PauseReason::Customer),
        Self::Waiting(PauseReason::ThirdParty),
        Self::Waiting(PauseReason::Appointment),
        Self::Restored,
        Self::Closed,
    ];

    /// The word for databases, settings and catalogues of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InWork => "in-work",
            Self::Waiting(PauseReason::Customer) => "waiting-customer",
            Self::Waiting(PauseReason::ThirdParty) => "waiting-third-party",
            Self::Waiting(PauseReason::Appointment) => "waiting-appointment",
            Self::Restored => "restored",
            Self::Closed => "closed",
        }
    }

    /// The stage of a word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|stage| stage.code() == code)
    }
}

/// Something that the provider wrote to the customer.
#[derive(Clone, PartialEq, Eq)]
pub struct Update {
    /// The system's own id for it: the same at every look.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it, as the system says.
    pub by: String,
    /// Plain text, at most [`Update::TEXT_CHARS`] characters.
    pub text: String,
}

impl Update {
    /// Longest text that is kept; what is beyond is cut with a note.
    pub const TEXT_CHARS: usize = 20_000;
    /// Longest name of a writer.
    pub const NAME_CHARS: usize = 120;

    /// An update as a system tells it, cut and freed of what could harm a window or a terminal.
    #[must_use]
    pub fn new(id: impl Into<String>, at: Timestamp, by: &str, text: &str) -> Self {
        let by: String = harmless(by).split_whitespace().collect::<Vec<_>>().join(" ");
        let by = by.chars().take(Self::NAME_CHARS).collect();
        let text = crate::report::cut(harmless(text).trim(), Self::TEXT_CHARS);
        Self { id: id.into(), at, by, text }
    }
}

/// Something the person adds to a ticket: words, files, the confirmation of a call.
#[derive(Clone, PartialEq, Eq)]
pub struct Comment {
    /// Our own id, by which it is found again; stands in the comment as [`Comment::mark`].
    pub id: CommentId,
    /// When the person wrote it.
    pub at: Timestamp,
    /// The person's words.
    pub text: String,
    /// Files that go along.
    pub files: Vec<Attachment>,
}

/// A file of the person's own choice.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name without a folder.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Comment {
    /// The word by which the comment is found at its ticket.
    #[must_use]
    pub fn mark(&self) -> String {
        format!("[+{}]", self.id.short())
    }
}

/// Line ends as line feeds, and no other control character than those and tabs.
fn harmless(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .map(|letter| if letter == '\r' { '\n' } else { letter })
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect()
}

impl std::fmt::Debug for Update {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Update({} at {}, {} bytes)", self.id, self.at, self.text.len())
    }
}

impl std::fmt::Debug for Comment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Comment({}, {} bytes, {} files)", self.id, self.text.len(), self.files.len())
    }
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({} bytes)", self.bytes.len())
    }
}
