//! A token without `kid` is verified with the only key (OpenID Connect Core §10.1).

use super::accepted;
use crate::world::remove;

#[test]
fn a_token_without_kid_is_accepted_when_there_is_one_key() {
    accepted(|world| world.issuer.edits.header = remove("kid"));
}
