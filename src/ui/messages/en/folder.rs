//! The live folder.

use crate::ui::live_folder::{FolderError, WriteStatus};
use crate::ui::messages::FolderMessages;

pub(super) const FOLDER: FolderMessages = FolderMessages {
    unsupported: "For hours without a break, keep a folder fresh. This browser cannot do that; Chrome and Edge on a computer can, over https. So can “haulout open”, with any browser.",
    holds_all: "It holds all clusters that you get certificates for, whichever are selected.",
    unchosen: "Choose a folder that only you can read, such as “.kube”. While this page is open it renews the credentials in a folder “haulout” there, and kubectl and k9s go on working.",
    choose: "Choose a folder",
    allow: "Allow again",
    retry: "Write again",
    stop: "Stop and blank the files",
    location: "Where this folder is on your computer",
    location_example: "~/.kube/haulout or C:\\Users\\me\\.kube\\haulout",
    use_it: "Use it in this terminal",
    location_missing: "One thing is missing: a page cannot see where a folder is. Write it here, with “haulout” at the end, and the kubeconfig is written, too.",
    location_relative: "Write the whole path. It begins with “/”, with “~/”, or with a drive such as “C:\\”.",
    location_unsafe: "This path has “..” or a character in it that a shell reads as something else. Choose a folder without.",
    status,
    error,
};

fn status(status: WriteStatus, label: &str, fine: bool) -> String {
    match status {
        WriteStatus::PermissionNeeded => {
            format!("Not writing to {label}: your browser wants you to allow it again.")
        }
        WriteStatus::PermissionDenied => format!(
            "Not allowed to write to {label}. Allow it in the site settings of your browser and reload, or choose another folder."
        ),
        WriteStatus::OtherTab => {
            format!("Another tab writes to {label}. This one goes on when that one is closed.")
        }
        WriteStatus::Writing if fine => format!("Writing to …/{label} while this page is open."),
        WriteStatus::Writing => format!("Writing to …/{label} fails."),
    }
}

fn error(error: &FolderError) -> String {
    match error {
        FolderError::Foreign(file) => format!(
            "“{file}” is there already, and Haulout did not write it. Nothing was replaced. Move it away."
        ),
        FolderError::NotAFile(file) => {
            format!("There is a folder called “{file}”, where a file belongs. Move it away.")
        }
        FolderError::Gone => "The folder is gone. Choose one again.".to_owned(),
        FolderError::Full => "The disk is full. Make room.".to_owned(),
        FolderError::Refused => {
            "Writing was refused. Check that the folder is yours to write to, and that no other program holds the file."
                .to_owned()
        }
        FolderError::Other(name) => {
            format!("The folder could not be used ({name}). Try again, or choose another one.")
        }
    }
}
