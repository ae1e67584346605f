//! Tests that a disposed session leaves nothing behind, even if requests are pending.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Session, init, run } from './install.mjs';
import { FakeServers, config } from './fake_servers.mjs';

const servers = new URL('./fake_servers.mjs', import.meta.url).href;

/** A script that signs in with a stub of `Worker`, to be run in a separate process. */
const SIGNED_IN = `
  import { Session, init } from 'haulout';
  import { FakeServers, config } from '${servers}';
  globalThis.workers = [];
  globalThis.Worker = class Worker extends EventTarget {
    running = true;
    constructor(url, options) { super(); workers.push(this); this.url = url; this.options = options; }
    postMessage(wait) { this.wait = wait; }
    terminate() { this.running = false; }
  };
  await init();
  const servers = new FakeServers();
  let authorizationUrl;
  const session = await Session.create({ config: config(), navigate: (url) => (authorizationUrl = url) });
  await session.login();
  await session.handleRedirect(servers.authorize(authorizationUrl));
`;

test('a process ends after its session is disposed', () => {
  const seen = run(`${SIGNED_IN} session.dispose(); console.log(workers.every(({ running }) => !running), workers.length);`);
  assert.equal(seen, 'true 1');
});

test("the timer runs in a worker with the package's script", () => {
  const seen = run(`${SIGNED_IN}
    import { existsSync } from 'node:fs';
    const [{ url, options, wait, running }] = workers;
    console.log(JSON.stringify([url.pathname.split('/').slice(-2).join('/'), existsSync(url), options, wait <= 4000, running]));
    session.dispose();
  `);
  assert.deepEqual(JSON.parse(seen), ['dist/worker.js', true, { type: 'module' }, true, true]);
});

test('disposing aborts pending requests and rejects pending promises', async () => {
  await init();
  const servers = new FakeServers();
  try {
    let authorizationUrl;
    const session = await Session.create({ config: config(), navigate: (url) => (authorizationUrl = url) });
    await session.login();
    const url = servers.authorize(authorizationUrl);
    const firstRequest = new Promise((resolve) => {
      globalThis.fetch = (request) => {
        resolve(request);
        return new Promise(() => {});
      };
    });
    const finished = session.handleRedirect(url);
    const { signal } = await firstRequest;
    assert.equal(signal.aborted, false);
    session.dispose();
    assert.equal(signal.aborted, true);
    await assert.rejects(finished, { name: 'HauloutError', code: 'HAULOUT_DISPOSED' });
  } finally {
    servers.close();
  }
});
