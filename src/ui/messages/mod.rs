//! What people read, in each language: one typed messages, so that a language that lacks a sentence does not compile.
//!
//! A messages has one group for each part of the interface. Another language is another folder like `en` and one more
//! [`Language`].

mod activity;
mod clocks;
mod clusters;
mod de;
mod detail;
mod embed;
mod en;
mod errors;
mod export;
mod folder;
mod frame;
mod session_timeline;
mod sign_in;

pub use activity::{ActivityMessages, words_of_pinniped};
pub use clocks::{ClockMessages, Direction, Unit};
pub use clusters::ClusterMessages;
pub use detail::DetailMessages;
pub use embed::EmbedMessages;
pub use errors::ErrorMessages;
pub use export::ExportMessages;
pub use folder::FolderMessages;
pub use frame::FrameMessages;
pub use session_timeline::{SessionTimelineMessages, Tense};
pub use sign_in::SignInMessages;

/// Everything that the interface says in one language. Plain fields are whole sentences or labels; functions take what
/// varies, numbers and times already in the reader's manner.
pub struct Messages {
    /// The frame around every page.
    pub frame: FrameMessages,
    /// Before and around a sign-in.
    pub sign_in: SignInMessages,
    /// The clusters and their certificates.
    pub clusters: ClusterMessages,
    /// One cluster, whole.
    pub detail: DetailMessages,
    /// Ways to hand a credential over.
    pub export: ExportMessages,
    /// The live folder.
    pub folder: FolderMessages,
    /// What ends when.
    pub session_timeline: SessionTimelineMessages,
    /// Clocks that differ.
    pub clocks: ClockMessages,
    /// What happened.
    pub activity: ActivityMessages,
    /// What went wrong.
    pub errors: ErrorMessages,
}

/// The languages that the interface speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, which is complete before any other is.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: &'static [Self] = &[Self::English, Self::German];

    /// Its words.
    #[must_use]
    pub const fn messages(self) -> &'static Messages {
        match self {
            Self::English => &en::MESSAGES,
            Self::German => &de::MESSAGES,
        }
    }

    /// Its words for a dashboard's window.
    #[must_use]
    pub const fn embed(self) -> &'static EmbedMessages {
        match self {
            Self::English => &en::EMBED,
            Self::German => &de::EMBED,
        }
    }

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// In which direction it is read.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::English | Self::German => "ltr",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The first of these tags that is spoken here.
    #[must_use]
    pub fn best(tags: &[String]) -> Self {
        let known = tags.iter().find_map(|tag| Self::of_tag(tag));
        known.unwrap_or_default()
    }

    /// The language of this tag, whatever its region is.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split('-').next().unwrap_or_default();
        let known = Self::ALL.iter().copied();
        known.into_iter().find(|known| known.tag() == language)
    }
}
