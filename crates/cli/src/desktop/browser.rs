//! The person's own browser, which is needed for nothing but the sign-in.

use std::process::{Command, Stdio};

/// How URLs reach the person.
#[derive(Clone, Debug)]
pub(super) enum Browser {
    /// By whatever the system opens pages with, or by the program that the person named.
    Opened(Option<String>),
    /// The person copies them from the terminal.
    Printed,
}

impl Browser {
    /// Opens a page, and says whether that was possible.
    pub(super) fn open(&self, url: &str) -> bool {
        let Self::Opened(program) = self else {
            return false;
        };
        let mut command = match program {
            Some(program) => Command::new(program),
            None => system(),
        };
        command
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        match command.spawn() {
            Ok(mut started) => {
                // Somebody has to wait for it, or it stays behind as a zombie.
                std::thread::spawn(move || started.wait());
                true
            }
            Err(_) => false,
        }
    }
}

#[cfg(target_os = "macos")]
fn system() -> Command {
    Command::new("open")
}

/// Not `start`, which is a word of a shell that would read the `&` of a URL.
#[cfg(windows)]
fn system() -> Command {
    let mut command = Command::new("rundll32");
    command.arg("url.dll,FileProtocolHandler");
    command
}

#[cfg(not(any(target_os = "macos", windows)))]
fn system() -> Command {
    Command::new("xdg-open")
}
