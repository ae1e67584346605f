//! Texts of the kubeconfig export.

use haulout_protocol::kubeconfig::Shell;

use crate::ui::choice::ExportForm;
use crate::ui::locale::Plural;
use crate::ui::messages::ExportMessages;

pub(super) const EXPORT: ExportMessages = ExportMessages {
    ways: "Stundenlang weiterarbeiten",
    form,
    recommended: "empfohlen",
    active: "aktiv",
    action_required: "Handlungsbedarf",
    lead,
    nothing_yet: "Noch nichts zu exportieren: Es gibt kein Zertifikat.",
    no_cli_client: "Der Anmeldedienst ist kein Pinniped\u{2011}Supervisor und hat darum keinen Client für die Pinniped\u{2011}CLI. Der Betreiber kann dort einen öffentlichen Client anlegen und ihn als issuer.cli.clientId konfigurieren.",
    for_one: |name| format!("Für {name}"),
    for_several: |form, count, _| match form {
        ExportForm::Shell => format!("Befehle für {count} Cluster"),
        ExportForm::Folder | ExportForm::Once | ExportForm::Haulout | ExportForm::PinnipedCli => {
            format!("Eine Kubeconfig für {count} Cluster")
        }
    },
    left_out: |names| format!("Nicht enthalten, weil ohne Zertifikat: {names}"),
    more: |count, plural| match plural {
        Plural::One => format!("… und {count} weiterer"),
        Plural::Zero | Plural::Two | Plural::Few | Plural::Many | Plural::Other => {
            format!("… und {count} weitere")
        }
    },
    copy: "Kubeconfig kopieren",
    copy_commands: "Befehle kopieren",
    download: "Herunterladen",
    copy_field: "Die Kubeconfig ist in diesem Feld markiert, aber verdeckt. Kopieren mit Strg+C, auf einem Mac mit ⌘C.",
    terminal: "In einem Terminal verwenden",
    characters: |count, _| format!("{count} Zeichen"),
    use_file: "Die Datei aus dem Download\u{2011}Ordner in diesem Terminal verwenden",
    try_it: "Ausprobieren",
    plugin: "Falls ~/.kube/kuberc Credential\u{2011}Plugins einschränkt: diesen Eintrag in credentialPluginAllowlist ergänzen",
    plugin_is_a_shell: "Falls ~/.kube/kuberc Credential\u{2011}Plugins einschränkt: Dieser Eintrag in credentialPluginAllowlist erlaubt jeden Befehl, besser ist „Haulout\u{2011}CLI“",
    shells: "Shell",
    shell,
    preview: "Vorschau",
    copied: "Kopiert. Der Text enthält einen privaten Schlüssel: nur in eine Datei einfügen, die niemand sonst lesen kann.",
    copied_open: "Kopiert. Der Text enthält nichts Geheimes.",
    copy_denied: "Der Browser hat das Kopieren blockiert. Mit Strg+C manuell kopieren.",
    clear: "Zwischenablage leeren",
    cleared: "Zwischenablage geleert.",
    not_cleared: "Der Browser hat das blockiert. Etwas anderes kopieren, um den Schlüssel aus der Zwischenablage zu entfernen.",
    downloaded: "Gespeichert. Die Datei enthält einen privaten Schlüssel: nur in einem Ordner aufbewahren, den niemand sonst lesen kann.",
    downloaded_open: "Gespeichert. Die Datei enthält nichts Geheimes.",
    download_denied: "Der Browser hat den Download blockiert. Stattdessen „Kubeconfig kopieren“ verwenden.",
    copy_line: "Zeile kopieren",
    line_copied: "Kopiert. Die Zeile kann jetzt im Terminal eingefügt werden.",
    line_not_copied: "Der Browser hat das Kopieren blockiert. Die Zeile markieren und manuell kopieren.",
};

const fn form(form: ExportForm) -> &'static str {
    match form {
        ExportForm::Folder => "Live\u{2011}Ordner",
        ExportForm::Once => "Einmalige Kubeconfig",
        ExportForm::Haulout => "Haulout\u{2011}CLI",
        ExportForm::PinnipedCli => "Pinniped\u{2011}CLI",
        ExportForm::Shell => "Shell\u{2011}Befehle",
    }
}

fn lead(form: ExportForm, until: &str) -> String {
    match form {
        ExportForm::Folder => String::new(),
        ExportForm::Once => format!(
            "Eine Kubeconfig mit Zugangsdaten, die bis {until}\u{a0}Uhr gelten. Der private Schlüssel darin wird kopiert, aber nie angezeigt."
        ),
        ExportForm::Haulout => "kubectl ruft „haulout credential“ auf, das die Zugangsdaten von einem laufenden „haulout open“ holt oder selbst anmeldet. Dafür ist das Programm „haulout“ nötig. Die Datei enthält nichts Geheimes.".to_owned(),
        ExportForm::PinnipedCli => "kubectl ruft die Pinniped\u{2011}CLI auf, die die Anmeldung übernimmt und automatisch erneuert. Dafür ist das Programm „pinniped“ nötig. Die Datei enthält nichts Geheimes und kann weitergegeben werden.".to_owned(),
        ExportForm::Shell => format!(
            "Befehle, die die Zugangsdaten in die Kubeconfig eintragen, die kubectl bereits verwendet. Sie gelten bis {until}\u{a0}Uhr. Der private Schlüssel wird kopiert, aber nie angezeigt."
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
