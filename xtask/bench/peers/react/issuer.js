// The sign-in by oidc-client-ts.

import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts';

import { configuration } from '../common/configuration.js';

const { clientId, headers, metadataUrl, scopes, url } = configuration.issuer;

const manager = new UserManager({
  authority: url,
  metadataUrl,
  client_id: clientId,
  redirect_uri: configuration.redirectUri,
  scope: scopes.join(' '),
  extraHeaders: headers,
  automaticSilentRenew: false,
  // Tokens stay in the page's memory; only `state` and the verifier have to survive the redirect.
  userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  stateStore: new WebStorageStateStore({ store: sessionStorage }),
});

/** Requested at once, so that neither a press nor the callback waits for the rest of the program. */
const metadata = manager.metadataService.getMetadata();

let user;
let refreshing;

export async function signIn() {
  await metadata;
  await manager.signinRedirect();
}

export async function signInCallback() {
  await metadata;
  user = await manager.signinRedirectCallback();
  history.replaceState(null, '', '/');
}

export const issuer = {
  async tokens() {
    if (user.expires_in < EXPIRY_MARGIN_SECONDS) {
      refreshing ??= manager.signinSilent().finally(() => (refreshing = undefined));
      user = await refreshing;
    }
    return { idToken: user.id_token, accessToken: user.access_token };
  },

  // oidc-client-ts has no token exchange (RFC 8693).
  async exchange(accessToken, audience) {
    const { token_endpoint: endpoint } = await metadata;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers,
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        client_id: clientId,
        audience,
        subject_token: accessToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        requested_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      }),
    });
    if (!response.ok) {
      throw new Error(`The token exchange failed with status ${response.status}.`);
    }
    return (await response.json()).access_token;
  },
};

/** Tokens are refreshed this long before they expire. */
const EXPIRY_MARGIN_SECONDS = 15;
