//! The token endpoint: redemption, rotation and exchange, and the claims of ID tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use haulout_devstack::Script;
use reqwest::StatusCode;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::support::{NONCE, REDIRECT, STATE, Scene, claims, names, text};

#[tokio::test]
async fn a_supervisors_id_token_has_its_claims_and_no_others() {
    let scene = Scene::supervisor().await;
    let answer = scene.sign_in().await;
    assert_eq!(answer["state"], STATE);
    assert_eq!(
        answer["scope"],
        "groups offline_access openid pinniped:request-audience username"
    );
    let (_, tokens) = scene.redeem(&answer["code"]).await;
    assert_eq!(tokens["token_type"], "bearer");
    assert_eq!(tokens["expires_in"], 120);

    let claims = claims(&text(&tokens["id_token"]));
    let expected = [
        "at_hash",
        "aud",
        "auth_time",
        "azp",
        "exp",
        "groups",
        "iat",
        "iss",
        "jti",
        "nonce",
        "rat",
        "sub",
        "username",
    ];
    assert_eq!(names(&claims), expected);
    assert_eq!(claims["iss"], scene.stack.issuer().url());
    assert_eq!(claims["aud"], json!([scene.client_id()]));
    assert_eq!(claims["azp"], scene.client_id());
    assert_eq!(claims["nonce"], NONCE);
    assert_eq!(claims["username"], "pinny");
    assert_eq!(claims["groups"], json!(["seals", "cluster-viewers"]));
    assert_eq!(
        claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(),
        120
    );
    let hash = digest(&SHA256, text(&tokens["access_token"]).as_bytes());
    assert_eq!(
        claims["at_hash"],
        URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
    );
}

#[tokio::test]
async fn a_plain_issuers_audience_is_a_string() {
    let scene = Scene::set(Script::plain()).await;
    let tokens = scene.tokens().await;
    assert_eq!(claims(&text(&tokens["id_token"]))["aud"], "portal");
}

