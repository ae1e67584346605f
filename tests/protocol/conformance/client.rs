//! The happy path (OpenID Connect Core §3.1): redeems a code, verifies the ID token, requests a credential.

use super::accepted;

#[test]
fn somebody_signs_in() {
    accepted(|_| {});
}
