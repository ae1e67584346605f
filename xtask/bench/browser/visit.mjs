// One visit to a portal in a browser context of its own, so that nothing is cached before.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const OBSERVER = readFileSync(new URL('observer.js', import.meta.url), 'utf8');

/** A network and a processor. Rates are in bytes per second; -1 is no limit. */
export const PROFILES = {
  plain: { latency: 0, download: -1, upload: -1, processor: 1 },
  'latency-50': { latency: 50, download: -1, upload: -1, processor: 1 },
  // Lighthouse's slow 4G: 1.6 and 0.75 Mbit/s.
  slow: { latency: 150, download: 200_000, upload: 93_750, processor: 4 },
};

export class Visit {
  /** Answered credential requests. */
  credentials = 0;
  #chromium;
  #context;
  #events = [];
  #profile = PROFILES.plain;
  /** Received bytes with headers, by time, and their sum for each request. */
  #received = [];
  #sums = new Map();
  #sessions = new Set();
  #waiting = new Set();

  static async open(chromium, portal, { presses = false } = {}) {
    const visit = new Visit();
    visit.#chromium = chromium;
    const { browserContextId } = await chromium.send('Target.createBrowserContext');
    visit.#context = browserContextId;
    const { targetId } = await chromium.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await chromium.send('Target.attachToTarget', { targetId, flatten: true });
    visit.session = sessionId;
    visit.#watch(sessionId);
    for (const domain of ['Network', 'Page', 'Performance', 'Runtime']) {
      await visit.send(`${domain}.enable`);
    }
    await visit.send('Page.setLifecycleEventsEnabled', { enabled: true });
    await visit.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
    await visit.send('Runtime.addBinding', { name: 'haulout_bench' });
    const constants = { SIGN_IN: portal.button, ROW: portal.row, PRESSES: presses };
    const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
    await visit.send('Page.addScriptToEvaluateOnNewDocument', { source: `{\n${lines.join('')}${OBSERVER}\n}` });
    return visit;
  }

  send(method, params) {
    return this.#chromium.send(method, params, this.session);
  }

  #watch(sessionId) {
    this.#sessions.add(sessionId);
    this.#chromium.listen(sessionId, (method, params) => this.#event(method, params));
  }

  #event(method, params) {
    switch (method) {
      case 'Target.attachedToTarget':
        void this.#attached(params.sessionId);
        return;
      case 'Network.dataReceived':
        this.#receive(params, params.encodedDataLength);
        return;
      case 'Network.loadingFinished':
        // Chromium reports some bytes only in this sum.
        this.#receive(params, params.encodedDataLength - (this.#sums.get(params.requestId) ?? 0));
        return;
      case 'Network.requestWillBeSent':
        this.#start ??= params.timestamp;
        return;
      case 'Network.responseReceived':
        this.#receive(params, params.response.encodedDataLength);
        if (params.response.url.endsWith('/tokencredentialrequests') && params.response.status < 300) {
          this.credentials += 1;
          this.#add({ event: 'credential', at: this.#sinceStart(params.timestamp) });
        }
        if (params.type === 'Document') {
          this.#add({ event: 'document', url: params.response.url, at: this.#sinceStart(params.timestamp) });
        }
        return;
      case 'Page.lifecycleEvent':
        this.#add({ event: params.name, at: this.#sinceStart(params.timestamp) });
        return;
      case 'Runtime.bindingCalled':
        this.#add(JSON.parse(params.payload));
    }
  }

  #receive({ requestId, timestamp }, bytes) {
    this.#received.push({ at: this.#sinceStart(timestamp), bytes });
    this.#sums.set(requestId, (this.#sums.get(requestId) ?? 0) + bytes);
  }

  /** The bytes that the page had received at this time; complete once later events have been reported. */
  receivedUntil(time) {
    return this.#received.filter(({ at }) => at <= time).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #start;

  /** Milliseconds since the first request of the visit. */
  #sinceStart(timestamp) {
    return (timestamp - (this.#start ?? timestamp)) * 1000;
  }

  #add(event) {
    this.#events.push(event);
    for (const look of this.#waiting) {
      look(event);
    }
  }

  /** A worker's own requests are as slow as the page's. */
  async #attached(sessionId) {
    this.#watch(sessionId);
    const send = (method, params) => this.#chromium.send(method, params, sessionId).catch(() => {});
    await send('Network.enable');
    await send('Network.emulateNetworkConditions', conditions(this.#profile));
    await send('Runtime.runIfWaitingForDebugger');
  }

  async emulate(profile) {
    this.#profile = profile;
    for (const sessionId of this.#sessions) {
      await this.#chromium.send('Network.emulateNetworkConditions', conditions(profile), sessionId);
    }
    await this.send('Emulation.setCPUThrottlingRate', { rate: profile.processor });
  }

  async go(url) {
    this.#start = undefined;
    this.#events = [];
    this.#received = [];
    this.#sums.clear();
    await this.send('Page.navigate', { url });
  }

  /** The first event that matches, which may have happened already. */
  async until(what, matches = (event) => event.event === what) {
    const known = this.#events.find(matches);
    if (known) {
      return known;
    }
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const look = (event) => {
        if (matches(event)) {
          settle();
          resolve(event);
        }
      };
      const timer = setTimeout(() => {
        settle();
        this.#explain(what).then(reject, reject);
      }, PATIENCE_MILLISECONDS);
      this.#waiting.add(look);
    });
  }

  async #explain(what) {
    const text = await this.value('`${location.href}: ${document.body.innerText}`');
    return new Error(`no ${what} within ${PATIENCE_MILLISECONDS} ms at ${text}`);
  }

  async value(expression) {
    const { result } = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    return result.value;
  }

  /** Repeats an expression until it has a value, also while the page is replaced. */
  async poll(expression) {
    const end = Date.now() + PATIENCE_MILLISECONDS;
    while (Date.now() < end) {
      const value = await this.value(expression).catch(() => null);
      if (value) {
        return value;
      }
      await sleep(POLL_MILLISECONDS);
    }
    throw await this.#explain(expression);
  }

  /** The time in which the page's main thread was busy, in milliseconds. */
  async busy() {
    const { metrics } = await this.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  }

  async close() {
    await this.#chromium.send('Target.disposeBrowserContext', { browserContextId: this.#context });
    for (const sessionId of this.#sessions) {
      this.#chromium.listen(sessionId, undefined);
    }
  }
}

function conditions({ latency, download, upload }) {
  return { offline: false, latency, downloadThroughput: download, uploadThroughput: upload };
}

const PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 20;
