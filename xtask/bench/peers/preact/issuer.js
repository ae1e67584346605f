// The sign-in by oauth4webapi.

import * as oauth from 'oauth4webapi';

import { configuration } from '../common/configuration.js';

const { clientId, metadataUrl, scopes, url } = configuration.issuer;
const { redirectUri } = configuration;
const client = { client_id: clientId, id_token_signed_response_alg: 'ES256' };
const authentication = oauth.None();
// The bench serves all of this without TLS, on this computer.
const insecure = { [oauth.allowInsecureRequests]: true };
const options = { ...insecure, headers: configuration.issuer.headers };

/** Requested at once, so that neither a press nor the callback waits for the rest of the program. */
const metadata = fetch(metadataUrl).then((response) => oauth.processDiscoveryResponse(new URL(url), response));

let tokens;
let expires;
let refreshing;

export async function signIn() {
  const server = await metadata;
  const pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const request = new URL(server.authorization_endpoint);
  request.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: scopes.join(' '),
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  });
  location.assign(request);
}

export async function signInCallback() {
  const server = await metadata;
  const { nonce, state, verifier } = JSON.parse(sessionStorage.getItem(PENDING));
  sessionStorage.removeItem(PENDING);
  const parameters = oauth.validateAuthResponse(server, client, new URL(location.href), state);
  history.replaceState(null, '', '/');
  const response = await oauth.authorizationCodeGrantRequest(
    server, client, authentication, parameters, redirectUri, verifier, options,
  );
  keep(await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  }));
  verified = oauth.validateApplicationLevelSignature(server, response, options);
  // Nothing waits for it before the token is used.
  verified.catch(() => {});
}

/** The check of the ID token's signature, which requests the keys while the page continues. */
let verified;

export const issuer = {
  async tokens() {
    if (Date.now() > expires) {
      refreshing ??= refresh().finally(() => (refreshing = undefined));
      await refreshing;
    }
    return { idToken: tokens.id_token, accessToken: tokens.access_token };
  },

  async exchange(accessToken, audience) {
    const server = await metadata;
    const parameters = {
      audience,
      subject_token: accessToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      requested_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    };
    const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
    const response = await oauth.genericTokenEndpointRequest(server, client, authentication, grant, parameters, options);
    const result = await oauth.processGenericTokenEndpointResponse(server, client, response, {
      // RFC 8693 §2.2.1: the issued token is an ID token, which is no bearer token.
      recognizedTokenTypes: { n_a: () => {} },
    });
    await verified;
    return result.access_token;
  },
};

async function refresh() {
  const server = await metadata;
  const response = await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, options);
  keep({ ...tokens, ...(await oauth.processRefreshTokenResponse(server, client, response)) });
}

function keep(response) {
  tokens = response;
  expires = Date.now() + (response.expires_in - EXPIRY_MARGIN_SECONDS) * 1000;
}

const PENDING = 'pending-sign-in';
/** Tokens are refreshed this long before they expire. */
const EXPIRY_MARGIN_SECONDS = 15;
