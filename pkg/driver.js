// @ts-check
/**
 * @file The edge of the headless package: performs what a machine wants done, and feeds back what comes of it.
 *
 * The portal and the element have the same edge in Rust (`src/browser`), where Yew brings along what it takes. Without
 * Yew that would be 10 kB of the compressed wasm, for things that JavaScript does by itself.
 */

import { hold } from './locks.js';
import { Timer, listen } from './timer.js';
import { answer, checkSignature, now } from './transport.js';

/** @import { Machine } from './dist/haulout.js' */

/**
 * @typedef {(what: 'changed' | 'event' | 'navigate' | 'remember' | 'replace', text: string) => void} Tell
 */

/**
 * What performs: a `Driver`, or the `Session` of a wasm that has an edge.
 *
 * @typedef {object} Core
 * @property {(config: string, isUrl: boolean) => void} open
 * @property {(identityProvider: string | undefined, silently: boolean) => void} login
 * @property {(url: string, pending: string | undefined) => void} returned
 * @property {(name: string, cluster: string) => void} command
 * @property {() => string | undefined} outcome
 * @property {(asked: string) => string} kubeconfig
 * @property {(cluster: string) => string} credential
 * @property {() => string} activity
 * @property {() => string} report
 * @property {() => string} snapshot
 * @property {() => void} free
 */

/** One input in, every output performed. What a `Session` of the element's wasm does, this does in JavaScript. */
export class Driver {
  #machine;
  #tell;
  #timer;
  #over = new AbortController();
  /** @type {[text: string, bytes: Uint8Array][]} */
  #queue = [];
  #pumping = false;
  #freed = false;
  #signedIn = false;
  /** @type {(() => void) | undefined} Gives the lock back that keeps the page from being frozen. */
  #awake;

  /**
   * @param {Machine} machine
   * @param {Tell} tell
   * @param {() => Worker} startWorker
   */
  constructor(machine, tell, startWorker) {
    this.#machine = machine;
    this.#tell = tell;
    this.#timer = new Timer(() => this.#feed({ type: 'woke' }), startWorker);
    listen(this.#over.signal, (type) => this.#feed({ type }));
    if (globalThis.navigator?.onLine === false) this.#feed({ type: 'offline' });
  }

  /**
   * @param {string} config
   * @param {boolean} isUrl
   */
  open(config, isUrl) {
    // Spreads renewals and retries, and guards nothing.
    const open = { type: 'open', seed: Math.random() };
    this.#feed(isUrl ? { ...open, configUrl: config } : open, new TextEncoder().encode(isUrl ? '' : config));
  }

  /**
   * @param {string | undefined} identityProvider
   * @param {boolean} silently
   */
  login(identityProvider, silently) {
    this.#feed({ type: 'sign-in', identityProvider, silently }, crypto.getRandomValues(new Uint8Array(ENTROPY_BYTES)));
  }

  /**
   * @param {string} url
   * @param {string | undefined} pending
   */
  returned(url, pending) {
    this.#feed({ type: 'returned', url, pending });
  }

  /**
   * @param {string} type
   * @param {string} cluster
   */
  command(type, cluster) {
    this.#feed({ type, cluster });
  }

  /** @returns {string | undefined} */
  outcome() {
    return this.#machine.outcome();
  }

  /** @param {string} asked */
  kubeconfig(asked) {
    const { wall, tick } = now();
    return this.#machine.kubeconfig(asked, wall, tick);
  }

  /** @param {string} cluster */
  credential(cluster) {
    const { wall, tick } = now();
    return this.#machine.credential(cluster, wall, tick);
  }

  activity() {
    return this.#machine.activity();
  }

  report() {
    const { wall, tick } = now();
    return this.#machine.report(wall, tick);
  }

  snapshot() {
    return this.#machine.snapshot();
  }

  /** Ends timers, listeners, locks and requests, but for a refresh that is under way: its token is spent already. */
  free() {
    this.#freed = true;
    this.#over.abort();
    this.#timer.end();
    this.#awake?.();
    this.#machine.free();
  }

  /**
   * @param {object} input
   * @param {Uint8Array} [bytes]
   */
  #feed(input, bytes = NOTHING) {
    if (this.#freed) return;
    this.#queue.push([JSON.stringify(input), bytes]);
    if (this.#pumping) return; // The pump below takes it up when it is done.
    this.#pumping = true;
    try {
      for (let next = this.#queue.shift(); next && !this.#freed; next = this.#queue.shift()) this.#pump(...next);
    } finally {
      // A wasm that fails throws; whoever asks it again is to hear of it, and not to wait for ever.
      this.#pumping = false;
    }
  }

  /**
   * @param {string} input
   * @param {Uint8Array} bytes
   */
  #pump(input, bytes) {
    const { wall, tick } = now();
    this.#machine.handle(input, bytes, wall, tick);
    for (let output = this.#machine.poll(); output !== undefined; output = this.#machine.poll()) {
      this.#perform(JSON.parse(output));
      if (this.#freed) return;
    }
    const { deadline } = this.#machine;
    this.#stayAwake(this.#signedIn && deadline !== undefined);
    this.#timer.arm(deadline, tick);
    this.#tell('changed', '');
  }

  /**
   * Starts one effect. What takes time comes back as an input.
   *
   * @param {any} output
   */
  #perform(output) {
    switch (output.type) {
      case 'send':
        void answer(output, this.#over.signal).then(({ body, ...rest }) =>
          this.#feed({ type: 'response', id: output.id, ...rest }, body),
        );
        break;
      case 'check-signature':
        void checkSignature(output).then((verdict) => this.#feed(verdict));
        break;
      case 'event':
        if (output.event.type === 'signed-in') this.#signedIn = true;
        if (output.event.type === 'signed-out') this.#signedIn = false;
        this.#tell('event', JSON.stringify(output.event));
        break;
      case 'navigate':
        this.#tell('navigate', output.url);
        break;
      case 'replace-url':
        this.#tell('replace', output.url);
        break;
      case 'remember':
        this.#tell('remember', output.pending);
    }
  }

  /**
   * A session has to be renewed also while nobody looks at the page.
   *
   * @param {boolean} needed
   */
  #stayAwake(needed) {
    if (needed) {
      this.#timer.hire();
      // Chromium freezes no page that holds a lock; all of them hold this one.
      this.#awake ??= hold('haulout.awake', { mode: 'shared' });
    } else {
      this.#timer.dismiss();
      this.#awake?.();
      this.#awake = undefined;
    }
  }
}

const NOTHING = new Uint8Array();
/** For `state`, `nonce` and the PKCE verifier. */
const ENTROPY_BYTES = 96;
