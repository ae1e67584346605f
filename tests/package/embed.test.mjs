//! Tests `EmbedSession` with a stub of the gateway's window: validation of messages, requests, and how sessions end.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { project } from './install.mjs';

const entry = createRequire(join(project, 'consumer.js')).resolve('haulout/embed');
const { EmbedSession } = await import(pathToFileURL(entry));

const GATEWAY = 'https://clusters.acme.example';
const HOST = 'https://dash.acme.example';

/** A stub of the gateway's window, which records messages with their target origins. */
class Popup {
  closed = false;
  sent = [];
  postMessage(data, origin) {
    this.sent.push([data, origin]);
  }
  close() {
    this.closed = true;
  }
}

let popup;
let opened;
let listeners;

beforeEach(() => {
  popup = new Popup();
  opened = [];
  listeners = new Set();
  mock.timers.enable({ apis: ['setTimeout'] });
  Object.assign(globalThis, {
    location: new URL(HOST),
    open: (...all) => (opened.push(all), popup),
    addEventListener: (type, listener) => type === 'message' && listeners.add(listener),
    removeEventListener: (_, listener) => listeners.delete(listener),
  });
});

afterEach(() => {
  mock.timers.reset();
  for (const name of ['location', 'open', 'addEventListener', 'removeEventListener']) delete globalThis[name];
});

const dispatch = (data, from = {}) => {
  for (const listener of [...listeners]) listener({ source: popup, origin: GATEWAY, data, ...from });
};
const receive = (type, rest) => dispatch({ haulout: 1, type, ...rest });
const cluster = { id: 'prod', active: true, issuedAt: '2026-11-23T10:05:00Z' };
const signedIn = { state: 'signed-in', user: 'pinny', clusters: [cluster] };
const certificate = { expirationTimestamp: '2026-11-23T10:09:00Z', clientCertificateData: 'public', clientKeyData: 'private' };
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function connected() {
  const opening = EmbedSession.open({ gateway: GATEWAY });
  receive('ready');
  receive('snapshot', { snapshot: signedIn });
  return opening;
}

test('open resolves when the window is ready and the user is signed in', async () => {
  const opening = EmbedSession.open({ gateway: `${GATEWAY}/base/` });
  assert.deepEqual(opened, [
    [`${GATEWAY}/base/embed?origin=https%3A%2F%2Fdash.acme.example`, '_blank', 'popup,width=480,height=680'],
  ]);
  assert.deepEqual(popup.sent, []);
  receive('ready');
  assert.deepEqual(popup.sent, [[{ haulout: 1, type: 'hello' }, GATEWAY]]);
  let done = false;
  opening.then(() => (done = true));
  for (const snapshot of [
    { state: 'progress' },
    { state: 'signed-out' },
    { state: 'signed-in', clusters: [{ id: 'prod', active: true }] },
  ]) {
    receive('snapshot', { snapshot });
    await turn();
    assert.equal(done, false, JSON.stringify(snapshot));
  }
  receive('snapshot', { snapshot: signedIn });
  const session = await opening;
  assert.equal(session.snapshot().user, 'pinny');
  assert.ok(Object.isFrozen(session.snapshot()));
});

test('foreign messages, other versions and malformed messages are ignored', async () => {
  const opening = EmbedSession.open({ gateway: GATEWAY });
  const ready = { haulout: 1, type: 'ready' };
  const strangers = [{ source: new Popup() }, { source: null }, { origin: 'https://evil.example' }, { origin: 'null' }];
  strangers.push({ origin: `${GATEWAY}.evil.example` }, { origin: 'http://clusters.acme.example' });
  for (const stranger of strangers) dispatch(ready, stranger);
  const malformed = [undefined, null, 1, 'ready', [], {}, { type: 'ready' }, { haulout: 1 }, { haulout: 1, type: 1 }];
  malformed.push({ haulout: 2, type: 'snapshot', snapshot: signedIn }, { haulout: '1', type: 'ready' }, { haulout: 1, type: 'toString' });
  for (const data of malformed) dispatch(data);
  assert.deepEqual(popup.sent, []);

  receive('ready');
  const session = { state: 'signed-in' };
  for (const rest of [{}, { snapshot: null }, { snapshot: { state: 'root' } }, { snapshot: 'signed-in' }, session]) receive('snapshot', rest);
  receive('error', { code: 'toString', need: 'retry', message: '' });
  receive('error', { code: 'HAULOUT_INTERNAL', need: 'money', message: '' });
  receive('error', { code: 'HAULOUT_INTERNAL', need: 'retry' });
  receive('bye', { reason: 'bored' });
  receive('event', { event: { kind: 'signed-in' } });
  receive('snapshot', { snapshot: signedIn });
  const there = await opening;

  const credential = there.credential('prod');
  const [{ id }] = popup.sent.at(-1);
  receive('credential', { id: id + 1, credential: certificate });
  for (const odd of [undefined, null, 'text', {}, { ...certificate, clientKeyData: 1 }, { ...certificate, token: 'eyJ' }]) {
    receive('credential', { id, credential: odd });
  }
  dispatch({ haulout: 1, type: 'credential', id, credential: { ...certificate, clientKeyData: 'evil' } }, { origin: 'https://evil.example' });
  receive('credential', { id, credential: certificate });
  receive('credential', { id, credential: { ...certificate, clientKeyData: 'second' } });
  assert.deepEqual(await credential, certificate);
});

