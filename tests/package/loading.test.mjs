//! Tests importing, loading, and validation of the options.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Session, init, run } from './install.mjs';
import { FakeServers, config } from './fake_servers.mjs';

test('importing defines no globals and loads nothing', () => {
  const seen = run(`
    const names = () => Reflect.ownKeys(globalThis).map(String);
    const before = names();
    let calls = 0;
    globalThis.fetch = () => calls++;
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = (...all) => { calls++; return instantiate(...all); };
    await import('haulout');
    console.log(JSON.stringify([names().filter((name) => !before.includes(name)), calls]));
  `);
  assert.deepEqual(JSON.parse(seen), [[], 0]);
});

test('creating a session before loading is an error that names the fix', () => {
  const message = run(`
    import { Session, init } from 'haulout';
    const failed = await Session.create({}).catch((error) => error);
    console.log(failed instanceof Error, failed.code, failed.message);
    await init();
    console.log((await Session.create({}).catch((error) => error)).code);
  `);
  assert.match(message, /^true HAULOUT_NOT_LOADED .*`await init\(\)`/);
  assert.match(message, /HAULOUT_CONFIG_INVALID$/);
});

test('loading twice returns the same promise', async () => {
  const first = init();
  assert.equal(init(), first);
  await first;
  assert.equal(init(), first);
});

test('loading can be tried again after a failure', () => {
  const seen = run(`
    import { init } from 'haulout';
    const nowhere = new URL('file:///nowhere/haulout_bg.wasm');
    console.log(await init(nowhere).then(() => 'loaded', (error) => error.code));
    await init();
    console.log('loaded');
  `);
  assert.equal(seen, 'ENOENT\nloaded');
});

const invalid = [
  ['no object', undefined, 'options'],
  ['neither configuration nor URL', {}, 'config'],
  ['configuration and URL', { config: {}, configUrl: 'https://a.example/config.json' }, 'config'],
  ['a fetch that cannot be called', { config: config(), fetch: {} }, 'fetch'],
  ['a navigate that cannot be called', { config: config(), navigate: 'popup' }, 'navigate'],
  ['an unknown field', { config: { ...config(), colour: 'blue' } }, 'colour'],
  ['a missing field', { config: { ...config(), redirectUri: undefined } }, 'redirectUri'],
  ['an insecure URL', { config: edited((it) => (it.issuer.url = 'http://issuer.example')) }, 'issuer.url'],
  ['a field of a cluster', { config: edited((it) => (it.clusters[0].concierge.authenticator.type = 'x')) }, 'clusters[0].concierge.authenticator.type'],
];

for (const [what, options, field] of invalid) {
  test(`an invalid option is an error that names the field: ${what}`, async () => {
    await init();
    await assert.rejects(Session.create(options), (error) => {
      assert.ok(error instanceof Error);
      assert.equal(error.name, 'HauloutError');
      assert.equal(error.code, 'HAULOUT_CONFIG_INVALID');
      assert.equal(error.need, 'operator');
      assert.ok(error.message.includes(field), error.message);
      return true;
    });
  });
}

test('a configuration that cannot be loaded has its own code', async () => {
  await init();
  const servers = new FakeServers();
  try {
    await assert.rejects(Session.create({ configUrl: 'https://dashboard.example/config.json' }), {
      code: 'HAULOUT_CONFIG_UNREACHABLE',
      need: 'retry',
    });
  } finally {
    servers.close();
  }
});

function edited(edit) {
  const it = config();
  edit(it);
  return it;
}
