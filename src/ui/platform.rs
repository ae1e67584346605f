//! The operating system of a browser, for hints about its dialogs.

/// An operating system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Platform {
    /// Linux on a computer.
    Linux,
    /// macOS.
    Mac,
    /// Windows.
    Windows,
    /// Another one, or unknown.
    #[default]
    Other,
}

impl Platform {
    /// The platform with this name in browsers, such as `macOS`, `MacIntel` or `Linux x86_64`.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        let known = [
            ("Linux", Self::Linux),
            ("Mac", Self::Mac),
            ("mac", Self::Mac),
            ("Win", Self::Windows),
        ];
        let known = known.iter().find(|(start, _)| name.starts_with(start));
        known.map_or(Self::Other, |(_, platform)| *platform)
    }
}
