//! Everything that `Debug` would print to a log, and everything that must not be in it.

use std::collections::{HashMap, HashSet};
use std::fmt::Debug;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Checked when it is dropped, so that every test with this world also checks this.
#[derive(Default)]
pub(crate) struct DebugOutput {
    lines: HashSet<String>,
    secrets: HashSet<String>,
    off: bool,
}

impl DebugOutput {
    pub(crate) fn take(&mut self, value: &dyn Debug) {
        if !self.off {
            self.lines.insert(format!("{value:?}"));
        }
    }

    /// From here on, `secret` must not be printed: neither as text, nor encoded, nor as a list of bytes, nor any of
    /// the three parts of a token.
    pub(crate) fn never(&mut self, secret: &str) {
        if !self.off {
            let parts = secret.split('.').filter(|part| part.len() >= SHORTEST);
            self.secrets.extend(parts.map(str::to_owned));
        }
    }

    /// For tests in which printing would take longer than everything else.
    pub(crate) fn turn_off(&mut self) {
        self.off = true;
    }

    pub(crate) fn is_on(&self) -> bool {
        !self.off
    }

    pub(crate) fn leaks(&self) -> Vec<String> {
        let mut needles: HashMap<[u8; PREFIX], Vec<(String, &str)>> = HashMap::new();
        let mut is_likely = vec![false; 1 << 16];
        for secret in &self.secrets {
            for form in forms(secret) {
                let prefix: [u8; PREFIX] = form.as_bytes()[..PREFIX].try_into().unwrap();
                is_likely[digest(&prefix)] = true;
                needles.entry(prefix).or_default().push((form, secret));
            }
        }
        let mut leaks = Vec::new();
        for line in &self.lines {
            for (at, window) in line.as_bytes().windows(PREFIX).enumerate() {
                if !is_likely[digest(window)] {
                    continue;
                }
                let found = needles.get(window).into_iter().flatten();
                for (form, secret) in found {
                    if line.as_bytes()[at..].starts_with(form.as_bytes()) {
                        leaks.push(format!("{secret} as {form} in {line:.200}"));
                    }
                }
            }
        }
        leaks
    }
}

/// The forms of a secret in a log: plain, as hex, as a list of bytes, and in both base64 alphabets, which depend on
/// the number of preceding bytes.
fn forms(secret: &str) -> Vec<String> {
    let hex = |format: fn(&u8) -> String| secret.as_bytes().iter().map(format).collect::<String>();
    let list = format!("{:?}", secret.as_bytes());
    let mut forms = vec![
        secret.to_owned(),
        hex(|byte| format!("{byte:02x}")),
        hex(|byte| format!("{byte:02X}")),
        list.trim_matches(['[', ']']).to_owned(),
    ];
    for before in 0..3 {
        let padded = [&b"\0\0\0"[..before], secret.as_bytes()].concat();
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            // The first and the last character depend on the neighbours.
            let encoded = engine.encode(&padded);
            let end = encoded.len() - 1;
            forms.push(encoded[(before * 8).div_ceil(6)..end].to_owned());
        }
    }
    forms
}

/// Sixteen bits of the beginning, which distinguish most strings at the cost of a multiplication.
fn digest(window: &[u8]) -> usize {
    let start = u32::from_le_bytes([window[0], window[1], window[2], window[3]]);
    (start.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

impl Drop for DebugOutput {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let leaks = self.leaks();
            assert!(leaks.is_empty(), "{leaks:#?}");
        }
    }
}

/// Anything shorter is not a secret and may occur by chance.
const SHORTEST: usize = 12;
/// How much of a form is looked up; the rest is compared. The shortest base64 of the shortest secret is longer.
const PREFIX: usize = 8;

#[test]
fn a_printed_secret_is_found_in_any_form() {
    let secret = "pin_rt_canary0001";
    for before in ["", "x", "xy"] {
        let around = format!("{before}{secret}#");
        for line in [
            around.clone(),
            format!("{:?}", around.as_bytes()),
            STANDARD_NO_PAD.encode(&around),
            URL_SAFE_NO_PAD.encode(&around),
            around.bytes().map(|byte| format!("{byte:02x}")).collect(),
            around.bytes().map(|byte| format!("{byte:02X}")).collect(),
        ] {
            let mut printed = DebugOutput::default();
            printed.take(&line);
            printed.never(secret);
            assert!(!printed.leaks().is_empty(), "{line}");
            printed.secrets.clear();
        }
    }
}
