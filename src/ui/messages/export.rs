//! Words about ways to hand a credential over.

use haulout_protocol::kubeconfig::Shell;

use crate::ui::choice::ExportForm;
use crate::ui::locale::Plural;

/// Ways to hand a credential over.
pub struct ExportMessages {
    /// What the choice among forms is about.
    pub ways: &'static str,
    /// The form's name.
    pub form: fn(ExportForm) -> &'static str,
    /// Beside the best form.
    pub recommended: &'static str,
    /// Beside a folder that is kept up to date.
    pub kept: &'static str,
    /// Beside a folder that waits for a person.
    pub waits: &'static str,
    /// What the form does, and until what time; the folder's own words say that of the folder.
    pub lead: fn(ExportForm, &str) -> String,
    /// There is no credential.
    pub nothing_yet: &'static str,
    /// The heading for one cluster of this name.
    pub for_one: fn(&str) -> String,
    /// The heading for so many, always two or more.
    pub for_several: fn(ExportForm, &str, Plural) -> String,
    /// Those of these names have no credential.
    pub left_out: fn(&str) -> String,
    /// So many more.
    pub more: fn(&str, Plural) -> String,
    /// Puts the kubeconfig on the clipboard.
    pub copy: &'static str,
    /// Puts the commands there.
    pub copy_commands: &'static str,
    /// Saves it as a file.
    pub download: &'static str,
    /// The field from which it is copied by hand.
    pub by_hand: &'static str,
    /// Before the line that makes kubectl read the downloaded file.
    pub use_file: &'static str,
    /// Before the line that uses the cluster.
    pub try_it: &'static str,
    /// The choice of a shell.
    pub shells: &'static str,
    /// A shell's name.
    pub shell: fn(Shell) -> &'static str,
    /// A look at it.
    pub preview: &'static str,
    /// The clipboard has a secret.
    pub copied: &'static str,
    /// The clipboard has a kubeconfig that anybody may have.
    pub copied_open: &'static str,
    /// The browser said no, and the field is there.
    pub copy_denied: &'static str,
    /// Takes what was copied off the clipboard.
    pub clear: &'static str,
    /// That was done.
    pub cleared: &'static str,
    /// The browser said no.
    pub not_cleared: &'static str,
    /// A file with a secret was saved.
    pub downloaded: &'static str,
    /// A file was saved that anybody may have.
    pub downloaded_open: &'static str,
    /// The browser said no.
    pub download_denied: &'static str,
    /// Puts one line on the clipboard.
    pub copy_line: &'static str,
    /// The clipboard has a line.
    pub line_copied: &'static str,
    /// The browser said no.
    pub line_not_copied: &'static str,
}
