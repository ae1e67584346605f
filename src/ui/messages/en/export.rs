//! The hand-over.

use haulout_protocol::kubeconfig::Shell;

use crate::ui::choice::ExportForm;
use crate::ui::messages::ExportMessages;

pub(super) const EXPORT: ExportMessages = ExportMessages {
    ways: "How to take it along",
    form,
    recommended: "recommended",
    kept: "on",
    waits: "needs you",
    lead,
    nothing_yet: "There is nothing to hand over: no certificate is at hand.",
    for_one: |name| format!("For {name}"),
    for_several: |form, count, _| match form {
        ExportForm::Shell => format!("Commands for {count} clusters"),
        ExportForm::Folder | ExportForm::Once | ExportForm::Haulout | ExportForm::PinnipedCli => {
            format!("One file for {count} clusters")
        }
    },
    left_out: |names| format!("Left out, for lack of a certificate: {names}"),
    more: |count, _| format!("… and {count} more"),
    copy: "Copy kubeconfig",
    copy_commands: "Copy commands",
    download: "Download kubeconfig",
    by_hand: "It is selected here, and hidden. Press Ctrl+C, or ⌘C on a Mac.",
    use_file: "Use the file from your downloads folder in this terminal",
    try_it: "Try it",
    shells: "Your shell",
    shell,
    preview: "What is in it",
    copied: "Copied. It holds a private key: paste it into a file that only you can read.",
    copied_open: "Copied. Nothing in it is secret.",
    copy_denied: "Your browser did not allow copying. Press Ctrl+C to copy by hand.",
    clear: "Clear clipboard",
    cleared: "The clipboard is empty.",
    not_cleared: "Your browser did not allow that. Copy something else, and the key is gone from the clipboard.",
    downloaded: "Saved. It holds a private key: keep it in a folder that only you can read.",
    downloaded_open: "Saved. Nothing in it is secret.",
    download_denied: "Your browser did not allow the download. Use “Copy kubeconfig” instead.",
    copy_line: "Copy line",
    line_copied: "Copied. Paste it into your terminal.",
    line_not_copied: "Your browser did not allow copying. Select the line and copy it yourself.",
};

const fn form(form: ExportForm) -> &'static str {
    match form {
        ExportForm::Folder => "Keep a folder fresh",
        ExportForm::Once => "Just once",
        ExportForm::Haulout => "haulout",
        ExportForm::PinnipedCli => "Pinniped CLI",
        ExportForm::Shell => "Shell",
    }
}

fn lead(form: ExportForm, until: &str) -> String {
    match form {
        ExportForm::Folder => String::new(),
        ExportForm::Once => format!(
            "A kubeconfig that works at once, until {until}, and then no more. The key in it is copied, never shown."
        ),
        ExportForm::Haulout => "kubectl runs “haulout credential”, which answers for a running “haulout open”. You need the program “haulout”. Nothing in this file is secret.".to_owned(),
        ExportForm::PinnipedCli => "kubectl runs the Pinniped CLI, which signs you in and renews by itself. You need the program “pinniped”. Nothing in this file is secret, so you can share it.".to_owned(),
        ExportForm::Shell => format!(
            "Commands that add it to the kubeconfig that kubectl uses already. It works until {until}, and then no more. The key is copied, never shown."
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
