//! ES256, PS256 and EdDSA are verified as well (RFC 7518 §3.4–§3.5, RFC 8037 §3.1).

use super::accepted;
use crate::world::keys::Key;

#[test]
fn a_token_signed_with_any_supported_algorithm_is_accepted() {
    for key in [Key::es256, Key::ps256, Key::eddsa] {
        accepted(|world| world.issuer.key = key());
    }
}
