// @ts-check
/** @file `Session`: wraps the WebAssembly's `Session`, which exchanges JSON text, in promises, events and popups. */

import { PENDING_KEY } from './callback.js';
import { clickNeeded, disposed, failure, invalidConfig, toError, value, windowClosed } from './errors.js';
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
  /** @type {Set<() => void>} Callbacks that check their conditions again. */
  #waiters = new Set();
  /** @type {string | undefined} The pending login, if there is no storage. **Secret.** */
  #pending;
  /** Whether the authorization response was in the page's URL. */
  #isPageUrl = false;
  /** @type {Attempt | undefined} The current login. */
  #attempt;
  /** @type {Popup | undefined} A popup that seems closed, and may still come back. */
  #maybeClosed;
  /** How many calls from the WebAssembly are on the stack. */
  #callDepth = 0;

  /**
   * Creates the WebAssembly's session. Each entry point of the package overrides this.
   *
   * @param {Notify} _notify
   * @param {Options['fetch']} _fetch
   * @returns {Core}
   */
  static start(_notify, _fetch) {
    throw new TypeError('sessions are created by the entry points of this package');
  }

  /** @param {typeof CREATE_KEY} key */
  constructor(key) {
    if (key !== CREATE_KEY) throw new TypeError('sessions are created by `Session.create()`');
  }

  /**
   * @param {Options} options
   * @returns {Promise<Session>}
   */
  static async create(options) {
    const session = new this(CREATE_KEY);
    // Throws if the WebAssembly is not loaded.
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

  /** The WebAssembly's session, for rendering only. */
  get [Symbol.for('haulout.core')]() {
    return this.#core;
  }

  /** @param {LoginOptions} [options] */
  async login({ identityProvider, silently = false, popup = false, signal } = {}) {
    this.#liveCore();
    signal?.throwIfAborted();
    const asked = globalThis.navigator?.userActivation?.isActive ?? true; // Opening a popup uses up the click.
    // The popup is opened before anything is awaited, because browsers allow it only during the click.
    const attempt = new Attempt();
    const onClosed = () => attempt === this.#attempt && this.#cancelAttempt(windowClosed(), attempt.navigated);
    const window = (attempt.window = popup ? Popup.open(onClosed) : undefined);
    if (popup && popup !== 'or-redirect' && !window) {
      throw failure('HAULOUT_POPUP_BLOCKED', 'nothing', 'HAULOUT_POPUP_BLOCKED: the browser opened no window; call `login` in a click handler, or with `popup: "or-redirect"`');
    }
    this.#cancelAttempt(windowClosed());
    this.#attempt = attempt;
    try {
      const { state } = this.snapshot();
      if (state !== 'signed-out' && state !== 'signed-in') await this.#ready(signal, attempt);
      const started = this.#liveCore().login(identityProvider, silently, asked);
      if (!started && !silently) throw clickNeeded();
      await this.#until(() => attempt.navigated || this.#liveCore().outcome() !== undefined, signal, attempt);
      if (!attempt.navigated) await this.#settle(signal);
      if (!started) this.#cancelAttempt(windowClosed());
      if (!window || !started) return;
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
    if (page !== undefined) core.handleRedirect(page, this.#takePending());
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
    // The WebAssembly's session cannot be freed during one of its calls.
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
            // Exceptions of listeners are ignored.
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
        // A response from a popup or an argument is not in the address bar.
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
        this.#core?.handleRedirect(page, pending);
        this.#recheck();
      });
      this.#pending = undefined;
    } else {
      const storage = storageOf();
      // If storage is full, the callback finds no pending login and fails with an error that the page shows.
      if (storage) ignoringErrors(() => storage.setItem(PENDING_KEY, pending));
      if (storage) this.#pending = undefined;
      if (this.#navigate) ignoringErrors(() => this.#navigate?.(url));
      else globalThis.location?.assign(url);
    }
    if (attempt) attempt.navigated = true;
    this.#recheck();
  }

  /** Removes and returns the pending login. */
  #takePending() {
    const storage = storageOf();
    const pending = this.#pending ?? storage?.getItem(PENDING_KEY) ?? undefined;
    storage?.removeItem(PENDING_KEY);
    this.#pending = undefined;
    return pending;
  }

  /**
   * Cancels the current login, if there is one.
   *
   * @param {unknown} reason The rejection of its promise.
   * @param {boolean} [listening] Whether to keep listening to its popup, which may not really be closed.
   */
  #cancelAttempt(reason, listening = false) {
    const attempt = this.#attempt;
    this.#maybeClosed?.close();
    this.#maybeClosed = undefined;
    if (!attempt) return;
    this.#attempt = undefined;
    attempt.reason = reason;
    attempt.ended = true;
    if (listening) this.#maybeClosed = attempt.window;
    else attempt.window?.close();
    if (!attempt.returned && this.#core?.outcome() === undefined) this.#core?.command('retry', '');
    this.#recheck();
  }

  /**
   * Waits until a sign-in can start: clears a failure, and waits for pending work to finish.
   *
   * @param {AbortSignal | undefined} signal
   * @param {Attempt} attempt
   */
  async #ready(signal, attempt) {
    if (this.snapshot().state === 'failed') this.#liveCore().command('retry', '');
    await this.#until(() => this.snapshot().state !== 'progress', signal, attempt);
  }

  /**
   * Waits until no sign-in or refresh is under way and every cluster has responded.
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
          if (attempt?.ended) throw attempt.reason;
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
  navigated = false;
  returned = false;
  ended = false;
  /** @type {unknown} */
  reason;

  /** @type {Popup | undefined} */
  window;
}

/** The session storage, which survives navigation; undefined in Node, in workers and if storage is denied. */
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
    // Exceptions of the host or the browser are ignored.
  }
}

const CREATE_KEY = Symbol('create');
