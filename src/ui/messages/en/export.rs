//! Texts of the kubeconfig export.

use haulout_protocol::kubeconfig::Shell;

use crate::ui::choice::ExportForm;
use crate::ui::locale::Plural;
use crate::ui::messages::ExportMessages;

pub(super) const EXPORT: ExportMessages = ExportMessages {
    ways: "Keep it working for hours",
    form,
    recommended: "recommended",
    active: "active",
    action_required: "action required",
    lead,
    nothing_yet: "Nothing to export yet: there is no certificate.",
    no_cli_client: "The issuer is not a Pinniped Supervisor, so it has no client for the Pinniped CLI. The operator can register a public client there and configure it as issuer.cli.clientId.",
    for_one: |name| format!("For {name}"),
    for_several: |form, count, _| match form {
        ExportForm::Shell => format!("Commands for {count} clusters"),
        ExportForm::Folder | ExportForm::Once | ExportForm::Haulout | ExportForm::PinnipedCli => {
            format!("One kubeconfig for {count} clusters")
        }
    },
    left_out: |names| format!("Not included, because they have no certificate: {names}"),
    more: |count, _| format!("… and {count} more"),
    copy: "Copy kubeconfig",
    copy_commands: "Copy commands",
    download: "Download",
    copy_field: "The kubeconfig is selected in this field, but hidden. Press Ctrl+C, or ⌘C on a Mac.",
    terminal: "Use it in a terminal",
    characters: |count, plural| match plural {
        Plural::One => format!("{count} character"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("{count} characters")
        }
    },
    use_file: "Use the file from your Downloads folder in this terminal",
    try_it: "Try it",
    plugin: "If ~/.kube/kuberc restricts credential plugins, add this entry to its credentialPluginAllowlist",
    plugin_is_a_shell: "If ~/.kube/kuberc restricts credential plugins: this entry of credentialPluginAllowlist allows every command, so prefer “Haulout CLI”",
    shells: "Shell",
    shell,
    preview: "Preview",
    copied: "Copied. It contains a private key: paste it into a file that only you can read.",
    copied_open: "Copied. It contains no secrets.",
    copy_denied: "Your browser blocked copying. Press Ctrl+C to copy manually.",
    clear: "Clear clipboard",
    cleared: "Clipboard cleared.",
    not_cleared: "Your browser blocked this. Copy something else to remove the key from the clipboard.",
    downloaded: "Saved. It contains a private key: keep it in a folder that only you can read.",
    downloaded_open: "Saved. It contains no secrets.",
    download_denied: "Your browser blocked the download. Use “Copy kubeconfig” instead.",
    copy_line: "Copy line",
    line_copied: "Copied. Paste it into your terminal.",
    line_not_copied: "Your browser blocked copying. Select the line and copy it manually.",
};

const fn form(form: ExportForm) -> &'static str {
    match form {
        ExportForm::Folder => "Live folder",
        ExportForm::Once => "One-time kubeconfig",
        ExportForm::Haulout => "Haulout CLI",
        ExportForm::PinnipedCli => "Pinniped CLI",
        ExportForm::Shell => "Shell commands",
    }
}

fn lead(form: ExportForm, until: &str) -> String {
    match form {
        ExportForm::Folder => String::new(),
        ExportForm::Once => format!(
            "A kubeconfig with a credential that is valid until {until}. The private key in it is copied, never shown."
        ),
        ExportForm::Haulout => "kubectl runs “haulout credential”, which gets the certificate from a running “haulout open”, or signs you in itself. This requires the program “haulout”. The file contains no secrets.".to_owned(),
        ExportForm::PinnipedCli => "kubectl runs the Pinniped CLI, which signs you in and renews automatically. This requires the program “pinniped”. The file contains no secrets, so you can share it.".to_owned(),
        ExportForm::Shell => format!(
            "Commands that add the credential to the kubeconfig that kubectl already uses. It is valid until {until}. The private key is copied, never shown."
        ),
    }
}

const fn shell(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => "bash, zsh",
        Shell::Fish => "fish",
        Shell::PowerShell => "PowerShell",
    }
}
