//! Texts of the kubeconfig export.

use haulout_protocol::kubeconfig::Shell;

use crate::ui::choice::ExportForm;
use crate::ui::locale::Plural;

/// The kubeconfig export.
pub struct ExportMessages {
    /// Heading of the forms that keep working, and accessible name of their tabs.
    pub ways: &'static str,
    /// The name of an export form.
    pub form: fn(ExportForm) -> &'static str,
    /// Badge of the recommended form.
    pub recommended: &'static str,
    /// Badge of a live folder that is kept up to date.
    pub active: &'static str,
    /// Badge of a live folder that needs the user.
    pub action_required: &'static str,
    /// What the form does, and until when it works. It is empty for the live folder, which has its own texts.
    pub lead: fn(ExportForm, &str) -> String,
    /// The Pinniped CLI has no client at the issuer.
    pub no_cli_client: &'static str,
    /// There is no credential to export.
    pub nothing_yet: &'static str,
    /// The heading for one cluster; takes its name.
    pub for_one: fn(&str) -> String,
    /// The heading for two or more clusters; takes their number.
    pub for_several: fn(ExportForm, &str, Plural) -> String,
    /// These clusters are not included, because they have no credential.
    pub left_out: fn(&str) -> String,
    /// How many more there are.
    pub more: fn(&str, Plural) -> String,
    /// Button: copies the kubeconfig.
    pub copy: &'static str,
    /// Button: copies the shell commands.
    pub copy_commands: &'static str,
    /// Button: downloads the kubeconfig.
    pub download: &'static str,
    /// Label of the field for manual copying.
    pub copy_field: &'static str,
    /// Expands the commands that use the kubeconfig.
    pub terminal: &'static str,
    /// The length of a folded value in the kubeconfig.
    pub characters: fn(&str, Plural) -> String,
    /// Label of the command that makes kubectl read the downloaded file.
    pub use_file: &'static str,
    /// Label of a command that uses the cluster.
    pub try_it: &'static str,
    /// Label of the entry in `kuberc` that allows the kubeconfig's credential plugin.
    pub plugin: &'static str,
    /// The same for a plugin that runs any command.
    pub plugin_is_a_shell: &'static str,
    /// Accessible name of the choice of a shell.
    pub shells: &'static str,
    /// The name of a shell.
    pub shell: fn(Shell) -> &'static str,
    /// Expands the preview.
    pub preview: &'static str,
    /// The clipboard contains a secret.
    pub copied: &'static str,
    /// The clipboard contains a kubeconfig without secrets.
    pub copied_open: &'static str,
    /// The browser blocked copying, and the field for manual copying is shown.
    pub copy_denied: &'static str,
    /// Button: clears the clipboard.
    pub clear: &'static str,
    /// The clipboard was cleared.
    pub cleared: &'static str,
    /// The browser blocked clearing the clipboard.
    pub not_cleared: &'static str,
    /// A file with a secret was downloaded.
    pub downloaded: &'static str,
    /// A file without secrets was downloaded.
    pub downloaded_open: &'static str,
    /// The browser blocked the download.
    pub download_denied: &'static str,
    /// Button: copies one command.
    pub copy_line: &'static str,
    /// The command was copied.
    pub line_copied: &'static str,
    /// The browser blocked copying the command.
    pub line_not_copied: &'static str,
}
