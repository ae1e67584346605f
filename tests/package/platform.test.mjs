//! Tests how sessions use the platform: requests, locks, events, timers, randomness and a host's `fetch`.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { Session, init } from './install.mjs';
import { CLUSTER, ISSUER, FakeServers, config, json } from './fake_servers.mjs';

let servers;
let sessions;
let authorizationUrl;

beforeEach(async () => {
  await init();
  servers = new FakeServers();
  sessions = [];
});

afterEach(() => {
  for (const session of sessions) session.dispose();
  servers.close();
  mock.timers.reset();
  for (const name of ['Worker', 'addEventListener', 'removeEventListener']) delete globalThis[name];
  if (navigatorOfNode) Object.defineProperty(globalThis, 'navigator', navigatorOfNode);
  else delete globalThis.navigator;
});

const navigatorOfNode = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

const create = async () => {
  const session = await Session.create({ config: config(), navigate: (url) => (authorizationUrl = url) });
  sessions.push(session);
  return session;
};

const signedIn = async () => {
  const session = await create();
  await session.login();
  await session.handleRedirect(servers.authorize(authorizationUrl));
  return session;
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Delays the responses to requests until the test calls `go`. */
function delayResponses() {
  const answer = globalThis.fetch;
  const waiting = [];
  globalThis.fetch = (request) =>
    new Promise((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
      waiting.push({ request, go: () => resolve(answer(request)) });
    });
  return waiting;
}

test('a response longer than the limit is cancelled, and has a code', async () => {
  let pulled = 0;
  let cancelled = false;
  servers.edits['openid-configuration'] = () =>
    new Response(new ReadableStream({ pull: (to) => (pulled++, to.enqueue(new Uint8Array(64 * 1024))), cancel: () => void (cancelled = true) }));
  await assert.rejects(create(), { code: 'HAULOUT_RESPONSE_TOO_LARGE' });
  assert.ok(pulled < 10, `${pulled}`);
  assert.equal(cancelled, true);
});

test('a server that does not respond times out', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const waiting = delayResponses();
  const made = create();
  await turn();
  assert.equal(waiting[0].request.signal.aborted, false);
  mock.timers.tick(30_000);
  await assert.rejects(made, { code: 'HAULOUT_ISSUER_UNREACHABLE', need: 'retry' });
  assert.equal(waiting[0].request.signal.aborted, true);
});

test('a response that breaks off is a network failure', async () => {
  servers.edits['openid-configuration'] = () => new Response(new ReadableStream({ pull: (to) => to.error(new TypeError('gone')) }));
  await assert.rejects(create(), { code: 'HAULOUT_ISSUER_UNREACHABLE' });
});

test('only a refresh outlives its page and its session', async () => {
  const session = await signedIn();
  const waiting = delayResponses();
  void session.renew().catch(() => {});
  await turn();
  const refresh = waiting.find(({ request }) => request.url.endsWith('/token')).request;
  assert.equal(refresh.keepalive, true);
  assert.ok(servers.requests.every(({ request }) => !request.keepalive));
  session.dispose();
  assert.equal(refresh.signal.aborted, false);
});

test('a signed-in session holds a lock that prevents freezing', async () => {
  const locks = new Locks();
  const session = await signedIn();
  await turn();
  assert.deepEqual(locks.held, ['haulout.awake shared']);
  await session.logout();
  await turn();
  assert.deepEqual(locks.held, []);
  await session.login();
  await session.handleRedirect(servers.authorize(authorizationUrl));
  await turn();
  session.dispose();
  await turn();
  assert.deepEqual(locks.held, []);
});

test('sessions that share a token refresh it one at a time', async () => {
  const locks = new Locks();
  const seen = sealed();
  const first = await Session.create({ config: SEALED });
  sessions.push(first);
  await turn();
  assert.equal(first.snapshot().state, 'signed-in');
  const answer = globalThis.fetch;
  const waiting = delayResponses();
  const renewed = first.renew();
  await turn();
  assert.deepEqual(locks.held.toSorted(), ['haulout.awake shared', 'haulout.refresh exclusive']);
  globalThis.fetch = answer;
  for (const { go } of waiting) go();
  await renewed;
  assert.deepEqual(locks.held, ['haulout.awake shared']);

  // While another page refreshes, this one waits, but no longer than its session exists.
  let release;
  void navigator.locks.request('haulout.refresh', {}, () => new Promise((resolve) => (release = resolve)));
  const before = seen.refreshes;
  const waits = first.renew();
  await turn();
  assert.equal(seen.refreshes, before);
  first.dispose();
  await assert.rejects(waits, { code: 'HAULOUT_DISPOSED' });
  release();
  await turn();
  assert.equal(seen.refreshes, before);
  assert.deepEqual(locks.held, []);
});

