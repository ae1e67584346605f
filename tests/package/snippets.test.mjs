//! Executes the JavaScript of the documentation that needs another origin, as it stands, with two clusters. The stack's
//! tests execute the rest in a browser.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { init, project } from './install.mjs';
import { FakeServers, config } from './fake_servers.mjs';

const document = readFileSync(fileURLToPath(new URL('../../docs/embedding.md', import.meta.url)), 'utf8');
const blocks = [...document.matchAll(/```js\n(.*?)```/gs)].map(([, block]) => block);

const GATEWAY = 'https://clusters.acme.example';
const NAMES = ['location', 'document', 'button', 'show', 'open', 'addEventListener', 'removeEventListener'];
const cluster = (id) => ({ id, active: true, issuedAt: '2026-11-23T10:05:00Z' });
const certificate = { expirationTimestamp: '2026-11-23T10:09:00Z', clientCertificateData: 'public', clientKeyData: 'private' };

/** A stub of the gateway's window, which signs in to two clusters and answers every request. */
class GatewayWindow {
  closed = false;
  asked = [];
  listeners = new Set();

  /** Loads after the page has finished its current work. */
  load() {
    setImmediate(() => this.#send({ type: 'ready' }));
    return this;
  }

  postMessage(data) {
    if (data.type === 'hello') this.#send({ type: 'snapshot', snapshot: { state: 'signed-in', user: 'pinny', clusters: [cluster('dev'), cluster('prod-eu')] } });
    if (data.type !== 'credential') return;
    this.asked.push(data.cluster);
    this.#send({ type: 'credential', id: data.id, credential: certificate });
  }

  close() {
    this.closed = true;
    this.#send({ type: 'bye', reason: 'stopped' });
  }

  #send(data) {
    for (const listener of this.listeners) listener({ source: this, origin: GATEWAY, data: { haulout: 1, ...data } });
  }
}

let gateway;
let shown;

beforeEach(() => {
  gateway = new GatewayWindow();
  shown = [];
  Object.assign(globalThis, {
    location: new URL('https://dash.acme.example'),
    button: {},
    show: (text) => shown.push(text),
    open: () => gateway.load(),
    addEventListener: (type, listener) => type === 'message' && gateway.listeners.add(listener),
    removeEventListener: (_, listener) => gateway.listeners.delete(listener),
  });
});

afterEach(() => {
  for (const name of NAMES) delete globalThis[name];
});

let count = 0;

/** Executes the only snippet that contains this text. */
function execute(text) {
  const found = blocks.filter((block) => block.includes(text));
  assert.equal(found.length, 1, text);
  const file = join(project, `snippet-${count++}.mjs`);
  writeFileSync(file, found[0]);
  return import(pathToFileURL(file));
}

test('the code for another origin gets a credential in a click, and shows the end', async () => {
  await execute('button.onclick');
  await button.onclick();
  assert.deepEqual(gateway.asked, ['dev']);
  gateway.close();
  assert.match(shown[0], /^HAULOUT_EMBED_REFUSED: /);
});

test('the code for a frame opens the session', async () => {
  const frame = {
    contentWindow: gateway,
    set src(url) {
      this.url = url;
      if (url.startsWith(GATEWAY)) gateway.load();
    },
  };
  globalThis.document = { getElementsByTagName: (name) => (name === 'iframe' ? [frame] : []) };
  await execute("getElementsByTagName('iframe')");
  assert.match(frame.url, /\/embed\?origin=https%3A%2F%2Fdash\.acme\.example$/);
  gateway.close();
});

test('the code for a transport of its own creates a session through the proxy', async () => {
  delete globalThis.location;
  await init();
  const servers = new FakeServers();
  const asked = [];
  globalThis.fetch = async (url, request) => {
    asked.push(url);
    const target = new URL(url, 'https://dash.acme.example').searchParams.get('url');
    return target.endsWith('/haulout.json') ? Response.json({ ...config(), redirectUri: 'https://dash.acme.example/callback' }) : servers.answered(new Request(target, request));
  };
  try {
    await execute('fetch: (request)');
  } finally {
    servers.close();
  }
  assert.equal(asked.length, 2);
  assert.ok(asked.every((url) => url.startsWith('/proxy?url=https')));
});
