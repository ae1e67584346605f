//! Tests a session's methods beside signing in: aborting, listening, kubeconfig forms, and disposal.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { Session, init, run } from './install.mjs';
import { ISSUER, KEY, FakeServers, config, json } from './fake_servers.mjs';

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

/** Leaves all further requests unanswered; returns a promise of the first. */
const leaveUnanswered = () => new Promise((resolve) => (globalThis.fetch = (request) => (resolve(request), new Promise(() => {}))));

/** A unique reason. */
const REASON = new Error('aborted by the test');

test('asynchronous methods reject at once if the signal is already aborted', async () => {
  await logIn();
  const signal = AbortSignal.abort(REASON);
  const before = servers.requests.length;
  const is = (error) => error === REASON;
  await assert.rejects(Session.create({ config: config(), signal }), is);
  await assert.rejects(session.login({ signal }), is);
  await assert.rejects(session.handleRedirect(null, { signal }), is);
  await assert.rejects(session.renew({ signal }), is);
  await assert.rejects(session.logout({ signal }), is);
  assert.equal(servers.requests.length, before);
  assert.equal(session.snapshot().state, 'signed-in');
});

test('aborting the creation of a session aborts its requests', async () => {
  const firstRequest = leaveUnanswered();
  const controller = new AbortController();
  const made = Session.create({ config: config(), signal: controller.signal });
  const request = await firstRequest;
  controller.abort(REASON);
  await assert.rejects(made, (error) => error === REASON);
  assert.equal(request.signal.aborted, true);
});

for (const what of ['renew', 'logout', 'handleRedirect']) {
  test(`aborting stops waiting and the session continues: ${what}`, async () => {
    const { promise, controller } = await interrupted(what);
    controller.abort(REASON);
    await assert.rejects(promise, (error) => error === REASON);
    assert.ok(['signed-in', 'progress'].includes(session.snapshot().state));
  });
}

async function interrupted(what) {
  const controller = new AbortController();
  const { signal } = controller;
  if (what === 'handleRedirect') {
    await session.login();
    const url = servers.authorize(authorizationUrl);
    const firstRequest = leaveUnanswered();
    const promise = session.handleRedirect(url, { signal });
    await firstRequest;
    return { promise, controller };
  }
  await logIn();
  const firstRequest = leaveUnanswered();
  const promise = session[what]({ signal });
  await firstRequest;
  return { promise, controller };
}

test('a login replaces one that is waiting for its callback', async () => {
  // The browser has navigated to the issuer and has not come back.
  await session.login();
  const first = authorizationUrl;
  await session.login();
  assert.notEqual(authorizationUrl, first);
  await session.handleRedirect(servers.authorize(authorizationUrl));
  assert.equal(session.snapshot().state, 'signed-in');
});

test('a login after a failure starts over', async () => {
  await session.login();
  const url = new URL(servers.authorize(authorizationUrl));
  url.searchParams.delete('code');
  url.searchParams.set('error', 'access_denied');
  await assert.rejects(session.handleRedirect(url.href), { code: 'HAULOUT_ACCESS_DENIED', need: 'sign-in' });
  assert.equal(session.snapshot().state, 'failed');
  await logIn();
  assert.equal(session.snapshot().state, 'signed-in');
});

test('a silent login sends prompt=none and ends signed out on login_required', async () => {
  await session.login({ silently: true });
  assert.equal(new URL(authorizationUrl).searchParams.get('prompt'), 'none');
  const url = new URL(servers.authorize(authorizationUrl));
  url.searchParams.delete('code');
  url.searchParams.set('error', 'login_required');
  await session.handleRedirect(url.href);
  assert.equal(session.snapshot().state, 'signed-out');
});

test('a blocked popup is an error, or a redirect with or-redirect', async () => {
  await assert.rejects(session.login({ popup: true }), { name: 'HauloutError', code: 'HAULOUT_POPUP_BLOCKED' });
  assert.equal(session.snapshot().state, 'signed-out');
  await session.login({ popup: 'or-redirect' });
  await session.handleRedirect(servers.authorize(authorizationUrl));
  assert.equal(session.snapshot().state, 'signed-in');
});

