//! The JSON Schema of the configuration file, from the types that read it.

use schemars::generate::SchemaSettings;

use super::raw::RawConfig;

/// The schema as committed: indented, with a trailing line break.
#[must_use]
pub fn text() -> String {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let schema = generator.into_root_schema_for::<RawConfig>();
    format!("{:#}\n", schema.as_value())
}
