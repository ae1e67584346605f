//! Tests a complete login in Node, as in a program without a browser window.

import assert from 'node:assert/strict';
import { X509Certificate, createHash } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';

import { Session, init } from './install.mjs';
import { CERTIFICATE, ISSUER, KEY, NOT_AFTER, NOW, REDIRECT_URI, FakeServers, config, json } from './fake_servers.mjs';

let servers;
let session;
let authorizationUrl;

beforeEach(async () => {
  await init();
  servers = new FakeServers();
  session = await Session.create({ config: config(), navigate: (url) => (authorizationUrl = url) });
});

afterEach(() => {
  session.dispose();
  servers.close();
});

const logIn = async () => {
  await session.login();
  await session.handleRedirect(servers.authorize(authorizationUrl));
};

test("a login provides a kubeconfig with the cluster's certificate", async () => {
  assert.deepEqual(session.snapshot(), { state: 'signed-out', title: 'Acme clusters', issuer: ISSUER });
  await session.login();
  assert.equal(session.snapshot().state, 'progress');
  const url = new URL(authorizationUrl);
  assert.equal(url.origin + url.pathname, `${ISSUER}/authorize`);
  const parameters = Object.fromEntries(url.searchParams);
  const { state, nonce, code_challenge, ...plain } = parameters;
  assert.deepEqual(plain, {
    response_type: 'code',
    client_id: 'dashboard',
    redirect_uri: REDIRECT_URI,
    scope: 'offline_access openid',
    code_challenge_method: 'S256',
  });
  // RFC 7636 §4.1: 256 bits each, and all three are different values.
  for (const value of [state, nonce, code_challenge]) assert.match(value, /^[\w-]{43}$/);
  assert.equal(new Set([state, nonce, code_challenge]).size, 3);

  await session.handleRedirect(servers.authorize(authorizationUrl));
  // Tested below.
  const { timeline, clocks, ...snapshot } = session.snapshot();
  assert.ok(timeline && clocks);
  assert.deepEqual(snapshot, {
    state: 'signed-in',
    title: 'Acme clusters',
    issuer: ISSUER,
    user: session.snapshot().user,
    clusters: [
      {
        id: 'prod',
        name: 'Production',
        server: 'https://prod.example:6443',
        active: true,
        requesting: false,
        username: 'pinny@acme.example',
        groups: session.snapshot().clusters[0].groups,
        serial: new X509Certificate(CERTIFICATE).serialNumber.toLowerCase(),
        notAfter: NOT_AFTER,
        issuedAt: session.snapshot().clusters[0].issuedAt,
        renewsAt: session.snapshot().clusters[0].renewsAt,
        // These are on this computer's clock, the certificate's times are not.
        reliableUntil: session.snapshot().clusters[0].reliableUntil,
        nextAttempt: session.snapshot().clusters[0].nextAttempt,
      },
    ],
  });
  const { issuedAt, renewsAt, reliableUntil, nextAttempt } = session.snapshot().clusters[0];
  assert.ok(Math.abs(Date.now() - Date.parse(issuedAt)) < 5_000, issuedAt);
  assert.equal(renewsAt, nextAttempt);
  assert.ok(Date.now() < Date.parse(nextAttempt) && nextAttempt < reliableUntil, `${nextAttempt} ${reliableUntil}`);
  assert.ok(Date.parse(reliableUntil) < Date.now() + 300_000);
  assert.deepEqual(session.snapshot().clusters[0].groups.toSorted(), ['developers', 'on-call', 'sre']);

  const kubeconfig = session.kubeconfig(['prod']);
  assert.equal(kubeconfig, session.kubeconfig());
  assert.deepEqual(der(field(kubeconfig, 'client-certificate-data')), der(CERTIFICATE));
  assert.deepEqual(der(field(kubeconfig, 'client-key-data')), der(KEY));
  assert.match(kubeconfig, /server: "?https:\/\/prod\.example:6443/);
});

test('a credential file is an ExecCredential', async () => {
  await logIn();
  const { name, contents } = session.credentialFile('prod');
  assert.equal(name, 'prod.json');
  const { apiVersion, kind, status } = JSON.parse(contents);
  assert.equal(apiVersion, 'client.authentication.k8s.io/v1');
  assert.equal(kind, 'ExecCredential');
  const credential = session.credential('prod');
  assert.deepEqual(credential, status);
  assert.deepEqual(der(credential.clientCertificateData), der(CERTIFICATE));
  assert.deepEqual(der(credential.clientKeyData), der(KEY));
  // Whole seconds in UTC, which client-go accepts.
  assert.match(credential.expirationTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('the code is redeemed with the verifier; the cluster gets the ID token', async () => {
  await logIn();
  const redeemed = new URLSearchParams(servers.requests.find(({ url }) => url === `${ISSUER}/token`).body);
  const challenge = createHash('sha256').update(redeemed.get('code_verifier')).digest('base64url');
  assert.equal(challenge, new URL(authorizationUrl).searchParams.get('code_challenge'));
  assert.equal(redeemed.get('redirect_uri'), REDIRECT_URI);
  const { body } = servers.requests.find(({ url }) => url.endsWith('/tokencredentialrequests'));
  const { spec } = JSON.parse(body);
  assert.equal(spec.authenticator.name, 'dex');
  const claims = JSON.parse(Buffer.from(spec.token.split('.')[1], 'base64url'));
  assert.equal(claims.nonce, new URL(authorizationUrl).searchParams.get('nonce'));
});

test('requests have no redirects, cache or referrer', async () => {
  await logIn();
  assert.ok(servers.requests.length >= 5);
  for (const { request } of servers.requests) {
    assert.equal(request.redirect, 'error');
    assert.equal(request.cache, 'no-store');
    assert.equal(request.referrerPolicy, 'no-referrer');
    assert.equal(request.credentials, 'same-origin');
  }
});

test('snapshots, events, reports and activity contain no secrets', async () => {
  const events = [];
  session.on((event) => events.push(event));
  await logIn();
  assert.ok(events.some(({ type }) => type === 'activity'));
  const published = JSON.stringify([session.snapshot(), session.report(), session.activity(), events]);
  const redeemed = new URLSearchParams(servers.requests.find(({ url }) => url === `${ISSUER}/token`).body);
  const { token } = JSON.parse(servers.requests.find(({ url }) => url.endsWith('/tokencredentialrequests')).body).spec;
  const secrets = [KEY.split('\n')[1], 'the-access-token', 'the-refresh-token', 'the-code', token, redeemed.get('code_verifier')];
  for (const secret of secrets) {
    assert.ok(secret.length > 7);
    assert.ok(!published.includes(secret));
  }
});

test('activity lists the entries of the events, newest first', async () => {
  const fromEvents = [];
  session.on(({ type, ...entry }) => type === 'activity' && fromEvents.unshift(entry));
  await logIn();
  const listed = session.activity();
  // The servers' clocks are in the past, hence `clock-off`. After the callback, the issuer is discovered again.
  const steps = ['credential', 'clock-off', 'signed-in', 'discovered', 'sent-to-sign-in', 'discovered'];
  assert.deepEqual(listed.map(({ happened }) => happened), steps);
  assert.deepEqual(listed.slice(0, fromEvents.length), fromEvents);
  const [credential] = listed;
  assert.equal(credential.cluster, 'prod');
  assert.equal(credential.count, 1);
  assert.ok(Date.parse(credential.until) > Date.parse(credential.at));
});

test("a session's timeline is on this computer's clock", async () => {
  assert.equal(session.snapshot().timeline, undefined);
  await logIn();
  const { timeline, clusters } = session.snapshot();
  const { signedInAt, idTokenUntil, renewals, nextRenewal } = timeline;
  assert.deepEqual(timeline, { signedInAt, idTokenUntil, renewals, nextRenewal: clusters[0].nextAttempt });
  const seconds = (time) => (Date.parse(time) - Date.now()) / 1000;
  assert.equal(renewals.length, 1);
  for (const time of [signedInAt, ...renewals]) assert.ok(Math.abs(seconds(time)) < 5, time);
  // The issuer's clock is in the past; its token is valid for two minutes nevertheless.
  assert.ok(seconds(idTokenUntil) > 110 && seconds(idTokenUntil) < 125, idTokenUntil);
});

test('without refresh tokens, the end of the session is known', async () => {
  servers.edits.token = ({ refresh_token, ...rest }) => rest;
  await logIn();
  const { timeline, signInBy } = session.snapshot();
  assert.equal(timeline.sessionUntil, signInBy);
  assert.ok(Date.parse(timeline.sessionUntil) > Date.now(), timeline.sessionUntil);
});

test("clocks are compared with this computer's", async () => {
  await logIn();
  // The response with the API server's time may still be pending.
  while (session.snapshot().clocks.length < 3) await new Promise((resolve) => setImmediate(resolve));
  const { clocks } = session.snapshot();
  const whose = clocks.map(({ whose, cluster }) => [whose, cluster]);
  assert.deepEqual(whose, [['issuer', undefined], ['concierge', 'prod'], ['verifier', 'prod']]);
  for (const { offsetMillis, errorMillis, replicasApartMillis } of clocks) {
    const wrong = Math.abs(offsetMillis - (NOW - Date.now()));
    assert.ok(wrong < 5_000, `${offsetMillis}`);
    assert.ok(errorMillis < 5_000, `${errorMillis}`);
    assert.equal(replicasApartMillis, undefined);
  }
});

test('a report has lines of keys and values with the main facts', async () => {
  servers.edits.tokencredentialrequests = (answer) => ({ ...answer, status: { message: 'no\nsituation: well' } });
  await logIn();
  const report = session.report();
  const lines = report.split('\n');
  assert.equal(lines.pop(), '');
  for (const line of lines) assert.match(line, /^[a-z][a-z.-]*: \S/);
  for (const line of [
    'tokens: page',
    `issuer: ${ISSUER}`,
    'situation: signed-in',
    'clusters: 1 active=1 in-trouble=1',
    'cluster.prod.state: failed HAULOUT_CREDENTIAL_REFUSED need=operator active=yes',
    'cluster.prod.cause: authenticator kind=JWTAuthenticator name=dex',
  ]) {
    assert.ok(lines.includes(line), `${line} in ${report}`);
  }
});

test('events arrive in order and stop after unsubscribing', async () => {
  const received = [];
  const allReceived = [];
  const unsubscribe = session.on((event) => event.type !== 'activity' && received.push(event));
  session.on(({ type }) => type !== 'activity' && allReceived.push(type));
  await logIn();
  assert.deepEqual(received, [{ type: 'signed-in' }, { type: 'credential', cluster: 'prod' }]);
  unsubscribe();
  unsubscribe();
  await session.logout();
  assert.equal(received.length, 2);
  assert.deepEqual(allReceived, ['signed-in', 'credential', 'signed-out']);
});

test('an exception of a listener affects neither login nor other listeners', async () => {
  const received = [];
  session.on(() => {
    throw new Error('of the host');
  });
  session.on(({ type }) => type !== 'activity' && received.push(type));
  await logIn();
  assert.deepEqual(received, ['signed-in', 'credential']);
});

test('a callback with a foreign state is refused without redeeming', async () => {
  await session.login();
  const url = new URL(servers.authorize(authorizationUrl));
  url.searchParams.set('state', 'foreign-state');
  await assert.rejects(session.handleRedirect(url.href), (error) => {
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'HauloutError');
    assert.equal(error.code, 'HAULOUT_STATE_MISMATCH');
    assert.equal(error.need, 'sign-in');
    return true;
  });
  assert.ok(!servers.requests.some(({ url }) => url === `${ISSUER}/token`));
  assert.equal(session.snapshot().state, 'failed');
});

test('a callback can be used only once', async () => {
  await session.login();
  const url = servers.authorize(authorizationUrl);
  await session.handleRedirect(url);
  await session.logout();
  await assert.rejects(session.handleRedirect(url), { code: 'HAULOUT_LOGIN_NOT_STARTED' });
});

test('a URL without an authorization response changes nothing', async () => {
  await session.handleRedirect('https://dashboard.example/pods?namespace=default');
  assert.equal(session.snapshot().state, 'signed-out');
});

test('an ID token signed with another key is refused', async () => {
  await session.login();
  const url = servers.authorize(authorizationUrl);
  const other = new FakeServers();
  const keys = await (await fetch(new Request(`${ISSUER}/keys`))).json();
  other.close();
  servers.edits.keys = () => keys;
  await assert.rejects(session.handleRedirect(url), { code: 'HAULOUT_ID_TOKEN_INVALID' });
});

test('a refusal by the cluster does not fail the login', async () => {
  servers.edits.tokencredentialrequests = (answer) => ({ ...answer, status: { message: 'authentication failed' } });
  await logIn();
  const { state, clusters } = session.snapshot();
  assert.equal(state, 'signed-in');
  assert.equal(clusters[0].error.code, 'HAULOUT_CREDENTIAL_REFUSED');
  assert.deepEqual(clusters[0].causes, [
    { cause: 'audience', has: ['dashboard'] },
    { cause: 'authenticator', kind: 'JWTAuthenticator', name: 'dex' },
    { cause: 'issuer', issuer: ISSUER },
    { cause: 'claim', claim: 'username' },
    { cause: 'unknown' },
  ]);
  const refused = { name: 'HauloutError', code: 'HAULOUT_CREDENTIAL_REFUSED', need: 'operator' };
  assert.throws(() => session.kubeconfig(), refused);
  assert.throws(() => session.credential('prod'), refused);
});

test("an error of the token endpoint has a code and the server's Audit-Id", async () => {
  servers.edits.token = () => {
    const answer = json({}, 503);
    answer.headers.set('audit-id', '7c1e');
    return answer;
  };
  await assert.rejects(logIn(), { code: 'HAULOUT_ISSUER_UNREACHABLE', need: 'retry', auditId: '7c1e' });
});

test('missing sessions and unknown clusters have codes', async () => {
  assert.throws(() => session.kubeconfig(), { code: 'HAULOUT_SIGN_IN_REQUIRED' });
  assert.throws(() => session.credential('prod'), { code: 'HAULOUT_SIGN_IN_REQUIRED' });
  await logIn();
  assert.throws(() => session.credential('nowhere'), { code: 'HAULOUT_CLUSTER_UNKNOWN', need: 'nothing' });
  assert.throws(() => session.kubeconfig(['nowhere']), { code: 'HAULOUT_CLUSTER_UNKNOWN', need: 'nothing' });
});

test('renewing refreshes the token and requests a new certificate', async () => {
  await logIn();
  const received = [];
  session.on('credential', ({ cluster }) => received.push(cluster));
  const before = servers.requests.length;
  await session.renew();
  assert.deepEqual(received, ['prod']);
  const bodies = servers.requests.slice(before).map(({ body }) => body);
  assert.ok(bodies.some((body) => body.includes('refresh_token=the-refresh-token')));
  assert.ok(session.kubeconfig().includes('client-certificate-data'));
});

const field = (yaml, name) => Buffer.from(yaml.match(new RegExp(`${name}: "?([\\w+/=]+)`))[1], 'base64').toString();
const der = (pem) => Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
