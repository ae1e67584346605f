//! The session without I/O: a host that sends by itself, in a time of its own.

import assert from 'node:assert/strict';
import { X509Certificate, createHash } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';

import { Machine, checkSignature, init, run } from './installed.mjs';
import { CERTIFICATE, CLUSTER, ISSUER, KEY, NOT_AFTER, NOW, World, config } from './world.mjs';

let world;
let host;

beforeEach(async () => {
  await init();
  world = new World();
  globalThis.fetch = () => assert.fail('a machine fetches nothing');
  host = new Host();
});

afterEach(() => {
  host.machine.dispose();
  world.close();
});

/** Does what a machine says, with a transport that asks `world` and clocks that go on when they are told to. */
class Host {
  machine = new Machine();
  events = [];
  sent = [];
  elapsed = 0;
  left;
  pending;
  shown;

  get now() {
    return { unixMillis: NOW.getTime() + this.elapsed, monotonicMillis: 5_000 + this.elapsed };
  }

  async feed(input) {
    const outputs = this.machine.handle(input, this.now);
    for (const output of outputs) {
      const next = await this.#perform(output);
      if (next) outputs.push(...this.machine.handle(next, this.now));
    }
  }

  async open() {
    await this.feed({ type: 'open', config: config(), seed: 7 });
  }

  async logIn() {
    await this.open();
    await this.feed({ type: 'sign-in', entropy: Uint8Array.from({ length: 96 }, (_, at) => at) });
    await this.feed({ type: 'returned', url: world.authorize(this.left), pending: this.pending });
  }

  async #perform(output) {
    switch (output.type) {
      case 'send': {
        this.sent.push(output);
        const answer = world.answer(output.method, output.url, output.body);
        return { type: 'response', id: output.id, status: answer.status, headers: answer.headers, body: await answer.text() };
      }
      case 'check-signature':
        return checkSignature(output);
      case 'navigate':
        return void (this.left = output.url);
      case 'remember':
        return void (this.pending = output.pending);
      case 'replace-url':
        return void (this.shown = output.url);
      case 'event':
        return void this.events.push(output.event);
      default:
        assert.fail(output.type);
    }
  }
}

test('a whole login is a matter of inputs and outputs', async () => {
  await host.open();
  assert.equal(host.machine.snapshot().state, 'signed-out');
  assert.equal(host.machine.isSettled, true);
  await host.logIn();
  const { state, clusters } = host.machine.snapshot();
  assert.equal(state, 'signed-in');
  assert.equal(host.machine.isSettled, true);
  assert.equal(clusters[0].notAfter, NOT_AFTER);
  assert.equal(host.shown, 'https://dashboard.example/callback');
  assert.deepEqual(
    host.events.filter(({ type }) => type !== 'activity'),
    [{ type: 'signed-in' }, { type: 'credential', cluster: 'prod' }],
  );
  const { expirationTimestamp, clientCertificateData, clientKeyData } = host.machine.credential('prod', host.now);
  assert.equal(new X509Certificate(clientCertificateData).fingerprint256, new X509Certificate(CERTIFICATE).fingerprint256);
  assert.equal(clientKeyData.replace(/\s/g, ''), KEY.replace(/\s/g, ''));
  assert.ok(expirationTimestamp < NOT_AFTER, expirationTimestamp);
});

test('what is unguessable is made of the entropy that the host draws', async () => {
  await host.logIn();
  const bytes = Buffer.from(Uint8Array.from({ length: 96 }, (_, at) => at));
  const [state, nonce, verifier] = [0, 32, 64].map((at) => bytes.subarray(at, at + 32).toString('base64url'));
  const asked = new URL(host.left).searchParams;
  assert.equal(asked.get('state'), state);
  assert.equal(asked.get('nonce'), nonce);
  assert.equal(asked.get('code_challenge'), createHash('sha256').update(verifier).digest('base64url'));
});

