//! Texts of the live folder.

use crate::ui::live_folder::{FolderError, WriteStatus};
use crate::ui::messages::FolderMessages;
use crate::ui::platform::Platform;

pub(super) const FOLDER: FolderMessages = FolderMessages {
    unsupported: "A live folder keeps kubeconfig files up to date for hours. This browser does not support it; Chrome and Edge on a computer do, over HTTPS. “haulout open” does the same with any browser.",
    holds_all: "It contains all clusters that you have certificates for, regardless of the selection.",
    unchosen: "Choose a folder that only you can read, such as “.kube”. While this page is open, it renews the credentials in a “haulout” folder inside it, and kubectl and k9s keep working.",
    show_hidden,
    choose: "Choose folder",
    allow: "Allow access",
    retry: "Retry",
    stop: "Stop and clear files",
    location: "Path of this folder on your computer",
    location_example: "~/.kube/haulout or C:\\Users\\me\\.kube\\haulout",
    use_it: "Use it in this terminal",
    location_missing: "The path is missing, because browsers do not reveal where a folder is. Enter it here, ending in “haulout”, and the kubeconfig is written, too.",
    location_relative: "Enter the full path. It starts with “/”, with “~/”, or with a drive such as “C:\\”.",
    location_unsafe: "This path contains “..” or a character with a special meaning in a shell. Choose a different folder.",
    status,
    error,
};

const fn show_hidden(platform: Platform) -> &'static str {
    match platform {
        Platform::Linux => " If the dialog does not show “.kube”, press Ctrl+H.",
        Platform::Mac => " If the dialog does not show “.kube”, press Cmd+Shift+. (period).",
        Platform::Windows | Platform::Other => "",
    }
}

fn status(status: WriteStatus, label: &str, fine: bool) -> String {
    match status {
        WriteStatus::PermissionNeeded => {
            format!("Not writing to {label}: your browser needs your permission again.")
        }
        WriteStatus::PermissionDenied => format!(
            "No permission to write to {label}. Allow it in the site settings of your browser and reload, or choose another folder."
        ),
        WriteStatus::OtherTab => {
            format!("Another tab writes to {label}. This tab takes over when that one is closed.")
        }
        WriteStatus::Starting if fine => {
            format!("…/{label} is not ready yet: “haulout.yaml” is missing.")
        }
        WriteStatus::Writing if fine => format!("Writing to …/{label} while this page is open."),
        WriteStatus::Starting | WriteStatus::Writing => format!("Writing to …/{label} failed."),
    }
}

fn error(error: &FolderError) -> String {
    match error {
        FolderError::Foreign(file) => format!(
            "“{file}” already exists and was not written by Haulout. It was not replaced. Move it to another folder."
        ),
        FolderError::NotAFile(file) => {
            format!("“{file}” is a folder, but a file is expected. Move the folder to another place.")
        }
        FolderError::Gone => "The folder no longer exists. Choose a folder again.".to_owned(),
        FolderError::Full => "The disk is full. Free some space.".to_owned(),
        FolderError::Refused => {
            "Writing was denied. Check that you have write access to the folder and that no other program locks the file."
                .to_owned()
        }
        FolderError::Other(name) => {
            format!("The folder could not be used ({name}). Try again, or choose another folder.")
        }
    }
}