test('a renewal rejects if the issuer has ended the session', async () => {
  await logIn();
  servers.edits.token = () => json({ error: 'invalid_grant' }, 400);
  await assert.rejects(session.renew(), { code: 'HAULOUT_SESSION_ENDED', need: 'sign-in' });
  assert.equal(session.snapshot().state, 'signed-in');
});

test('a listener for one type of events receives no other', async () => {
  const received = [];
  const unsubscribe = session.on('signed-in', ({ type }) => received.push(type));
  await logIn();
  assert.deepEqual(received, ['signed-in']);
  unsubscribe();
  await session.logout();
  await logIn();
  assert.deepEqual(received, ['signed-in']);
  assert.throws(() => session.on('signed-in'), { code: 'HAULOUT_ARGUMENT_INVALID' });
  assert.throws(() => session.on('signedIn', () => {}), { code: 'HAULOUT_ARGUMENT_INVALID', message: /signed-in/ });
});

test('only the inline form of a kubeconfig contains a private key', async () => {
  await logIn();
  const secret = KEY.split('\n')[1];
  const decoded = (yaml) => Buffer.from(yaml.match(/client-key-data: "?([\w+/=]+)/)?.[1] ?? '', 'base64').toString();
  assert.ok(decoded(session.kubeconfig(null, 'inline')).includes(secret));
  const forms = [
    ['haulout', /command: "haulout"/],
    ['pinniped', /command: "pinniped"/],
    [{ command: '/opt/haulout' }, /command: "\/opt\/haulout"/],
    [{ folder: '~/.kube/haulout' }, /\$HOME\/.kube\/haulout\/prod\.json/],
    [{ folder: '/srv/haulout' }, /"\/srv\/haulout\/prod\.json"/],
  ];
  for (const [form, pattern] of forms) {
    const yaml = session.kubeconfig(['prod'], form);
    assert.match(yaml, pattern);
    assert.equal(decoded(yaml), '');
  }
  for (const form of ['yaml', { folder: 'relative' }, {}, null, 7]) {
    assert.throws(() => session.kubeconfig(['prod'], form), { name: 'HauloutError', code: 'HAULOUT_ARGUMENT_INVALID', message: /the argument/ });
  }
});

test('a kubeconfig without a certificate yet names the cluster that is pending', async () => {
  const waiting = { ...config().clusters[0], id: 'lab', server: 'https://lab.example:6443', versionUrl: undefined };
  const fetch = (request) => (request.url.startsWith('https://lab.example') ? new Promise(() => {}) : servers.answered(request));
  const two = await Session.create({ config: { ...config(), clusters: [config().clusters[0], waiting] }, fetch, navigate: (url) => (authorizationUrl = url) });
  await two.login();
  const issued = new Promise((resolve) => two.on('credential', resolve));
  void two.handleRedirect(servers.authorize(authorizationUrl)).catch(() => {});
  const { cluster } = await issued;
  assert.match(two.kubeconfig(cluster), /prod\.example/);
  const pending = { name: 'HauloutError', code: 'HAULOUT_CREDENTIAL_PENDING', need: 'retry', message: /`lab` has not been issued yet/ };
  assert.throws(() => two.kubeconfig(), pending);
  assert.throws(() => two.credential('lab'), pending);
  two.dispose();
});

test('methods that need a session reject at once while signed out', async () => {
  const expected = { name: 'HauloutError', code: 'HAULOUT_SIGN_IN_REQUIRED', need: 'sign-in' };
  const check = async () => {
    await assert.rejects(session.renew(), expected);
    for (const call of [() => session.setActive('prod', true), () => session.kubeconfig(), () => session.credential('prod')]) assert.throws(call, expected);
  };
  await check();
  // The browser is at the issuer, and may never come back.
  await session.login();
  await check();
  await session.handleRedirect('https://dashboard.example/another/page');
  await session.logout();
  assert.equal(session.snapshot().state, 'signed-out');
});

test('arguments of the wrong type are named', async () => {
  await logIn();
  const rejected = (argument) => ({ name: 'HauloutError', code: 'HAULOUT_ARGUMENT_INVALID', need: 'nothing', message: new RegExp(`: the argument ${argument} `) });
  await assert.rejects(session.login(null), rejected('options'));
  await assert.rejects(session.login({ popup: 'yes' }), rejected('popup'));
  await assert.rejects(session.login({ identityProvider: 7 }), rejected('identityProvider'));
  await assert.rejects(session.handleRedirect('callback?code=x'), rejected('url'));
  await assert.rejects(session.renew(null), rejected('options'));
  await assert.rejects(session.logout({ signal: {} }), rejected('signal'));
  assert.throws(() => session.credential(), rejected('cluster'));
  assert.throws(() => session.kubeconfig(7), rejected('clusters'));
  assert.throws(() => session.kubeconfig([7]), rejected('clusters'));
  assert.throws(() => session.setActive('prod'), rejected('active'));
  assert.throws(() => session.setActive('nowhere', true), { code: 'HAULOUT_CLUSTER_UNKNOWN', message: /nowhere/ });
  assert.throws(() => session.kubeconfig('nowhere'), { code: 'HAULOUT_CLUSTER_UNKNOWN', message: /nowhere/ });
  assert.equal(session.snapshot().state, 'signed-in');
});

test('functions for pages say so outside of one', () => {
  const seen = run(`
    const { completePopup, ...others } = await import('haulout/callback');
    const { EmbedSession } = await import('haulout/embed');
    const { init, HauloutLogin } = await import('haulout/element');
    const calls = [completePopup(), EmbedSession.open({ gateway: 'https://a.example' }), init(), new HauloutLogin().signIn()];
    const errors = (await Promise.allSettled(calls)).map(({ reason }) => [reason.name, reason.code, reason.message.startsWith(reason.code + ': ')].join());
    console.log(JSON.stringify([errors, Object.keys(others)]));
  `);
  assert.deepEqual(JSON.parse(seen), [Array(4).fill('HauloutError,HAULOUT_ENVIRONMENT_UNSUPPORTED,true'), []]);
});

test('logout resolves when the user is signed out', async () => {
  await logIn();
  await session.logout();
  assert.equal(session.snapshot().state, 'signed-out');
  assert.throws(() => session.credential('prod'), { code: 'HAULOUT_SIGN_IN_REQUIRED' });
  await session.logout();
});

test('a disposed session rejects and throws an error that names the fix', async () => {
  session.dispose();
  session.dispose();
  const expected = { name: 'HauloutError', code: 'HAULOUT_DISPOSED', message: /create another one/ };
  for (const call of ['login', 'handleRedirect', 'renew', 'logout']) await assert.rejects(session[call](), expected, call);
  for (const call of ['snapshot', 'activity', 'report', 'kubeconfig', 'credential', 'credentialFile', 'setActive', 'on']) {
    assert.throws(() => session[call](() => {}), expected, call);
  }
});

test('a session can be disposed by its own listener', async () => {
  session.on('signed-in', () => session.dispose());
  await assert.rejects(logIn(), { code: 'HAULOUT_DISPOSED' });
  const another = await Session.create({ config: config(), navigate: () => another.dispose() });
  await assert.rejects(another.login(), { code: 'HAULOUT_DISPOSED' });
});

test('sessions can only be created by `create`', () => {
  assert.throws(() => new Session(), /Session\.create/);
});

test("a snapshot has the operator's branding", async () => {
  const branding = { accentColor: '#0b7285', supportUrl: 'mailto:help@acme.example', notice: 'Maintenance on Friday.' };
  const branded = await Session.create({ config: { ...config(), branding, clusterNames: ['Production'] } });
  const { branding: inSnapshot, clusterNames } = branded.snapshot();
  assert.deepEqual(inSnapshot, branding);
  assert.deepEqual(clusterNames, ['Production']);
  assert.equal(session.snapshot().branding, undefined);
  branded.dispose();
});

test('after logout, the snapshot has the end-session URL of the issuer', async () => {
  servers.edits['openid-configuration'] = (metadata) => ({ ...metadata, end_session_endpoint: `${ISSUER}/logout` });
  await logIn();
  await session.logout();
  assert.ok(session.snapshot().endSessionUrl.startsWith(`${ISSUER}/logout`));
});
