//! Tests the sign-in in a popup with a stub of the popup's window. The stack's tests use real ones.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { Session, init } from './install.mjs';
import { FakeServers, ISSUER, config } from './fake_servers.mjs';

let servers;
let session;
let opened;

beforeEach(async () => {
  await init();
  servers = new FakeServers();
  opened = [];
  globalThis.open = () => (opened.push(new Window()), opened.at(-1));
  session = await Session.create({ config: config(), navigate: () => assert.fail('the page stays') });
});

afterEach(() => {
  session.dispose();
  servers.close();
  delete globalThis.open;
});

/** A stub of the window that `window.open` returns. */
class Window {
  closed = false;
  stored = new Map();
  sessionStorage = {
    setItem: (key, value) => void this.stored.set(key, value),
    removeItem: (key) => void this.stored.delete(key),
  };
  location = { replace: (url) => (this.url = url) };

  close() {
    this.closed = true;
  }

  /** Sends a message as `completePopup` does, and returns the answer, or undefined if there is none. */
  comeBack(message = { haulout: 1, type: 'callback', url: servers.authorize(this.url) }) {
    const channel = new BroadcastChannel(`haulout:${new URL(this.url).searchParams.get('state')}`);
    return new Promise((resolve) => {
      channel.onmessage = ({ data }) => resolve(data);
      channel.postMessage(message);
      setTimeout(resolve, 200, undefined);
    }).finally(() => channel.close());
  }
}

const GATEWAY = 'https://gateway.example';

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

test('a popup opens in the click, navigates to the issuer and signs in', async () => {
  const login = session.login({ popup: true });
  const [window] = opened;
  assert.match(window.url, /^https:\/\/issuer\.example\/authorize\?/);
  assert.deepEqual(await window.comeBack(), { haulout: 1, type: 'acknowledged' });
  await login;
  assert.equal(session.snapshot().state, 'signed-in');
});

test("a popup's storage has the pending login and nothing else", async () => {
  void session.login({ popup: true }).catch(() => {});
  const [window] = opened;
  const state = new URL(window.url).searchParams.get('state');
  assert.deepEqual([...window.stored.keys()].toSorted(), ['haulout.pending-login', 'haulout.popup']);
  assert.equal(window.stored.get('haulout.popup'), state);
  assert.equal(JSON.parse(window.stored.get('haulout.pending-login')).state, state);
});

test('a popup stores nothing of a login that a gateway has but its state', async () => {
  const answer = servers.answer.bind(servers);
  servers.answer = (method, url, body) => {
    if (url.endsWith('/session/config')) return Response.json({ signedIn: false });
    if (!url.endsWith('/session/start')) return answer(method, url, body);
    assert.equal(body, 'identity_provider=Acme+LDAP');
    return Response.json({ url: `${ISSUER}/authorize?state=of-the-gateway` });
  };
  const session = { startUrl: `${GATEWAY}/session/start`, endUrl: `${GATEWAY}/session/end`, configUrl: `${GATEWAY}/session/config` };
  const sealed = await Session.create({
    config: { ...config(), tokens: 'sealed', clusters: undefined, session },
    navigate: () => assert.fail('the page stays'),
  });
  void sealed.login({ popup: true, identityProvider: 'Acme LDAP' }).catch(() => {});
  const [window] = opened;
  // As in a popup that starts with a copy of the page's storage.
  window.stored.set('haulout.pending-login', 'of an earlier login');
  while (!window.url) await pause(1);
  assert.deepEqual([...window.stored], [['haulout.popup', 'of-the-gateway']]);
  sealed.dispose();
});

test('malformed and foreign messages are ignored', async () => {
  const login = session.login({ popup: true });
  const [window] = opened;
  const url = servers.authorize(window.url);
  const other = new URL(url);
  other.searchParams.set('state', 'foreign-state');
  for (const message of [
    false,
    null,
    'callback',
    { type: 'callback', url },
    { haulout: 2, type: 'callback', url },
    { haulout: 1, type: 'callback' },
    { haulout: 1, type: 'callback', url: 7 },
    { haulout: 1, type: 'callback', url: 'not a URL' },
    { haulout: 1, type: 'callback', url: other.href },
    { haulout: 1, type: 'acknowledged', url },
  ]) {
    assert.equal(await window.comeBack(message), undefined, JSON.stringify(message));
  }
  assert.equal(session.snapshot().state, 'progress');
  await window.comeBack();
  await login;
});

test('another login closes the popup of the last one', async () => {
  const first = session.login({ popup: true });
  const second = session.login({ popup: true });
  await assert.rejects(first, { code: 'HAULOUT_POPUP_CLOSED', need: 'sign-in' });
  while (!opened[1].url) await pause(1);
  assert.equal(opened[0].closed, true);
  assert.equal(await opened[0].comeBack(), undefined);
  await opened[1].comeBack();
  await second;
});

test('a failure before navigating to the issuer closes the popup', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('no network'));
  await session.login({ popup: true, signal: AbortSignal.timeout(50) }).catch(() => {});
  assert.equal(opened[0].closed, true);
});

test('a closed popup ends the login, and signs in if it comes back', async () => {
  const login = session.login({ popup: true });
  const [window] = opened;
  await pause(2_200);
  window.closed = true;
  await assert.rejects(login, { code: 'HAULOUT_POPUP_CLOSED' });
  while (session.snapshot().state === 'progress') await pause(1);
  assert.equal(session.snapshot().state, 'signed-out');
  const signedIn = new Promise((resolve) => session.on('signed-in', resolve));
  assert.deepEqual(await window.comeBack(), { haulout: 1, type: 'acknowledged' });
  await signedIn;
});

test('a popup of a slow issuer that severs it is still awaited, and the user can start again', async () => {
  const login = session.login({ popup: true });
  const [window] = opened;
  window.location.href = 'about:blank';
  // The issuer takes longer to respond than a person takes to close a window.
  await pause(2_200);
  window.closed = true;
  await pause(700);
  assert.equal(session.snapshot().state, 'progress');
  const again = session.login({ popup: true });
  await assert.rejects(login, { code: 'HAULOUT_POPUP_CLOSED' });
  while (!opened[1].url) await pause(1);
  await opened[1].comeBack();
  await again;
  assert.equal(session.snapshot().state, 'signed-in');
});

test('a popup that seems closed right after navigating is still awaited', async () => {
  const login = session.login({ popup: true });
  const [window] = opened;
  window.closed = true;
  await pause(700);
  assert.equal(session.snapshot().state, 'progress');
  await window.comeBack();
  await login;
});

test('a disposed session ignores its popup', async () => {
  const closing = session.login({ popup: true });
  const [window] = opened;
  await pause(2_200);
  window.closed = true;
  await assert.rejects(closing, { code: 'HAULOUT_POPUP_CLOSED' });
  session.dispose();
  assert.equal(await window.comeBack(), undefined);
});