test('a session listens to events of the page until it is disposed', async () => {
  const page = new Page();
  const session = await signedIn();
  assert.deepEqual(page.listenedEvents, ['focus', 'offline', 'online', 'pageshow']);
  page.dispatchEvent(new Event('offline'));
  assert.equal(session.snapshot().offline, true);
  const before = servers.requests.length;
  // The report is only a hint.
  await session.renew();
  assert.ok(servers.requests.length > before);
  page.dispatchEvent(new Event('online'));
  assert.equal(session.snapshot().offline, undefined);
  session.dispose();
  assert.deepEqual(page.listenedEvents, []);
});

test('a page restored from the back/forward cache cancels its login', async () => {
  const page = new Page();
  const session = await create();
  await session.login();
  assert.equal(session.snapshot().state, 'progress');
  page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  while (session.snapshot().state === 'progress') await turn();
  assert.equal(session.snapshot().state, 'signed-out');
});

test('a worker runs the timer while signed in, or the page if it fails', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const workers = [];
  globalThis.Worker = class extends EventTarget {
    waits = [];
    running = true;
    constructor() {
      super();
      workers.push(this);
    }
    postMessage(wait) {
      this.waits.push(wait);
    }
    terminate() {
      this.running = false;
    }
  };
  const session = await signedIn();
  assert.equal(workers.length, 1);
  const [worker] = workers;
  // After sleep, the session notices within five seconds.
  assert.ok(worker.waits.every((wait) => wait >= 0 && wait <= 4_000), `${worker.waits}`);
  const sent = worker.waits.length;
  worker.dispatchEvent(new MessageEvent('message', { data: 0 }));
  assert.equal(worker.waits.length, sent + 1);
  worker.dispatchEvent(new Event('error'));
  assert.equal(worker.running, false);
  await session.logout();
  await session.login();
  await session.handleRedirect(servers.authorize(authorizationUrl));
  assert.equal(workers.length, 1, 'a failed worker is not started again');
});

test('state, nonce and verifier come from crypto.getRandomValues', async (t) => {
  const drawn = [];
  const draw = crypto.getRandomValues.bind(crypto);
  t.mock.method(crypto, 'getRandomValues', (bytes) => (draw(bytes), drawn.push(Buffer.from(bytes)), bytes));
  const session = await create();
  drawn.length = 0;
  await session.login();
  const bytes = Buffer.concat(drawn);
  const [state, nonce, verifier] = [0, 32, 64].map((at) => bytes.subarray(at, at + 32).toString('base64url'));
  const sent = new URL(authorizationUrl).searchParams;
  assert.equal(sent.get('state'), state);
  assert.equal(sent.get('nonce'), nonce);
  assert.equal(sent.get('code_challenge'), createHash('sha256').update(verifier).digest('base64url'));
});

test("a host's fetch sends all requests", async () => {
  const sent = [];
  const answer = globalThis.fetch;
  globalThis.fetch = () => assert.fail('the host has a fetch of its own');
  const fetch = (request) => (sent.push(request), answer(request));
  const session = await Session.create({ config: config(), fetch, navigate: (url) => (authorizationUrl = url) });
  sessions.push(session);
  await session.login();
  await session.handleRedirect(servers.authorize(authorizationUrl));
  assert.equal(session.snapshot().state, 'signed-in');
  assert.ok(sent.every((request) => request instanceof Request));
  const token = sent.find(({ url }) => url === `${ISSUER}/token`);
  assert.equal(token.method, 'POST');
  assert.equal(token.headers.get('content-type'), 'application/x-www-form-urlencoded');
  assert.ok(sent.some(({ url, headers }) => url.startsWith(CLUSTER) && headers.get('content-type') === 'application/json'));
});

