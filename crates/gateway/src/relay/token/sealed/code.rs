//! The redemption of a code, once for each sign-in.

use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use haulout_protocol::Code;

use super::{check_id_token, discard, session_of};
use crate::cookies::{Login, Session};
use crate::error::Failure;
use crate::relay::token::TokenEndpoint;
use crate::relay::token::response::{self, PageResponse, with_cookie};
use crate::relay::token::shared_requests::{RequestKey, SealedResponse};
use crate::secret::Secret;

/// Redeems a code only for the browser that started this sign-in. Otherwise the gateway would use its client secret for
/// any code that a client sends.
pub(super) async fn redeem(
    endpoint: &TokenEndpoint,
    headers: &HeaderMap,
    code: Secret,
    state: Option<&Secret>,
) -> Result<PageResponse, Failure> {
    let state = state.map_or("", Secret::secret);
    let login = find_login(endpoint, headers, state)?;
    let forget = endpoint.cookies.expired_login_cookie(state)?;
    let key = RequestKey::new(&endpoint.config.issuer, state, &code);
    let session = Session::begin();
    let id = session.id.clone();
    let pending = request_tokens(endpoint.clone(), login, code, session);
    let requests = &endpoint.redemptions.requests;
    let ended = endpoint.clone();
    let discard = |response| discard(ended, response);
    match requests.answer(key, id, pending, discard).await {
        Ok((headers, body)) => {
            let answer = (with_cookie(headers, forget), body);
            response::with_session(endpoint, answer, true)
        }
        Err(failure) if failure.is_unsent() => Err(failure),
        // Code and sign-in are used up, whatever the issuer answered.
        Err(failure) => Err(failure.with_cookie(forget)),
    }
}

fn find_login(
    endpoint: &TokenEndpoint,
    headers: &HeaderMap,
    state: &str,
) -> Result<Login, Failure> {
    let TokenEndpoint {
        config, cookies, ..
    } = endpoint;
    match cookies.login(headers, state) {
        Some(login)
            if login.redirect_uri == config.public.redirect_uri()
                && login.issuer == config.issuer.identifier =>
        {
            Ok(login)
        }
        Some(_) => Err(refusal(
            Code::LoginNotStarted,
            "The sign-in was started with another configuration.",
        )),
        None if cookies.has_login(headers) => Err(refusal(
            Code::StateMismatch,
            "The authorization response belongs to another sign-in.",
        )),
        None => Err(refusal(
            Code::LoginNotStarted,
            "This browser has no sign-in in progress; sign in again.",
        )),
    }
}

/// Spends the sign-in, unless the issuer does not get the request.
async fn request_tokens(
    endpoint: TokenEndpoint,
    login: Login,
    code: Secret,
    session: Session,
) -> Result<SealedResponse, Failure> {
    let state = login.state.secret();
    if !endpoint.redemptions.spent_states().spend(state) {
        return Err(refusal(
            Code::StateMismatch,
            "This sign-in has already redeemed a code; sign in again.",
        ));
    }
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.secret()),
        ("redirect_uri", &login.redirect_uri),
        ("code_verifier", login.verifier.secret()),
    ];
    let answer = async {
        let _place = endpoint.redemptions.place().await?;
        endpoint.issuer.request_token(&fields).await
    };
    let answer = answer.await.inspect_err(|failure| {
        if failure.is_unsent() {
            endpoint.redemptions.spent_states().restore(state);
        }
    })?;
    let tokens = response::read(&endpoint.issuer, &answer, &[&login.verifier, &code])?;
    if tokens.id_token.is_none() {
        let description = "The issuer's token response has no ID token.";
        let failure = Failure::upstream(Code::TokenResponseInvalid, description);
        return Err(failure.with_headers(answer.headers));
    }
    check_id_token(&tokens, Some(&login.nonce), &answer)?;
    let session = session_of(&endpoint, &tokens, session);
    let body = response::for_page(tokens, session.refresh_token.is_some())?;
    let nonce = serde_json::to_vec(&login.nonce).map_err(Failure::internal)?;
    Ok(SealedResponse {
        cookie: endpoint.cookies.session_cookie(&session)?,
        body: response::with_member(body, "nonce", &nonce).into(),
        headers: answer.headers,
        is_final: true,
    })
}

fn refusal(code: Code, description: &'static str) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, code, description)
}
