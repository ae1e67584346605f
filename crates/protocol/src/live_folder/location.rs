//! The folder's location as typed by the user, because a page cannot know it.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

/// The folder with our files, in the form that kubectl's plugin command needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// An absolute path, read with `cat`.
    Absolute(String),
    /// A path relative to the home folder, without a leading slash; a shell has to expand it.
    Home(String),
    /// An absolute path on Windows, read with `type`.
    Windows(String),
}

/// Why a location is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocationError {
    /// Neither absolute nor relative to the home folder: kubectl would resolve it against its working directory.
    Relative,
    /// It contains `..`, or a character that is invalid in a path or special to a shell.
    Unsafe,
}

impl Location {
    /// Parses the user's input: `/home/me/.kube/haulout`, `~/.kube/haulout`, `$HOME/.kube/haulout`, or
    /// `C:\Users\me\.kube\haulout`.
    ///
    /// # Errors
    /// It is relative, or not safe in a shell command.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let text = text.trim().trim_end_matches(['/', '\\']);
        let home = ["~/", "$HOME/", "${HOME}/"]
            .into_iter()
            .find_map(|prefix| text.strip_prefix(prefix));
        let (location, path) = if let Some(path) = home {
            (Self::Home(path.to_owned()), path)
        } else if text.starts_with('/') && text.len() > 1 {
            (Self::Absolute(text.to_owned()), text)
        } else if is_windows(text) {
            (Self::Windows(text.replace('/', "\\")), &text[DRIVE..])
        } else {
            return Err(LocationError::Relative);
        };
        let parts = || path.split(['/', '\\']);
        let risky = |letter: char| letter.is_control() || RISKY.contains(&letter);
        if parts().any(|part| part == "..") || path.contains(risky) {
            return Err(LocationError::Unsafe);
        }
        Ok(location)
    }

    /// The command of the credential plugin that reads a file in the folder.
    #[must_use]
    pub const fn plugin(&self) -> &'static str {
        match self {
            Self::Absolute(_) => "cat",
            Self::Home(_) => "sh",
            Self::Windows(_) => "cmd",
        }
    }

    /// The path of one file in the folder. Inside the home folder it starts with `$HOME`.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        match self {
            Self::Absolute(folder) => format!("{folder}/{name}"),
            Self::Home(folder) => format!("$HOME/{folder}/{name}"),
            Self::Windows(folder) => format!("{folder}\\{name}"),
        }
    }
}

fn is_windows(text: &str) -> bool {
    let mut letters = text.chars();
    matches!(
        (letters.next(), letters.next(), letters.next()),
        (Some('a'..='z' | 'A'..='Z'), Some(':'), Some('\\' | '/'))
    )
}

/// The length of `C:`.
const DRIVE: usize = 2;
/// Characters that end a quotation of `sh` or `cmd`, or are expanded inside one. None is common in a path.
const RISKY: [char; 14] = [
    '"', '\'', '`', '$', '%', '^', '&', '|', '<', '>', '*', '?', ':', '!',
];
