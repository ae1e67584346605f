//! The happy path (OpenID Connect Core §3.1): redeems a code, verifies the ID token, requests a credential.

use super::accepted;

#[test]
fn a_login_ends_with_a_credential() {
    accepted(|_| {});
}