test('requests are matched by id, and errors have the code of the window', async () => {
  const session = await connected();
  const both = [session.credential('prod'), session.kubeconfig('prod'), session.kubeconfig(['a', 'b']), session.kubeconfig()];
  const pending = popup.sent.slice(1).map(([message, origin]) => (assert.equal(origin, GATEWAY), message));
  const ids = pending.map(({ id }) => id);
  assert.equal(new Set(ids).size, 4);
  assert.deepEqual(
    pending.map(({ haulout, type, cluster, clusters }) => [haulout, type, cluster, clusters]),
    [
      [1, 'credential', 'prod', undefined],
      [1, 'kubeconfig', undefined, ['prod']],
      [1, 'kubeconfig', undefined, ['a', 'b']],
      [1, 'kubeconfig', undefined, undefined],
    ],
  );
  receive('kubeconfig', { id: ids[1], kubeconfig: 'two' });
  receive('credential', { id: ids[0], credential: certificate });
  receive('error', { id: ids[2], code: 'HAULOUT_CLUSTER_UNKNOWN', need: 'nothing', message: 'no cluster b', auditId: 'x-1' });
  assert.deepEqual([await both[0], await both[1]], [certificate, 'two']);
  await assert.rejects(both[2], (error) => {
    assert.ok(error instanceof Error);
    assert.deepEqual([error.name, error.code, error.need, error.auditId], ['HauloutError', 'HAULOUT_CLUSTER_UNKNOWN', 'nothing', 'x-1']);
    return true;
  });
  mock.timers.tick(10_000);
  await assert.rejects(both[3], { code: 'HAULOUT_EMBED_TIMEOUT' });
});

test('listeners are called until they unsubscribe; exceptions are ignored', async () => {
  const session = await connected();
  const received = [];
  session.on(() => {
    throw new Error('mine');
  });
  const { unsubscribe } = session.on((event) => received.push(event));
  receive('snapshot', { snapshot: signedIn });
  receive('event', { event: { type: 'credential', cluster: 'prod' } });
  unsubscribe();
  unsubscribe();
  receive('event', { event: { type: 'signed-out' } });
  assert.deepEqual(received, [{ type: 'snapshot' }, { type: 'credential', cluster: 'prod' }]);
});

test('a blocked window is an error', async () => {
  popup = null;
  await assert.rejects(EmbedSession.open({ gateway: GATEWAY }), { code: 'HAULOUT_POPUP_BLOCKED', need: 'retry' });
  assert.equal(listeners.size, 0);
});

test('a window that does not respond is closed, with likely causes named', async () => {
  const opening = EmbedSession.open({ gateway: GATEWAY });
  mock.timers.tick(15_000);
  await assert.rejects(opening, (error) => {
    assert.equal(error.code, 'HAULOUT_EMBED_TIMEOUT');
    assert.match(error.message, /embed.*same-origin-allow-popups.*frame-src/);
    return true;
  });
  assert.equal(popup.closed, true);
  // Before `ready`, the window may belong to another origin.
  assert.deepEqual(popup.sent, []);
});

test('signing in has no time limit', async () => {
  const opening = EmbedSession.open({ gateway: GATEWAY });
  receive('ready');
  mock.timers.tick(3_600_000);
  receive('snapshot', { snapshot: signedIn });
  await opening;
});

test('a closed window is an error before connecting, and an event after', async () => {
  const opening = EmbedSession.open({ gateway: GATEWAY });
  popup.closed = true;
  mock.timers.tick(1_000);
  await assert.rejects(opening, (error) => {
    assert.equal(error.code, 'HAULOUT_EMBED_CLOSED');
    assert.match(error.message, /Cross-Origin-Opener-Policy/);
    return true;
  });

  popup = new Popup();
  const session = await connected();
  const received = [];
  session.on((event) => received.push(event));
  const pending = session.credential('prod');
  popup.closed = true;
  mock.timers.tick(1_000);
  await assert.rejects(pending, { code: 'HAULOUT_EMBED_CLOSED' });
  assert.deepEqual(received.map(({ type, error }) => [type, error.code]), [['closed', 'HAULOUT_EMBED_CLOSED']]);
  await assert.rejects(session.credential('prod'), { code: 'HAULOUT_EMBED_CLOSED' });
  assert.equal(session.snapshot().state, 'signed-out');
  assert.equal(listeners.size, 0);
});

test('a window that reloads is reconnected; without ready it times out', async () => {
  const session = await connected();
  const pending = session.credential('prod');
  receive('bye', { reason: 'left' });
  await assert.rejects(pending, { code: 'HAULOUT_EMBED_CLOSED' });
  assert.equal(session.snapshot().state, 'progress');
  receive('ready');
  assert.deepEqual(popup.sent.at(-1), [{ haulout: 1, type: 'hello' }, GATEWAY]);
  receive('snapshot', { snapshot: signedIn });
  assert.equal(session.snapshot().state, 'signed-in');

  const received = [];
  session.on((event) => event.type === 'closed' && received.push(event.error.code));
  receive('bye', { reason: 'left' });
  mock.timers.tick(15_000);
  assert.deepEqual(received, ['HAULOUT_EMBED_TIMEOUT']);
});

