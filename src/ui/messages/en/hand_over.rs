//! The hand-over.

use crate::ui::messages::HandOver;

pub(super) const HAND_OVER: HandOver = HandOver {
    copy: "Copy kubeconfig",
    download: "Download kubeconfig",
    works_until: "Works for kubectl at once, until the ring is empty. The key is copied, never shown.",
    preview: "What is in it",
    copied: "Copied. It holds a private key: paste it into a file that only you can read.",
    copy_denied: "Your browser did not allow copying. Use “Download kubeconfig” instead.",
    downloaded: "Saved. It holds a private key: keep it in a folder that only you can read.",
    download_denied: "Your browser did not allow the download. Use “Copy kubeconfig” instead.",
    downloaded_for_pinniped: "Saved. Nothing in it is secret: the Pinniped CLI signs in when kubectl asks it to.",
    copy_line: "Copy line",
    line_copied: "Copied. Paste it into your terminal.",
    line_not_copied: "Your browser did not allow copying. Select the line and copy it yourself.",
};
