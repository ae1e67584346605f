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
  assert.match(message, /HAULOUT_ARGUMENT_INVALID$/);
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
    const failed = await init(nowhere).catch((error) => error);
    console.log(failed.name, failed.code, failed.need, failed.cause.code, failed.message);
    await init();
    console.log('loaded');
  `);
  const message = 'HAULOUT_NOT_LOADED: file:///nowhere/haulout_bg.wasm did not load: no such file could be fetched';
  assert.equal(seen, `HauloutError HAULOUT_NOT_LOADED retry ENOENT ${message}\nloaded`);
});

test('a file that is not WebAssembly is named, and so is a URL that is none', () => {
  const seen = run(`
    import { init } from 'haulout';
    for (const url of [import.meta.resolve('haulout/package.json'), 'http://', 7]) {
      const { name, code, message } = await init(url).catch((error) => error);
      console.log(name, code, message);
    }
  `);
  const [file, ...wrong] = seen.split('\n');
  assert.match(file, /^HauloutError HAULOUT_NOT_LOADED HAULOUT_NOT_LOADED: file:.*package\.json did not load: it is not WebAssembly/);
  assert.equal(wrong.length, 2);
  for (const line of wrong) assert.match(line, /^HauloutError HAULOUT_ARGUMENT_INVALID HAULOUT_ARGUMENT_INVALID: the argument url must be/);
});

const circular = {};
circular.itself = circular;

const invalidArguments = [
  ['no object', undefined, 'options'],
  ['null', null, 'options'],
  ['neither configuration nor URL', {}, 'config'],
  ['configuration and URL', { config: {}, configUrl: 'https://a.example/config.json' }, 'config'],
  ['a configuration that is no object', { config: 'config.json' }, 'config'],
  ['a configuration that is no JSON', { config: circular }, 'config'],
  ['an empty URL', { configUrl: '' }, 'configUrl'],
  ['a relative URL without a page', { configUrl: '/config.json' }, 'configUrl'],
  ['a fetch that cannot be called', { config: config(), fetch: {} }, 'fetch'],
  ['a navigate that cannot be called', { config: config(), navigate: 'popup' }, 'navigate'],
  ['a signal that is none', { config: config(), signal: true }, 'signal'],
];

for (const [what, options, argument] of invalidArguments) {
  test(`an invalid argument is an error that names the argument: ${what}`, async () => {
    await init();
    await assert.rejects(Session.create(options), {
      name: 'HauloutError',
      code: 'HAULOUT_ARGUMENT_INVALID',
      need: 'nothing',
      message: new RegExp(`^HAULOUT_ARGUMENT_INVALID: the argument ${argument} `),
    });
  });
}

const invalid = [
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
