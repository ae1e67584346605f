//! Mounts the portal as the window of a page on another origin, whose script is `www/embed.js`.

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;

use super::mount::draw;
use super::provider::{Dashboard, PageOptions};
use super::ui_state::{DashboardAccess, EmbedDenial, EmbedState};
use crate::api::Session;

/// Draws `session` into the document's `#haulout` for the page at `origin`. Where `refusal` is not empty it says why that
/// page gets nothing: `origin`, `opener` or `silence`.
///
/// `act` is told what a person does: `sign-in`, `allow`, `stop`. Where it answers false, the browser opened no window to
/// sign in.
///
/// # Panics
/// Where the document has no such element: the page around us is not ours.
#[wasm_bindgen(js_name = mountEmbed)]
pub fn mount_embed(
    session: &Session,
    config_url: String,
    origin: String,
    refusal: &str,
    act: Function,
) {
    let access = match refusal {
        "" => DashboardAccess::Pending,
        "origin" => DashboardAccess::Denied(EmbedDenial::Origin),
        "opener" => DashboardAccess::Denied(EmbedDenial::Opener),
        _ => DashboardAccess::Denied(EmbedDenial::NoAnswer),
    };
    let dashboard = Dashboard {
        state: EmbedState { origin, access },
        act,
    };
    let options = PageOptions {
        config_url: config_url.into(),
        folder: Default::default(),
        dashboard: Some(dashboard),
    };
    drop(draw(session.driver(), options));
}
