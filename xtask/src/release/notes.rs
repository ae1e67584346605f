//! The release notes: the section of this version in the changelog.

use crate::error::{CommandError, CommandResult};

/// The section of this version, or the unreleased changes.
pub(super) fn of(changelog: &str, version: &str) -> CommandResult<String> {
    let section = |title: &str| {
        let mut lines = changelog.lines();
        lines.find(|line| line.strip_prefix("## ").is_some_and(|it| is(it, title)))?;
        let text: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
        Some(format!("{}\n", text.join("\n").trim()))
    };
    section(version)
        .or_else(|| section("Unreleased"))
        .ok_or_else(|| CommandError::new(format!("CHANGELOG.md has no section `## {version}`")))
}

/// Whether a heading has this title; it may be in brackets, and a date may follow.
fn is(heading: &str, title: &str) -> bool {
    let first = heading.split_whitespace().next().unwrap_or_default();
    first.trim_start_matches('[').trim_end_matches(']') == title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_the_section_of_the_version() {
        let changelog = "# Changelog\n\n## Unreleased\n\n- new\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n- more\n\n## 1.1.0\n";
        assert_eq!(of(changelog, "1.2.0").unwrap(), "### Added\n\n- more\n");
        assert_eq!(of(changelog, "1.3.0").unwrap(), "- new\n");
        assert!(of("# Changelog\n", "1.3.0").is_err());
    }
}
