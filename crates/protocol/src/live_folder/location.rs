//! Where the folder is, as the person at the computer writes it: a page cannot see it.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

/// The folder with our files in it, in the form in which kubectl's plugin command finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// An absolute path; `cat` reads from it.
    Absolute(String),
    /// A path below the home folder, without a slash before it; a shell has to expand it.
    Home(String),
    /// An absolute path on Windows, where `type` reads.
    Windows(String),
}

/// Why something is no place for the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocationFault {
    /// Neither absolute nor below the home folder: kubectl would look for it wherever it happens to run.
    Relative,
    /// It has `..` in it, or a character that a path cannot have or a shell would not leave alone.
    Unsafe,
}

impl Location {
    /// Reads what a person wrote: `/home/me/.kube/haulout`, `~/.kube/haulout`, `$HOME/.kube/haulout`, or
    /// `C:\Users\me\.kube\haulout`.
    ///
    /// # Errors
    /// It is relative, or not safe to be read by a shell.
    pub fn parse(text: &str) -> Result<Self, LocationFault> {
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
            return Err(LocationFault::Relative);
        };
        let parts = || path.split(['/', '\\']);
        let risky = |letter: char| letter.is_control() || RISKY.contains(&letter);
        if parts().any(|part| part == "..") || path.contains(risky) {
            return Err(LocationFault::Unsafe);
        }
        Ok(location)
    }

    /// The path of one file in the folder. Below the home folder it begins with `$HOME`.
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
/// What ends a quotation of `sh` or of `cmd`, or expands inside of one. None of it is usual in a path.
const RISKY: [char; 14] = [
    '"', '\'', '`', '$', '%', '^', '&', '|', '<', '>', '*', '?', ':', '!',
];
