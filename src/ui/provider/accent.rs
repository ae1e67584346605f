//! The operator's accent colour.

use haulout_protocol::branding::Branding;
use web_sys::Element;

use crate::browser::appearance::{self, Accent};

/// The accent that is currently shown.
#[derive(Default)]
pub(super) struct ShownAccent(Option<Branding>);

impl ShownAccent {
    /// Shows the accent, if it has changed.
    pub(super) fn show(&mut self, root: &Element, branding: &Branding) {
        if self.0.as_ref() == Some(branding) {
            return;
        }
        self.0 = Some(branding.clone());
        let Some(accent) = branding.accent else {
            return appearance::accent(root, None);
        };
        let colours = Accent {
            light: &accent.light(),
            light_ink: accent.light_ink(),
            dark: &accent.dark(),
            dark_ink: accent.dark_ink(),
        };
        appearance::accent(root, Some(colours));
    }
}
