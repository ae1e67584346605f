//! The texts of the interface, in each language.
//!
//! They are typed: a language that lacks a text does not compile. [`Messages`] has one group for each part of the
//! interface. To add a language, add a folder like `en` and a variant to [`Language`].

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

pub use activity::{ActivityMessages, is_about_concierge, pinniped_message};
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

/// Every text of the interface in one language. Plain fields are whole sentences or labels. Functions take the
/// variable parts; numbers and times are already formatted for the user's locale.
pub struct Messages {
    /// The header, the footer and the settings.
    pub frame: FrameMessages,
    /// The sign-in page.
    pub sign_in: SignInMessages,
    /// The clusters and their certificates.
    pub clusters: ClusterMessages,
    /// The details of one cluster.
    pub detail: DetailMessages,
    /// The kubeconfig export.
    pub export: ExportMessages,
    /// The live folder.
    pub folder: FolderMessages,
    /// The session timeline.
    pub session_timeline: SessionTimelineMessages,
    /// Clock deviations.
    pub clocks: ClockMessages,
    /// The activity log.
    pub activity: ActivityMessages,
    /// Errors.
    pub errors: ErrorMessages,
}

/// The languages of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, the source of every translation.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: &'static [Self] = &[Self::English, Self::German];

    /// The texts in this language.
    #[must_use]
    pub const fn messages(self) -> &'static Messages {
        match self {
            Self::English => &en::MESSAGES,
            Self::German => &de::MESSAGES,
        }
    }

    /// The texts of the embed window in this language.
    #[must_use]
    pub const fn embed(self) -> &'static EmbedMessages {
        match self {
            Self::English => &en::EMBED,
            Self::German => &de::EMBED,
        }
    }

    /// The language tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The text direction: `ltr` or `rtl`.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::English | Self::German => "ltr",
        }
    }

    /// The name of the language in the language itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The first of these tags that is supported, or else English.
    #[must_use]
    pub fn best(tags: &[String]) -> Self {
        let known = tags.iter().find_map(|tag| Self::of_tag(tag));
        known.unwrap_or_default()
    }

    /// The language of this tag, regardless of its region.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split('-').next().unwrap_or_default();
        let known = Self::ALL.iter().copied();
        known.into_iter().find(|known| known.tag() == language)
    }
}
