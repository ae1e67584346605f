//! Texts of the live folder.

use crate::ui::live_folder::{FolderError, WriteStatus};
use crate::ui::messages::FolderMessages;
use crate::ui::platform::Platform;

pub(super) const FOLDER: FolderMessages = FolderMessages {
    unsupported: "Ein Live\u{2011}Ordner hält Kubeconfig\u{2011}Dateien stundenlang aktuell. Dieser Browser unterstützt das nicht; Chrome und Edge auf einem Computer unterstützen es über HTTPS. „haulout open“ leistet dasselbe mit jedem Browser.",
    holds_all: "Er enthält alle Cluster, für die es Zertifikate gibt, unabhängig von der Auswahl.",
    unchosen: "Bitte einen Ordner wählen, den niemand sonst lesen kann, etwa „.kube“. Solange diese Seite offen ist, erneuert sie die Zugangsdaten in einem Ordner „haulout“ darin, und kubectl und k9s funktionieren weiter.",
    show_hidden,
    choose: "Ordner wählen",
    allow: "Zugriff erlauben",
    retry: "Wiederholen",
    stop: "Beenden und Dateien leeren",
    location: "Pfad dieses Ordners auf dem Computer",
    location_example: "~/.kube/haulout oder C:\\Users\\me\\.kube\\haulout",
    use_it: "In diesem Terminal verwenden",
    location_missing: "Der Pfad fehlt, weil Browser nicht verraten, wo ein Ordner liegt. Bitte hier eintragen, mit „haulout“ am Ende; dann wird auch die Kubeconfig geschrieben.",
    location_relative: "Bitte den vollständigen Pfad eintragen. Er beginnt mit „/“, mit „~/“ oder mit einem Laufwerk wie „C:\\“.",
    location_unsafe: "Dieser Pfad enthält „..“ oder ein Zeichen mit besonderer Bedeutung in einer Shell. Bitte einen anderen Ordner wählen.",
    status,
    error,
};

const fn show_hidden(platform: Platform) -> &'static str {
    match platform {
        Platform::Linux => " Falls der Dialog „.kube“ nicht zeigt: Strg+H drücken.",
        Platform::Mac => " Falls der Dialog „.kube“ nicht zeigt: Cmd+Umschalt+. (Punkt) drücken.",
        Platform::Windows | Platform::Other => "",
    }
}

fn status(status: WriteStatus, label: &str, fine: bool) -> String {
    match status {
        WriteStatus::PermissionNeeded => {
            format!("In {label} wird nicht geschrieben: Der Browser braucht erneut die Erlaubnis.")
        }
        WriteStatus::PermissionDenied => format!(
            "Keine Berechtigung, in {label} zu schreiben. Bitte in den Website\u{2011}Einstellungen des Browsers erlauben und neu laden oder einen anderen Ordner wählen."
        ),
        WriteStatus::OtherTab => {
            format!(
                "Ein anderer Tab schreibt in {label}. Dieser Tab übernimmt, sobald jener geschlossen ist."
            )
        }
        WriteStatus::Starting if fine => {
            format!("…/{label} ist noch nicht bereit: „haulout.yaml“ fehlt.")
        }
        WriteStatus::Writing if fine => {
            format!("Solange diese Seite offen ist, schreibt sie in …/{label}.")
        }
        WriteStatus::Starting | WriteStatus::Writing => {
            format!("Das Schreiben in …/{label} ist fehlgeschlagen.")
        }
    }
}

fn error(error: &FolderError) -> String {
    match error {
        FolderError::Foreign(file) => format!(
            "„{file}“ existiert bereits und stammt nicht von Haulout. Die Datei wurde nicht ersetzt. Bitte in einen anderen Ordner verschieben."
        ),
        FolderError::NotAFile(file) => {
            format!("„{file}“ ist ein Ordner, erwartet wird eine Datei. Bitte den Ordner verschieben.")
        }
        FolderError::Gone => {
            "Der Ordner existiert nicht mehr. Bitte erneut einen Ordner wählen.".to_owned()
        }
        FolderError::Full => "Der Datenträger ist voll. Bitte Speicherplatz freigeben.".to_owned(),
        FolderError::Refused => {
            "Das Schreiben wurde verweigert. Bitte prüfen, ob Schreibrechte für den Ordner bestehen und ob ein anderes Programm die Datei sperrt."
                .to_owned()
        }
        FolderError::Other(name) => {
            format!("Der Ordner ließ sich nicht verwenden ({name}). Bitte erneut versuchen oder einen anderen Ordner wählen.")
        }
    }
}
