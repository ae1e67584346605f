// @ts-check
/** @file `Session`: promises, signals, events and popups around the WebAssembly's `Session`, which speaks JSON text. */

import { PENDING_KEY } from './callback.js';
import { disposed, failure, invalidConfig, toError, value } from './errors.js';
import { kubeconfigRequest, validated } from './options.js';
import { Popup } from './popup.js';

/** @import { Activity, SessionEvent, Snapshot } from './snapshot.js' */
/** @import { Credential, CredentialFile, KubeconfigForm, LoginOptions, Options, Abortable } from './index.js' */
/** @import { Session as Core } from './dist/haulout.js' */

/**
 * @typedef {(what: 'changed' | 'event' | 'navigate' | 'remember' | 'replace', text: string) => void} Notify
 */

export class Session {
  /** @type {Core | undefined} */
  #core;
  /** @type {((url: string) => void) | undefined} */
  #navigate;
  /** @type {Set<(event: SessionEvent) => void>} */
  #listeners = new Set();
  /** @type {Set<() => void>} Those who wait look again. */
  #waiters = new Set();
  /** @type {string | undefined} A login that the browser left for, where there is no storage. **Secret.** */
  #pending;
  /** Whether the authorization response is the page's own URL. */
  #isPageUrl = false;
  /** @type {Attempt | undefined} The login that is under way. */
  #attempt;
  /** @type {Popup | undefined} A window that seems closed, and may still come back. */
  #maybeClosed;
  /** How many calls of the WebAssembly are on the stack. */
  #callDepth = 0;

  /**
   * Starts the WebAssembly's half, which tells what happens. Each entry point of the package has its own.
   *
   * @param {Notify} _notify
   * @param {Options['fetch']} _fetch
   * @returns {Core}
   */
  static start(_notify, _fetch) {
    throw new TypeError('a session is made by one of the entry points of this package');
  }

  /** @param {typeof MADE_BY_CREATE} key */
  constructor(key) {
    if (key !== MADE_BY_CREATE) throw new TypeError('a session is made by `Session.create()`');
  }