const notResponses = {
  'a text': () => '{}',
  nothing: () => undefined,
  "another library's response": () => ({ status: 200, headers: {}, data: {} }),
  'a response with a Node stream as its body': () => ({ status: 200, headers: new Headers(), body: { pipe() {} } }),
  'a response whose body is locked': async () => {
    const response = json({});
    response.body.getReader();
    return response;
  },
};

for (const [what, fetch] of Object.entries(notResponses)) {
  test(`a host's fetch must resolve to a Response, not ${what}`, async () => {
    const refused = { name: 'HauloutError', code: 'HAULOUT_ARGUMENT_INVALID', need: 'nothing', message: /the argument fetch must resolve to a Response/ };
    await assert.rejects(Session.create({ config: config(), fetch }), refused);
  });
}

test("an exception of a host's fetch is a network failure", async () => {
  const fetch = () => {
    throw new TypeError('no way');
  };
  await assert.rejects(Session.create({ config: config(), fetch }), { code: 'HAULOUT_ISSUER_UNREACHABLE', need: 'retry' });
});

test("a host's fetch may resolve to another class with the interface", async () => {
  const answer = globalThis.fetch;
  const fetch = async (request) => {
    const { status, headers, body } = await answer(request);
    return { status, headers, body };
  };
  const session = await Session.create({ config: config(), fetch });
  sessions.push(session);
  assert.equal(session.snapshot().state, 'signed-out');
});

/** A stub of the global object's event target, until the test is over. */
class Page extends EventTarget {
  #listeners = [];

  constructor() {
    super();
    globalThis.addEventListener = (...all) => this.addEventListener(...all);
    globalThis.removeEventListener = (...all) => this.removeEventListener(...all);
  }

  /** The names of the events with listeners. */
  get listenedEvents() {
    return this.#listeners.map(([name]) => name).toSorted();
  }

  addEventListener(name, listener, ...rest) {
    super.addEventListener(name, listener, ...rest);
    this.#listeners.push([name, listener]);
  }

  removeEventListener(name, listener, ...rest) {
    super.removeEventListener(name, listener, ...rest);
    this.#listeners = this.#listeners.filter((it) => it[0] !== name || it[1] !== listener);
  }
}

/** A stub of Web Locks with the features that are used here. */
class Locks {
  held = [];
  #queue = [];

  constructor() {
    const request = (name, options, act) => this.#request(name, options, act);
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });
  }

  #request(name, { mode = 'exclusive', signal }, act) {
    return new Promise((resolve, reject) => {
      const entry = { name, mode, start: () => void Promise.resolve(act({ name })).finally(() => this.#end(entry)).then(resolve, reject) };
      signal?.addEventListener('abort', () => {
        if (this.#queue.includes(entry)) reject(signal.reason);
        this.#queue = this.#queue.filter((it) => it !== entry);
      });
      this.#queue.push(entry);
      this.#grant();
    });
  }

  #grant() {
    for (const entry of [...this.#queue]) {
      if (entry.mode === 'exclusive' && this.held.some((it) => it.startsWith(`${entry.name} `))) continue;
      this.#queue = this.#queue.filter((it) => it !== entry);
      this.held.push(`${entry.name} ${entry.mode}`);
      entry.start();
    }
  }

  #end({ name, mode }) {
    this.held.splice(this.held.indexOf(`${name} ${mode}`), 1);
    this.#grant();
  }
}

const GATEWAY = 'https://gateway.example';
const SEALED = {
  ...config(),
  tokens: 'sealed',
  clusters: undefined,
  session: { startUrl: `${GATEWAY}/session/start`, endUrl: `${GATEWAY}/session/end`, configUrl: `${GATEWAY}/session/config` },
};

/** A gateway that has a session; counts refreshes. */
function sealed() {
  const seen = { refreshes: 0 };
  const answer = servers.answer.bind(servers);
  servers.answer = (method, url, body) => {
    if (url.endsWith('/session/config')) return Response.json({ signedIn: true, clusters: config().clusters });
    if (body.includes('grant_type=refresh_token')) seen.refreshes++;
    return answer(method, url, body);
  };
  return seen;
}
