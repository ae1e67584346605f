//! The JSON Schema of the configuration file, from the types that read it.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::raw::RawConfig;

/// The schema as committed: indented, with a trailing line break.
#[must_use]
pub fn text() -> String {
    format!("{:#}\n", value())
}

/// The schema as JSON.
pub(super) fn value() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<RawConfig>().to_value()
}