  /**
   * @param {Options} options
   * @returns {Promise<Session>}
   */
  static async create(options) {
    const session = new this(MADE_BY_CREATE);
    // Without one, it throws here what names the fix.
    const core = this.start((what, text) => session.#receive(what, text), options?.fetch);
    session.#core = core;
    try {
      const { config, isUrl, navigate, signal } = validated(options);
      signal?.throwIfAborted();
      session.#navigate = navigate;
      core.open(config, isUrl);
      await session.#settle(signal);
      return session;
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  /** For whoever draws a session, and for nobody else. */
  get [Symbol.for('haulout.core')]() {
    return this.#core;
  }

  /** @param {LoginOptions} [options] */
  async login({ identityProvider, silently = false, popup = false, signal } = {}) {
    this.#liveCore();
    signal?.throwIfAborted();
    // Only as long as nothing was waited for is this the click that may open a window.
    const attempt = new Attempt();
    const onClosed = () => attempt === this.#attempt && this.#cancelAttempt(closed(), attempt.left);
    const window = (attempt.window = popup ? Popup.open(onClosed) : undefined);
    if (popup && popup !== 'or-redirect' && !window) {
      throw failure('HAULOUT_POPUP_BLOCKED', 'nothing', 'HAULOUT_POPUP_BLOCKED: the browser let no window open; call `login` in a click, or with `popup: "or-redirect"`');
    }
    this.#cancelAttempt(closed());
    this.#attempt = attempt;
    try {
      const { state } = this.snapshot();
      if (state !== 'signed-out' && state !== 'signed-in') await this.#ready(signal, attempt);
      this.#liveCore().login(identityProvider, silently);
      await this.#until(() => attempt.left || this.#liveCore().outcome() !== undefined, signal, attempt);
      if (!attempt.left) await this.#settle(signal);
      if (!window) return;
      await this.#until(() => attempt.returned, signal, attempt);
      this.#attempt = undefined;
      await this.#settle(signal);
    } catch (error) {
      if (this.#attempt === attempt) this.#cancelAttempt(error);
      throw error;
    }
  }

  /**
   * @param {string | null} [url]
   * @param {Abortable} [options]
   */
  async handleRedirect(url, { signal } = {}) {
    const core = this.#liveCore();
    signal?.throwIfAborted();
    const here = globalThis.location?.href;
    const page = url ?? here;
    this.#isPageUrl = page === here;
    if (page !== undefined) core.returned(page, this.#takePending());
    await this.#settle(signal);
  }

  /** @param {Abortable} [options] */
  async renew({ signal } = {}) {
    const core = this.#liveCore();
    signal?.throwIfAborted();
    core.command('renew', '');
    await this.#settle(signal);
  }

  /** @param {Abortable} [options] */
  async logout({ signal } = {}) {
    const core = this.#liveCore();
    signal?.throwIfAborted();
    core.command('sign-out', '');
    await this.#settle(signal);
  }

  /**
   * @param {string} cluster
   * @param {boolean} active
   */
  setActive(cluster, active) {
    this.#liveCore().command(active ? 'activate' : 'deactivate', cluster);
  }

  /**
   * @param {string} cluster
   * @returns {Credential}
   */
  credential(cluster) {
    return JSON.parse(this.credentialFile(cluster).contents).status;
  }

  /**
   * @param {string} cluster
   * @returns {CredentialFile}
   */
  credentialFile(cluster) {
    return value(this.#liveCore().credential(cluster));
  }

  /**
   * @param {string[] | null} [clusters]
   * @param {KubeconfigForm} [form]
   */
  kubeconfig(clusters, form) {
    return value(this.#liveCore().kubeconfig(kubeconfigRequest(clusters, form)));
  }

  /** @returns {Activity[]} */
  activity() {
    return JSON.parse(this.#liveCore().activity());
  }

  report() {
    return this.#liveCore().report();
  }

  /** @returns {Snapshot} */
  snapshot() {
    return JSON.parse(this.#liveCore().snapshot());
  }

  /**
   * @param {SessionEvent['type'] | ((event: SessionEvent) => void)} type
   * @param {((event: any) => void)} [listener]
   * @returns {() => void}
   */
  on(type, listener) {
    this.#liveCore();
    const wanted = typeof type === 'string' ? type : undefined;
    const callback = typeof type === 'string' ? listener : type;
    if (typeof callback !== 'function') throw invalidConfig('listener', 'must be a function');
    /** @param {SessionEvent} event */
    const handler = (event) => (wanted === undefined || event.type === wanted) && callback(event);
    this.#listeners.add(handler);
    return () => void this.#listeners.delete(handler);
  }

  dispose() {
    const core = this.#core;
    if (!core) return;
    this.#core = undefined;
    this.#cancelAttempt(disposed());
    this.#listeners.clear();
    // A wasm that is in the middle of a call cannot be freed.
    if (this.#callDepth) queueMicrotask(() => core.free());
    else core.free();
    this.#recheck();
  }

  [Symbol.dispose]() {
    this.dispose();
  }

  #liveCore() {
    if (!this.#core) throw disposed();
    return this.#core;
  }

  /** @type {Notify} */
  #receive(what, text) {
    if (!this.#core) return;
    this.#callDepth++;
    try {
      this.#handle(what, text);
    } finally {
      this.#callDepth--;
    }
  }

  /** @type {Notify} */
  #handle(what, text) {
    switch (what) {
      case 'changed':
        this.#recheck();
        break;
      case 'event':
        for (const handler of [...this.#listeners]) {
          try {
            handler(JSON.parse(text));
          } catch {
            // What a listener throws is its own affair.
          }
        }
        break;
      case 'remember':
        this.#pending = text;
        break;
      case 'navigate':
        this.#leave(text);
        break;
      case 'replace':
        // What came to another window, or was told us, is not in the address bar.
        if (this.#isPageUrl) ignoringErrors(() => globalThis.history?.replaceState(null, '', text));
    }
  }

  /** @param {string} url */
  #leave(url) {
    const attempt = this.#attempt;
    const pending = this.#pending ?? '';
    if (attempt?.window) {
      attempt.window.go(url, pending, (page) => {
        attempt.returned = true;
        this.#isPageUrl = false;
        this.#core?.returned(page, pending);
        this.#recheck();
      });
      this.#pending = undefined;
    } else {
      const storage = storageOf();
      // Where storage is full the callback will find nothing, which is an error that people are told.
      if (storage) ignoringErrors(() => storage.setItem(PENDING_KEY, pending));
      if (storage) this.#pending = undefined;
      if (this.#navigate) ignoringErrors(() => this.#navigate?.(url));
      else globalThis.location?.assign(url);
    }
    if (attempt) attempt.left = true;
    this.#recheck();
  }

  /** What was remembered, once. */
  #takePending() {
    const storage = storageOf();
    const pending = this.#pending ?? storage?.getItem(PENDING_KEY) ?? undefined;
    storage?.removeItem(PENDING_KEY);
    this.#pending = undefined;
    return pending;
  }

  /**
   * Ends the login that is under way, if there is one.
   *
   * @param {unknown} why What its promise is rejected with.
   * @param {boolean} [listening] Whether its window is listened to all the same: that it is gone may not be true.
   */
  #cancelAttempt(why, listening = false) {
    const attempt = this.#attempt;
    this.#maybeClosed?.close();
    this.#maybeClosed = undefined;
    if (!attempt) return;
    this.#attempt = undefined;
    attempt.why = why;
    attempt.ended = true;
    if (listening) this.#maybeClosed = attempt.window;
    else attempt.window?.close();
    if (!attempt.returned && this.#core?.outcome() === undefined) this.#core?.command('retry', '');
    this.#recheck();
  }

  /**
   * Waits until a sign-in can start: a failure is left behind, and what is under way ends first.
   *
   * @param {AbortSignal | undefined} signal
   * @param {Attempt} attempt
   */
  async #ready(signal, attempt) {
    if (this.snapshot().state === 'failed') this.#liveCore().command('retry', '');
    await this.#until(() => this.snapshot().state !== 'progress', signal, attempt);
  }

  /**
   * Waits until nothing is under way that decides who is signed in, and every cluster has answered.
   *
   * @param {AbortSignal | undefined} signal
   */
  async #settle(signal) {
    await this.#until(() => this.#liveCore().outcome() !== undefined, signal);
    const failed = this.#liveCore().outcome();
    if (failed) throw toError(JSON.parse(failed));
  }

  /**
   * @param {() => boolean} condition
   * @param {AbortSignal | undefined} signal
   * @param {Attempt} [attempt]
   * @returns {Promise<void>}
   */
  #until(condition, signal, attempt) {
    return new Promise((resolve, reject) => {
      const check = () => {
        try {
          signal?.throwIfAborted();
          if (attempt?.ended) throw attempt.why;
          this.#liveCore();
          if (!condition()) return;
          resolve();
        } catch (error) {
          reject(error);
        }
        this.#waiters.delete(check);
        signal?.removeEventListener('abort', check);
      };
      this.#waiters.add(check);
      signal?.addEventListener('abort', check);
      check();
    });
  }

  #recheck() {
    for (const check of [...this.#waiters]) check();
  }
}

/** One login, from the click to the callback. */
class Attempt {
  left = false;
  returned = false;
  ended = false;
  /** @type {unknown} */
  why;

  /** @type {Popup | undefined} */
  window;
}

const closed = () => failure('HAULOUT_POPUP_CLOSED', 'sign-in', 'HAULOUT_POPUP_CLOSED: the sign-in was given up, or another one took its place');

/** The tab's storage, which survives that the page is left; none in Node and in workers, and where it is forbidden. */
function storageOf() {
  try {
    return typeof window === 'undefined' ? undefined : window.sessionStorage;
  } catch {
    return undefined;
  }
}

/** @param {() => unknown} act */
function ignoringErrors(act) {
  try {
    act();
  } catch {
    // What a host or a browser refuses is no reason to stop.
  }
}

const MADE_BY_CREATE = Symbol('create');
