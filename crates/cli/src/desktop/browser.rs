//! Opens URLs in the user's browser.

use std::process::{Command, Stdio};

/// How URLs are shown to the user.
#[derive(Clone, Debug)]
pub(super) enum Browser {
    /// Opened by this program, or by the system's default one.
    Opened(Option<String>),
    /// Printed to the terminal only.
    Printed,
}

impl Browser {
    /// Opens a page; returns whether the browser was started, which it never is when URLs are printed.
    pub(super) fn open(&self, url: &str) -> bool {
        let Self::Opened(program) = self else {
            return false;
        };
        let mut command = match program {
            Some(program) => Command::new(program),
            None => default_browser(),
        };
        command
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        match command.spawn() {
            Ok(mut started) => {
                // Without `wait` the process would become a zombie.
                std::thread::spawn(move || started.wait());
                true
            }
            Err(_) => false,
        }
    }
}

#[cfg(target_os = "macos")]
fn default_browser() -> Command {
    Command::new("open")
}

/// Not `start`: it is a shell command, and the shell would interpret `&` in a URL.
#[cfg(windows)]
fn default_browser() -> Command {
    let mut command = Command::new("rundll32");
    command.arg("url.dll,FileProtocolHandler");
    command
}

#[cfg(not(any(target_os = "macos", windows)))]
fn default_browser() -> Command {
    Command::new("xdg-open")
}