test('a request says all that a transport has to know', async () => {
  await host.logIn();
  const redeemed = host.sent.find(({ url }) => url === `${ISSUER}/token`);
  assert.deepEqual(
    { ...redeemed, id: 0, body: '' },
    {
      type: 'send',
      id: 0,
      method: 'POST',
      url: `${ISSUER}/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
      bodyMax: 262_144,
      limitMillis: 30_000,
      care: 'abortable',
    },
  );
  assert.equal(new URLSearchParams(redeemed.body).get('code'), 'the-code');
  assert.ok(host.sent.some(({ url, headers }) => url.startsWith(CLUSTER) && headers['content-type'] === 'application/json'));
});

test('at its deadline, and not before, a machine renews what it has', async () => {
  await host.logIn();
  host.sent = [];
  const wait = host.machine.deadline - host.now.monotonicMillis;
  host.elapsed += wait - 1_000;
  await host.feed({ type: 'woke' });
  assert.deepEqual(host.sent, []);
  while (host.sent.length === 0) {
    assert.ok(host.elapsed < 300_000, 'the certificate has ended');
    host.elapsed += Math.max(host.machine.deadline - host.now.monotonicMillis, 1);
    await host.feed({ type: 'woke' });
  }
  // 0.45 of five minutes, give or take a tenth of that.
  assert.ok(host.elapsed > 120_000 && host.elapsed < 150_000, `${host.elapsed}`);
  const [refresh] = host.sent;
  assert.equal(refresh.care, 'finish');
  assert.equal(new URLSearchParams(refresh.body).get('refresh_token'), 'the-refresh-token');
});

test('a machine touches no clock, no timer, no network and no generator of random numbers', () => {
  const seen = run(`
    import { Machine, init } from 'haulout';
    import { config } from '${new URL('./world.mjs', import.meta.url).href}';
    await init();
    const touched = [];
    const watch = (owner, name) => {
      const real = owner[name];
      owner[name] = (...all) => { touched.push(name); return real.apply(owner, all); };
    };
    for (const name of ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask']) watch(globalThis, name);
    watch(Date, 'now');
    watch(performance, 'now');
    watch(crypto, 'getRandomValues');
    const machine = new Machine();
    const now = { unixMillis: 1e12, monotonicMillis: 0 };
    const [send] = machine.handle({ type: 'open', config: config() }, now);
    machine.handle({ type: 'response', id: send.id, failure: 'network' }, now);
    machine.report(now);
    const { state, error } = machine.snapshot();
    machine.dispose();
    const expected = [state, error.code, send.url];
    process.stdout.write(JSON.stringify([expected, touched]));
  `);
  const metadata = `${ISSUER}/.well-known/openid-configuration`;
  assert.deepEqual(JSON.parse(seen), [['failed', 'HAULOUT_ISSUER_UNREACHABLE', metadata], []]);
});

test('a verdict is about one check, and a signature that was found invalid lets nobody in', async () => {
  await host.open();
  await host.feed({ type: 'sign-in', entropy: new Uint8Array(96) });
  const outputs = host.machine.handle({ type: 'returned', url: world.authorize(host.left), pending: host.pending }, host.now);
  for (const output of outputs) {
    if (output.type === 'send') {
      const answer = world.answer(output.method, output.url, output.body);
      const input = { type: 'response', id: output.id, status: answer.status, headers: answer.headers, body: await answer.text() };
      outputs.push(...host.machine.handle(input, host.now));
    }
  }
  const check = outputs.find(({ type }) => type === 'check-signature');
  assert.equal((await checkSignature(check)).finding, 'valid');
  host.machine.handle({ type: 'verdict', id: check.id + 1, finding: 'valid' }, host.now);
  assert.equal(host.machine.snapshot().state, 'progress');
  // It names its key, so no younger ones are asked for.
  host.machine.handle({ type: 'verdict', id: check.id, finding: 'invalid' }, host.now);
  assert.equal(host.machine.snapshot().error.code, 'HAULOUT_ID_TOKEN_INVALID');
  host.machine.handle({ type: 'verdict', id: check.id, finding: 'valid' }, host.now);
  assert.equal(host.machine.snapshot().state, 'failed');
});

test('whatever cannot be read is refused by its name, and nothing has happened', async () => {
  await host.open();
  const before = host.machine.snapshot();
  const refused = (input, field, now = host.now) =>
    assert.throws(
      () => host.machine.handle(input, now),
      (error) => error.code === 'HAULOUT_CONFIG_INVALID' && error.name === 'HauloutError' && error.message.includes(field),
    );
  refused(undefined, 'input');
  refused({ type: 'explode' }, 'type');
  refused({}, 'type');
  refused({ type: 'sign-in', entropy: new Uint8Array(95) }, 'entropy');
  refused({ type: 'sign-in', entropy: new Uint8Array(96), silently: 'yes' }, 'silently');
  refused({ type: 'response', id: 'one', status: 200, headers: {} }, 'id');
  refused({ type: 'open' }, 'config');
  refused({ type: 'woke' }, 'now', { unixMillis: 1 });
  assert.deepEqual(host.machine.snapshot(), before);
});

test('headers are read by any spelling, from whatever a transport has them in', async () => {
  const shapes = [
    (pairs) => new Headers(pairs),
    (pairs) => pairs,
    (pairs) => new Map(pairs.map(([name, value]) => [name.toUpperCase(), value])),
    (pairs) => Object.fromEntries(pairs.map(([name, value]) => [name, [value]])),
  ];
  for (const shape of shapes) {
    const machine = new Machine();
    const [{ id }] = machine.handle({ type: 'open', config: config() }, host.now);
    machine.handle({ type: 'response', id, status: 503, headers: shape([['Audit-Id', '7c1e'], ['content-type', 'text/plain']]) }, host.now);
    const { error } = machine.snapshot();
    assert.deepEqual([error.code, error.auditId], ['HAULOUT_ISSUER_UNREACHABLE', '7c1e']);
    machine.dispose();
  }
});

test('every form of a kubeconfig but one has nothing of a person in it', async () => {
  await host.logIn();
  const secret = KEY.split('\n')[1];
  const decoded = (yaml) => Buffer.from(yaml.match(/client-key-data: "?([\w+/=]+)/)?.[1] ?? '', 'base64').toString();
  assert.ok(decoded(host.machine.kubeconfig(null, 'inline', host.now)).includes(secret));
  const forms = [
    ['haulout', /command: "haulout"/],
    ['pinniped', /command: "pinniped"/],
    [{ command: '/opt/haulout' }, /command: "\/opt\/haulout"/],
    [{ folder: '~/.kube/haulout' }, /\$HOME\/.kube\/haulout\/prod\.json/],
    [{ folder: '/srv/haulout' }, /"\/srv\/haulout\/prod\.json"/],
  ];
  for (const [form, pattern] of forms) {
    const yaml = host.machine.kubeconfig(['prod'], form, host.now);
    assert.match(yaml, pattern);
    assert.equal(decoded(yaml), '');
  }
  for (const form of ['yaml', { folder: 'relative' }, {}]) {
    assert.throws(() => host.machine.kubeconfig(['prod'], form, host.now), { code: 'HAULOUT_CONFIG_INVALID' });
  }
  assert.equal(host.machine.credentialFile('prod', host.now).name, 'prod.json');
});

test('a machine that was disposed of says so', () => {
  host.machine.dispose();
  host.machine.dispose();
  for (const use of [() => host.machine.snapshot(), () => host.machine.deadline, () => host.machine.handle({ type: 'woke' }, host.now)]) {
    assert.throws(use, { name: 'HauloutError', code: 'HAULOUT_DISPOSED', message: /new|another/ });
  }
});
