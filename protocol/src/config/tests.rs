//! A configuration is proven or complained about, by field.
