//! The configuration: `raw` is the file as written, `validated` is what the gateway uses, `validate` converts between
//! them.

mod branding;
mod claims;
mod embed;
mod error;
mod field_names;
mod files;
mod keywords;
mod limits;
mod overrides;
mod proxies;
mod raw;
mod read;
pub mod schema;
mod settings;
mod source;
mod tls;
mod trust;
mod urls;
mod validate;
mod validated;

pub use branding::{Branding, Logo, LogoFormat};
pub use claims::{AuthenticatorClaims, ClaimRule, UserRule};
pub use error::ConfigError;
pub use files::FileHashes;
pub use keywords::{AuthenticatorType, ClientAuthentication, TokenMode};
pub(crate) use limits::Limits;
pub use overrides::Overrides;
pub use source::{Reading, Source};
pub use trust::Trust;
pub use urls::PublicUrl;
pub use validated::{
    CliConfig, ClusterConfig, ConciergeConfig, Config, IssuerConfig, NamePatterns, PINNIPED_CLI,
    Renewal,
};
