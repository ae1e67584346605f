//! Tests RS256 with a signature made by OpenSSL. The integration tests cover ES256 with the stack's own issuer.

use serde_json::json;

use super::*;

const MESSAGE: &[u8] = b"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwaW5ueSJ9";
const MODULUS: &str = "8Rl1jwGdFU2ksJJaUi5SV16Bv_Tos3PyuVZKZgvYfH5vYvCki1pzaU-rqT7GzOm2mKYXuBv3geYo2sM7dm-JGB7Z\
    xlFk2gzxEmTngkkZmm1kMRhSF6q7YSeMdU06QVNeJa2dj3BBPO4KzqlcQ8TFkTYsPejpo2O-TMS_HLw5utUpLHVg\
    HnbSbpoigTs2M86URkGGQrWLOaW-9fQQyz1_Ej5HYYs7XD6saQnE7rNzabN3BvE8KnP97Z7krJ9_23gJshxFB-aA\
    2-a_uW2T99KsDIHOl2d49p-GNxrD87zw6VXbBw0q2irNI2CzMNUkmKwqCX09vBCx6vdIcrViiKVDUw";
const SIGNATURE: &str = "HTi9Ra2pmsqo57exDCEr1daGdSa5eGbtjPQKApR1ZuJbxrR9sK4TqBkIIp8ryqBVMTqbaAwpDu2XYw8sH9jPctBg\
    gw8vVCgwupgpSxzYcODtTOcBpPhl5xTrowDbe8-ECqo0Kcg0VGqlz5R3cRaZZMGdujF87Dy0igx9rnai2dKpLGre\
    jQIQ4p1xoFwPQcqmhGcWbSxlrgC96WJOxCIpnpbm6EkDPCnIZHiFaN4jUyzkAONaXThGgtTJ70O6MxRwoFl8w0dE\
    Ohg5yYW9UDkOmIJCcqmBFejn7idbK46F5tmyH1TVJ653_NUuTwBUOqnZSNAYy7R743dB9XyBlkl3-Q";

fn key(members: serde_json::Value) -> Jwk {
    serde_json::from_value(members).unwrap()
}

#[test]
fn rs256_verifies_only_the_signed_message() {
    let key = key(json!({"kty": "RSA", "kid": "1", "n": MODULUS, "e": "AQAB"}));
    let signature = URL_SAFE_NO_PAD.decode(SIGNATURE).unwrap();
    assert!(key.verifies("RS256", MESSAGE, &signature));
    assert!(!key.verifies("RS256", b"another message", &signature));
    for algorithm in ["none", "HS256", "ES256", "PS256", "RS384", "RS512"] {
        assert!(!key.verifies(algorithm, MESSAGE, &signature), "{algorithm}");
    }
}

#[test]
fn a_key_matches_its_own_kid_only() {
    let named = key(json!({"kty": "RSA", "kid": "1"}));
    assert!(named.matches_kid(Some("1")) && named.matches_kid(None));
    assert!(!named.matches_kid(Some("2")));
}
