//! Mounts the portal as the embed window of a dashboard on another origin; its script is `www/embed.js`.

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;

use super::mount::draw;
use super::provider::{Dashboard, PageOptions};
use super::ui_state::{DashboardAccess, EmbedDenial, EmbedState};
use crate::api::Session;

/// Renders `session` into the document's `#haulout` for the dashboard at `origin`. If `refusal` is not empty, it is the
/// reason why the dashboard gets no access: `origin`, `opener` or `silence`.
///
/// `act` receives the user's actions: `sign-in`, `allow`, `stop`. It returns false if the browser blocked the sign-in
/// window.
///
/// # Panics
/// If the document has no element `#haulout`.
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
        state: EmbedState {
            origin,
            access,
            readable: None,
        },
        act,
    };
    let options = PageOptions {
        config_url: config_url.into(),
        folder: Default::default(),
        dashboard: Some(dashboard),
        pressed: false,
    };
    drop(draw(session.driver(), options));
}
