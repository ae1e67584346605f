//! RS256, which every provider supports, is verified (OpenID Connect Core §15.1).

use super::accepted;
use crate::world::keys::Key;

#[test]
fn a_token_signed_with_rs256_is_accepted() {
    accepted(|world| world.issuer.key = Key::rs256());
}