test('refusals, origins that are not allowed and other versions have codes', async () => {
  const ends = {
    HAULOUT_EMBED_REFUSED: () => receive('bye', { reason: 'stopped' }),
    HAULOUT_EMBED_NOT_ALLOWED: () =>
      receive('error', { code: 'HAULOUT_EMBED_NOT_ALLOWED', need: 'operator', message: 'not in the list' }),
    HAULOUT_EMBED_VERSION: () => dispatch({ haulout: 2, type: 'ready' }),
  };
  for (const [code, end] of Object.entries(ends)) {
    const opening = EmbedSession.open({ gateway: GATEWAY });
    end();
    await assert.rejects(opening, { name: 'HauloutError', code });
    assert.equal(listeners.size, 0, code);
  }
});

test('a signal aborts opening and requests with its reason', async () => {
  const reason = new Error('changed my mind');
  const aborted = AbortSignal.abort(reason);
  await assert.rejects(EmbedSession.open({ gateway: GATEWAY, signal: aborted }), reason);
  assert.deepEqual(opened, []);

  const controller = new AbortController();
  const opening = EmbedSession.open({ gateway: GATEWAY, signal: controller.signal });
  receive('ready');
  controller.abort(reason);
  await assert.rejects(opening, reason);
  assert.equal(popup.closed, true);
  assert.deepEqual(popup.sent.at(-1), [{ haulout: 1, type: 'bye' }, GATEWAY]);

  popup = new Popup();
  const session = await connected();
  await assert.rejects(session.credential('prod', { signal: aborted }), reason);
  const later = new AbortController();
  const pending = session.credential('prod', { signal: later.signal });
  later.abort(reason);
  await assert.rejects(pending, reason);
  // Aborting a request does not end the session.
  assert.equal(session.snapshot().state, 'signed-in');
});

test('closing sends bye, closes the window and removes all listeners', async () => {
  const session = await connected();
  const pending = session.credential('prod');
  session.close();
  session.close();
  assert.equal(popup.closed, true);
  assert.equal(popup.sent.filter(([{ type }]) => type === 'bye').length, 1);
  await assert.rejects(pending, { code: 'HAULOUT_EMBED_CLOSED' });
  assert.equal(listeners.size, 0);
  mock.timers.tick(3_600_000);
});

test('a frame of the page can be used instead of a window', async () => {
  const frame = { src: '', contentWindow: popup };
  const opening = EmbedSession.open({ gateway: GATEWAY, frame });
  assert.equal(frame.src, `${GATEWAY}/embed?origin=https%3A%2F%2Fdash.acme.example`);
  assert.deepEqual(opened, []);
  receive('ready');
  receive('snapshot', { snapshot: signedIn });
  const session = await opening;
  const received = [];
  session.on(({ type }) => received.push(type));
  frame.contentWindow = null;
  mock.timers.tick(1_000);
  assert.deepEqual(received, ['closed']);

  const nowhere = { src: '', contentWindow: null };
  await assert.rejects(EmbedSession.open({ gateway: GATEWAY, frame: nowhere }), { code: 'HAULOUT_EMBED_CLOSED' });
});

test('invalid URLs are errors that name the option', async () => {
  for (const [options, field] of [
    [{ gateway: '/gateway' }, 'gateway'],
    [{ gateway: 'http://clusters.acme.example' }, 'gateway'],
    [{ gateway: 'javascript:alert(1)' }, 'gateway'],
    [{ gateway: GATEWAY, origin: 'null' }, 'origin'],
    [{ gateway: GATEWAY, origin: `${HOST}/` }, 'origin'],
    [{ gateway: GATEWAY, origin: '*' }, 'origin'],
  ]) {
    await assert.rejects(EmbedSession.open(options), (error) => {
      assert.equal(error.code, 'HAULOUT_ARGUMENT_INVALID', JSON.stringify(options));
      assert.ok(error.message.startsWith(`HAULOUT_ARGUMENT_INVALID: the argument ${field} `), error.message);
      return true;
    });
  }
  assert.deepEqual(opened, []);
});

test('types, scripts and documentation list the same codes', () => {
  const root = new URL('../../', import.meta.url);
  const read = (path) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
  const codes = (text) => [...new Set(text.match(/HAULOUT_EMBED_\w+/g))].sort();
  const [, union] = read('pkg/embed.d.ts').split('export type EmbedCode =');
  const listed = codes(union);
  assert.equal(listed.length, 6);
  assert.deepEqual(codes(read('pkg/embed.js') + read('www/embed.js')), listed);
  const rows = read('docs/embedding.md').split('\n').filter((line) => line.startsWith('| `HAULOUT_EMBED_'));
  assert.deepEqual(codes(rows.join('\n')), listed);
});
