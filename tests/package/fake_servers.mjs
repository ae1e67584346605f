//! An issuer and a cluster with a Concierge behind a stub of `fetch`, for a public client without a gateway.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const ISSUER = 'https://issuer.example';
export const CLUSTER = 'https://prod.example:6443';
export const REDIRECT_URI = 'https://dashboard.example/callback';
const CLIENT_ID = 'dashboard';

/** The time of all servers here, at which the certificate below is valid. */
export const NOW = new Date('2026-11-23T10:05:00Z');
export const NOT_AFTER = '2026-11-23T10:10:00Z';
const fixture = (name) => readFileSync(new URL(`../../crates/protocol/tests/fixtures/${name}`, import.meta.url), 'utf8');
export const CERTIFICATE = fixture('pinniped.crt');
export const KEY = fixture('pinniped.key');

/** A consumer's configuration. */
export const config = () => ({
  title: 'Acme clusters',
  tokens: 'page',
  redirectUri: REDIRECT_URI,
  issuer: { url: ISSUER, clientId: CLIENT_ID, scopes: ['openid', 'offline_access'] },
  clusters: [
    {
      id: 'prod',
      name: 'Production',
      server: CLUSTER,
      concierge: { authenticator: { type: 'jwt', name: 'dex' } },
      versionUrl: `${CLUSTER}/version`,
    },
  ],
});

/** Replaces `fetch` until `close`. Unexpected requests fail. */
export class FakeServers {
  requests = [];
  /** The parameters of the authorization request, which the token endpoint checks. */
  authorizationRequest = {};
  /** Changes a response: `edits.token = (body) => …` returns another body or a `Response`. */
  edits = {};
  #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = async (request) => {
      const body = await request.text();
      this.requests.push({ method: request.method, url: request.url, body, request });
      return this.answer(request.method, request.url, body);
    };
  }

  /** The response to a request of a session with its own transport. */
  async answered(request) {
    return this.answer(request.method, request.url, await request.text());
  }

  /** The response to a request. */
  answer(method, url, body) {
    const { pathname, origin } = new URL(url);
    const route = this.#routes[`${method} ${origin}${pathname}`];
    if (!route) throw new TypeError(`unexpected request: ${method} ${url}`);
    const answer = route(body);
    const edited = this.edits[pathname.split('/').at(-1)]?.(answer) ?? answer;
    return edited instanceof Response ? edited : json(edited);
  }

  close() {
    globalThis.fetch = this.#fetch;
  }

  /** Returns the callback URL with a code, as if the browser had followed the authorization URL. */
  authorize(url) {
    this.authorizationRequest = Object.fromEntries(new URL(url).searchParams);
    const back = new URL(this.authorizationRequest.redirect_uri);
    back.search = new URLSearchParams({ code: 'the-code', state: this.authorizationRequest.state }).toString();
    return back.href;
  }

  #routes = {
    [`GET ${ISSUER}/.well-known/openid-configuration`]: () => ({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
    }),
    [`GET ${ISSUER}/keys`]: () => ({
      keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' }],
    }),
    [`POST ${ISSUER}/token`]: (body) => this.#token(new URLSearchParams(body)),
    [`POST ${CLUSTER}/apis/login.concierge.pinniped.dev/v1alpha1/tokencredentialrequests`]: () => ({
      kind: 'TokenCredentialRequest',
      apiVersion: 'login.concierge.pinniped.dev/v1alpha1',
      metadata: { creationTimestamp: null },
      spec: { authenticator: { apiGroup: null, kind: '', name: '' } },
      status: {
        credential: {
          expirationTimestamp: NOT_AFTER,
          clientCertificateData: CERTIFICATE,
          clientKeyData: KEY,
        },
      },
    }),
    [`GET ${CLUSTER}/version`]: () => ({ major: '1', minor: '30', gitVersion: 'v1.30.0' }),
  };

  /** Redeems the code if the verifier matches the challenge (RFC 7636 §4.6), and refreshes. */
  #token(form) {
    const redeems = form.get('grant_type') === 'authorization_code';
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (redeems && (form.get('code') !== 'the-code' || challenge !== this.authorizationRequest.code_challenge)) {
      return json({ error: 'invalid_grant', error_description: 'no such code' }, 400);
    }
    const iat = NOW.getTime() / 1000;
    const claims = { iss: ISSUER, sub: 'u-1', aud: CLIENT_ID, iat, exp: iat + 120, name: 'Pinny' };
    return {
      access_token: 'the-access-token',
      token_type: 'bearer',
      expires_in: 120,
      refresh_token: 'the-refresh-token',
      id_token: this.#signed(redeems ? { ...claims, nonce: this.authorizationRequest.nonce } : claims),
    };
  }

  #signed(claims) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const message = `${part({ alg: 'ES256', kid: 'one', typ: 'JWT' })}.${part(claims)}`;
    const key = { key: this.#keys.privateKey, dsaEncoding: 'ieee-p1363' };
    return `${message}.${sign('sha256', Buffer.from(message), key).toString('base64url')}`;
  }
}

/** A JSON response with the servers' time. */
export function json(body, status = 200) {
  const headers = { 'content-type': 'application/json', date: NOW.toUTCString() };
  return new Response(JSON.stringify(body), { status, headers });
}
