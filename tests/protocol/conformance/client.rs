//! The happy path (OpenID Connect Core §3.1): a code is redeemed, the ID token verified, the Concierge asked.

use super::accepted;

#[test]
fn somebody_signs_in() {
    accepted(|_| {});
}