#[tokio::test]
async fn the_published_key_verifies_the_signature() {
    let scene = Scene::supervisor().await;
    let token = text(&scene.tokens().await["id_token"]);
    let keys: Value = scene
        .http
        .get(scene.endpoint("/jwks.json"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let key = &keys["keys"][0];
    assert_eq!(names(key), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(text(&key[name])).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let algorithm = &ring::signature::ECDSA_P256_SHA256_FIXED;
    ring::signature::UnparsedPublicKey::new(algorithm, point)
        .verify(
            signed.as_bytes(),
            &URL_SAFE_NO_PAD.decode(signature).unwrap(),
        )
        .unwrap();
}

#[tokio::test]
async fn a_refresh_token_works_once_and_so_does_its_successor() {
    let scene = Scene::supervisor().await;
    let first = scene.tokens().await;
    let (status, second) = scene.refresh(&text(&first["refresh_token"])).await;
    assert_eq!(status, StatusCode::OK);
    let claims = claims(&text(&second["id_token"]));
    assert!(
        claims.get("nonce").is_none(),
        "the nonce belongs to the code flow only"
    );

    let (status, error) = scene.refresh(&text(&first["refresh_token"])).await;
    assert_eq!(
        (status, &error["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
    assert_eq!(
        error["error_description"],
        "The refresh token is malformed or not valid."
    );
    assert_eq!(names(&error), ["error", "error_description"]);

    let (status, _) = scene
        .exchange(&text(&first["access_token"]), "dev-19c2")
        .await;
    assert_eq!(
        status,
        StatusCode::UNAUTHORIZED,
        "rotation takes the old access token along"
    );
    let (status, _) = scene.refresh(&text(&second["refresh_token"])).await;
    assert_eq!(
        status,
        StatusCode::OK,
        "a late reuse does not cost the session"
    );
}

#[tokio::test]
async fn reuse_of_a_code_revokes_its_tokens() {
    let scene = Scene::supervisor().await;
    let code = scene.sign_in().await.remove("code").unwrap();
    let (_, tokens) = scene.redeem(&code).await;
    let (status, error) = scene.redeem(&code).await;
    assert_eq!(
        (status, &error["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
    assert_eq!(
        error["error_description"],
        "The authorization code has already been used."
    );
    let (status, _) = scene.refresh(&text(&tokens["refresh_token"])).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, _) = scene
        .exchange(&text(&tokens["access_token"]), "dev-19c2")
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_code_needs_its_verifier_and_redirect_uri() {
    let scene = Scene::supervisor().await;
    let code = scene.sign_in().await.remove("code").unwrap();
    let foreign = "another-verifier-of-the-length-the-rfc-demands";
    for (redirect_uri, verifier, complaint) in [
        (
            REDIRECT,
            foreign,
            "The PKCE code challenge did not match the code verifier.",
        ),
        (
            REDIRECT,
            "short",
            "The PKCE code verifier must be at least 43 characters.",
        ),
        (
            "http://127.0.0.1:1/callback",
            foreign,
            "The 'redirect_uri' from this request does not match the one from the authorize request.",
        ),
    ] {
        let (status, error) = scene
            .token(&[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", redirect_uri),
                ("code_verifier", verifier),
            ])
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(error["error_description"], complaint);
    }
    assert_eq!(
        scene.redeem(&code).await.0,
        StatusCode::OK,
        "a failed attempt does not spend the code"
    );
}

#[tokio::test]
async fn a_confidential_client_authenticates_with_basic_only() {
    let scene = Scene::supervisor().await;
    let client = scene.stack.issuer().clients().remove(0);
    let secret = client.secret.unwrap();
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "unknown"),
        ("client_id", client.id.as_str()),
    ];
    let url = scene.endpoint("/oauth2/token");
    let in_form = [&form[..], &[("client_secret", secret.secret())]].concat();
    let attempts = [
        (scene.http.post(&url).form(&form), StatusCode::UNAUTHORIZED),
        (
            scene.http.post(&url).form(&in_form),
            StatusCode::UNAUTHORIZED,
        ),
        (
            scene
                .http
                .post(&url)
                .basic_auth(&client.id, Some("wrong"))
                .form(&form),
            StatusCode::UNAUTHORIZED,
        ),
        // The client is authenticated; now the refresh token is invalid.
        (
            scene
                .http
                .post(&url)
                .basic_auth(&client.id, Some(secret.secret()))
                .form(&form),
            StatusCode::BAD_REQUEST,
        ),
    ];
    for (request, expected) in attempts {
        assert_eq!(request.send().await.unwrap().status(), expected);
    }
}

#[tokio::test]
async fn tokens_expire_by_the_issuers_clock() {
    let scene = Scene::supervisor().await;
    let tokens = scene.tokens().await;
    let code = scene.sign_in().await.remove("code").unwrap();
    scene.stack.issuer().clock().set_offset_seconds(11 * 60);
    let (_, error) = scene.redeem(&code).await;
    assert_eq!(
        error["error_description"],
        "The authorization code expired."
    );
    let (status, error) = scene
        .exchange(&text(&tokens["access_token"]), "dev-19c2")
        .await;
    assert_eq!(
        (status, &error["error"]),
        (StatusCode::UNAUTHORIZED, &json!("invalid_token"))
    );
    scene
        .stack
        .issuer()
        .clock()
        .set_offset_seconds(10 * 60 * 60);
    let (status, error) = scene.refresh(&text(&tokens["refresh_token"])).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(error["error_description"], "The refresh token expired.");
}

#[tokio::test]
async fn the_journals_debug_output_hides_values() {
    let scene = Scene::supervisor().await;
    scene.tokens().await;
    let requests = scene.stack.journal().requests("/oauth2/token");
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].field("grant_type"), Some("authorization_code"));
    assert!(
        requests[0]
            .header("authorization")
            .unwrap()
            .starts_with("Basic ")
    );
    let code = requests[0].field("code").unwrap();
    assert!(!format!("{requests:?}").contains(code));
}
