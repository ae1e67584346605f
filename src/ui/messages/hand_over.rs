//! Words about ways to hand a credential over.

/// Ways to hand a credential over.
pub struct HandOver {
    /// Puts the kubeconfig on the clipboard.
    pub copy: &'static str,
    /// Saves it as a file.
    pub download: &'static str,
    /// How long it works.
    pub works_until: &'static str,
    /// A look at it.
    pub preview: &'static str,
    /// The clipboard has the kubeconfig.
    pub copied: &'static str,
    /// The browser said no.
    pub copy_denied: &'static str,
    /// A file was saved.
    pub downloaded: &'static str,
    /// The browser said no.
    pub download_denied: &'static str,
    /// A file was saved that anybody may have.
    pub downloaded_for_pinniped: &'static str,
    /// Puts one line on the clipboard.
    pub copy_line: &'static str,
    /// The clipboard has a line.
    pub line_copied: &'static str,
    /// The browser said no.
    pub line_not_copied: &'static str,
}
