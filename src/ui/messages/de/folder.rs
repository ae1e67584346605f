//! The live folder.

use crate::ui::live_folder::{FolderError, WriteStatus};
use crate::ui::messages::FolderMessages;

pub(super) const FOLDER: FolderMessages = FolderMessages {
    unsupported: "Wenn es stundenlang ohne Pause gehen soll, halten Sie einen Ordner aktuell. Dieser Browser kann das nicht; Chrome und Edge auf einem Computer können es, über https. „haulout open“ kann es mit jedem Browser.",
    holds_all: "Er enthält alle Cluster, für die Sie Zertifikate bekommen, gleich welche ausgewählt sind.",
    unchosen: "Wählen Sie einen Ordner, den nur Sie lesen können, etwa „.kube“. Solange diese Seite offen ist, erneuert sie die Zugangsdaten in einem Ordner „haulout“ darin, und kubectl und k9s arbeiten weiter.",
    choose: "Ordner wählen",
    allow: "Wieder erlauben",
    retry: "Noch einmal schreiben",
    stop: "Beenden und Dateien leeren",
    location: "Wo dieser Ordner auf Ihrem Computer liegt",
    location_example: "~/.kube/haulout oder C:\\Users\\me\\.kube\\haulout",
    use_it: "In diesem Terminal verwenden",
    location_missing: "Eines fehlt noch: Eine Seite kann nicht sehen, wo ein Ordner liegt. Tragen Sie es hier ein, mit „haulout“ am Ende, dann wird auch die Kubeconfig geschrieben.",
    location_relative: "Tragen Sie den ganzen Pfad ein. Er beginnt mit „/“, mit „~/“ oder mit einem Laufwerk wie „C:\\“.",
    location_unsafe: "In diesem Pfad steht „..“ oder ein Zeichen, das eine Shell anders versteht. Wählen Sie einen Ordner ohne so etwas.",
    status,
    error,
};

fn status(status: WriteStatus, label: &str, fine: bool) -> String {
    match status {
        WriteStatus::PermissionNeeded => {
            format!(
                "In {label} wird nicht geschrieben: Ihr Browser möchte, dass Sie es wieder erlauben."
            )
        }
        WriteStatus::PermissionDenied => format!(
            "In {label} darf nicht geschrieben werden. Erlauben Sie es in den Website\u{2011}Einstellungen Ihres Browsers und laden Sie neu, oder wählen Sie einen anderen Ordner."
        ),
        WriteStatus::OtherTab => {
            format!(
                "Ein anderer Tab schreibt in {label}. Dieser macht weiter, wenn jener geschlossen wird."
            )
        }
        WriteStatus::Writing if fine => {
            format!("Solange diese Seite offen ist, schreibt sie in …/{label}.")
        }
        WriteStatus::Writing => format!("Das Schreiben in …/{label} gelingt nicht."),
    }
}

fn error(error: &FolderError) -> String {
    match error {
        FolderError::Foreign(file) => format!(
            "„{file}“ gibt es schon, und Haulout hat die Datei nicht geschrieben. Nichts wurde ersetzt. Legen Sie sie woanders ab."
        ),
        FolderError::NotAFile(file) => {
            format!("Ein Ordner heißt „{file}“, wo eine Datei hingehört. Legen Sie ihn woanders ab.")
        }
        FolderError::Gone => {
            "Der Ordner ist nicht mehr da. Wählen Sie wieder einen.".to_owned()
        }
        FolderError::Full => "Der Datenträger ist voll. Schaffen Sie Platz.".to_owned(),
        FolderError::Refused => {
            "Das Schreiben wurde verweigert. Prüfen Sie, ob Sie in den Ordner schreiben dürfen und ob ein anderes Programm die Datei festhält."
                .to_owned()
        }
        FolderError::Other(name) => {
            format!("Der Ordner ließ sich nicht verwenden ({name}). Versuchen Sie es erneut, oder wählen Sie einen anderen.")
        }
    }
}
