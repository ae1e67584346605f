//! The hand-over.

use haulout_protocol::kubeconfig::Shell;

use crate::ui::choice::ExportForm;
use crate::ui::locale::Plural;
use crate::ui::messages::ExportMessages;

pub(super) const EXPORT: ExportMessages = ExportMessages {
    ways: "So nehmen Sie es mit",
    form,
    recommended: "empfohlen",
    kept: "aktiv",
    waits: "wartet",
    lead,
    nothing_yet: "Noch gibt es nichts mitzunehmen: Es liegt kein Zertifikat vor.",
    for_one: |name| format!("Für {name}"),
    for_several: |form, count, _| match form {
        ExportForm::Shell => format!("Befehle für {count} Cluster"),
        ExportForm::Folder | ExportForm::Once | ExportForm::Haulout | ExportForm::PinnipedCli => {
            format!("Eine Datei für {count} Cluster")
        }
    },
    left_out: |names| format!("Ohne Zertifikat und deshalb nicht dabei: {names}"),
    more: |count, plural| match plural {
        Plural::One => format!("… und {count} weiterer"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("… und {count} weitere")
        }
    },
    copy: "Kubeconfig kopieren",
    copy_commands: "Befehle kopieren",
    download: "Kubeconfig herunterladen",
    by_hand: "Der Text ist hier verdeckt und schon markiert. Drücken Sie Strg+C, auf einem Mac ⌘C.",
    use_file: "Die Datei aus dem Download\u{2011}Ordner in diesem Terminal verwenden",
    try_it: "Ausprobieren",
    shells: "Ihre Shell",
    shell,
    preview: "Was darin steht",
    copied: "Kopiert. Ein privater Schlüssel ist dabei: Fügen Sie ihn nur in eine Datei ein, die außer Ihnen niemand lesen kann.",
    copied_open: "Kopiert. Nichts darin ist geheim.",
    copy_denied: "Ihr Browser hat das Kopieren nicht erlaubt. Drücken Sie Strg+C, um von Hand zu kopieren.",
    clear: "Zwischenablage leeren",
    cleared: "Die Zwischenablage ist leer.",
    not_cleared: "Ihr Browser hat das nicht erlaubt. Kopieren Sie etwas anderes, dann ist der Schlüssel nicht mehr in der Zwischenablage.",
    downloaded: "Gespeichert. Ein privater Schlüssel ist dabei: Bewahren Sie die Datei in einem Ordner auf, den außer Ihnen niemand lesen kann.",
    downloaded_open: "Gespeichert. Nichts darin ist geheim.",
    download_denied: "Ihr Browser hat das Herunterladen nicht erlaubt. Verwenden Sie stattdessen „Kubeconfig kopieren“.",
    copy_line: "Zeile kopieren",
    line_copied: "Kopiert. Fügen Sie die Zeile in Ihr Terminal ein.",
    line_not_copied: "Ihr Browser hat das Kopieren nicht erlaubt. Markieren Sie die Zeile und kopieren Sie sie von Hand.",
};

const fn form(form: ExportForm) -> &'static str {
    match form {
        ExportForm::Folder => "Ordner aktuell halten",
        ExportForm::Once => "Nur einmal",
        ExportForm::Haulout => "haulout",
        ExportForm::PinnipedCli => "Pinniped\u{2011}CLI",
        ExportForm::Shell => "Shell",
    }
}

fn lead(form: ExportForm, until: &str) -> String {
    match form {
        ExportForm::Folder => String::new(),
        ExportForm::Once => format!(
            "Eine Kubeconfig, die sofort funktioniert: bis {until}\u{a0}Uhr, danach nicht mehr. Der Schlüssel darin wird kopiert, aber nie angezeigt."
        ),
        ExportForm::Haulout => "kubectl ruft „haulout credential“ auf; die Antwort kommt aus einem laufenden „haulout open“. Dafür brauchen Sie das Programm „haulout“. Nichts in dieser Datei ist geheim.".to_owned(),
        ExportForm::PinnipedCli => "kubectl ruft die Pinniped\u{2011}CLI auf, die Sie anmeldet und von selbst erneuert. Dafür brauchen Sie das Programm „pinniped“. Nichts in dieser Datei ist geheim; Sie können sie weitergeben.".to_owned(),
        ExportForm::Shell => format!(
            "Befehle, die den Zugang in die Kubeconfig eintragen, die kubectl schon verwendet. Er funktioniert bis {until}\u{a0}Uhr, danach nicht mehr. Der Schlüssel wird kopiert, aber nie angezeigt."
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
