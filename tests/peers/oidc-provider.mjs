//! An OpenID provider for tests: prints its issuer, then one line of JSON for each token response.
//!
//! `node oidc-provider.mjs CLIENT_ID`. Everything is in memory, on loopback, and signs RS256.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';

const [clientId] = process.argv.slice(2);

// Silences warnings about development settings, which are intended in tests.
console.warn = console.info = () => {};
const { Provider } = await import('oidc-provider');

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Every user name exists, and is in two groups. */
const account = (id) => ({
  accountId: id,
  claims: async () => ({ sub: id, groups: ['harbour', `friends-of-${id}`] }),
});

const settings = {
  clients: [{
    client_id: clientId,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/callback'],
  }],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'test' }] },
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub', 'groups'] },
  conformIdTokenClaims: false,
  findAccount: (_ctx, id) => account(id),
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
};

const server = createServer((request, response) => handle(request, response));
let handle;
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, settings);
  provider.on('grant.success', (ctx) => console.log(JSON.stringify(ctx.body)));
  provider.on('server_error', (_ctx, error) => console.error(error));
  handle = provider.callback();
  console.log(issuer);
});
