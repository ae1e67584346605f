//! The options object of `Session.create`, read member by member, with the member's name in every complaint.

use haulout_protocol::Error;
use haulout_protocol::error::{ConfigFault, Reason};
use haulout_protocol::input::Source;
use js_sys::{Function, JSON, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// What `Session.create` was given.
pub(super) struct Options {
    pub(super) source: Source,
    /// Called in place of `location.assign`.
    pub(super) navigate: Option<Function>,
}

impl Options {
    pub(super) fn read(options: &JsValue) -> Result<Self, Error> {
        if !options.is_object() {
            return Err(fault(
                "options",
                "must be an object with `config` or `configUrl`",
            ));
        }
        let config = member(options, "config");
        let source = match (
            config.is_undefined(),
            member(options, "configUrl").as_string(),
        ) {
            (true, Some(url)) => Source::Url(url),
            (false, None) => {
                let json = JSON::stringify(&config)
                    .ok()
                    .and_then(|text| text.as_string());
                Source::Inline(
                    json.ok_or_else(|| fault("config", "must be a JSON object"))?
                        .into_bytes(),
                )
            }
            (true, None) => return Err(fault("config", "is missing, and so is `configUrl`")),
            (false, Some(_)) => return Err(fault("config", "and `configUrl` exclude each other")),
        };
        let navigate = member(options, "navigate");
        let navigate = match navigate.is_undefined() {
            true => None,
            false => Some(
                navigate
                    .dyn_into()
                    .map_err(|_| fault("navigate", "must be a function"))?,
            ),
        };
        Ok(Self { source, navigate })
    }
}

fn member(options: &JsValue, name: &str) -> JsValue {
    Reflect::get(options, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn fault(field: &str, reason: &str) -> Error {
    Reason::Config(ConfigFault {
        field: field.into(),
        reason: reason.into(),
    })
    .into()
}
