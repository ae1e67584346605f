// @ts-check
/** @file `Session`: wraps the WebAssembly's `Session`, which exchanges JSON text, in promises, events and popups. */

import { Conditions } from './conditions.js';
import { clickNeeded, disposed, failure, invalidArgument, signInRequired, toError, value, windowBlocked, windowClosed } from './errors.js';
import { Attempt, ignoringErrors, storePending, takeStoredPending } from './login-attempt.js';
import { OPEN, READY, START, WINDOWS } from './members.js';
import { isResponse, kubeconfigRequest, signalOf, urlText, validated, validatedListener, validatedLogin, validatedText } from './options.js';
import { Popup } from './popup.js';

/** @import { Activity, SessionEvent, Snapshot } from './snapshot.js' */
/** @import { Credential, CredentialFile, KubeconfigForm, LoginOptions, Options, Abortable } from './index.js' */
/** @import { Session as Core } from './dist/haulout.js' */

/** @typedef {(what: 'changed' | 'event' | 'navigate' | 'remember' | 'replace', text: string) => void} Notify */

export class Session {
  /** @type {Core | undefined} */
  #core;
  /** @type {((url: string) => void) | undefined} */
  #navigate;
  /** @type {Set<(event: SessionEvent) => void>} */
  #listeners = new Set();
  #conditions = new Conditions();
  /** @type {string | undefined} The pending login, until it is stored; undefined if a gateway has it. **Secret.** */
  #pending;
  /** Whether the authorization response was in the page's URL. */
  #isPageUrl = false;
  /** @type {Attempt | undefined} The current login. */
  #attempt;
  /** @type {Popup | undefined} A popup that seems closed, and may still come back. */
  #maybeClosed;
  /** How many calls from the WebAssembly are on the stack. */
  #callDepth = 0;
  /** Whether the last sign-in has a window of its own, and whom to tell about changes, for rendering only. */
  #windows = { open: false, listeners: /** @type {Set<() => void>} */ (new Set()) };

  /**
   * Creates the WebAssembly's session. Each entry point of the package overrides this.
   *
   * @param {Notify} _notify
   * @param {Options['fetch']} _fetch
   * @returns {Core}
   */
  static [START](_notify, _fetch) {
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
    const session = this[OPEN](options);
    try {
      await session.#settle(options.signal);
      return session;
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  /**
   * Creates a session that is not ready yet, and whose snapshot has the error if it cannot be.
   *
   * @param {Options} options
   * @returns {Session}
   */
  static [OPEN](options) {
    const session = new this(CREATE_KEY);
    // Throws if the WebAssembly is not loaded.
    const core = this[START]((what, text) => session.#receive(what, text), options?.fetch);
    session.#core = core;
    try {
      const { config, isUrl, navigate, signal } = validated(options);
      signal?.throwIfAborted();
      session.#navigate = navigate;
      core.open(config, isUrl);
    } catch (error) {
      session.dispose();
      throw error;
    }
    return session;
  }

  /** Resolves when the session is ready, or cannot be. */
  async [READY]() {
    await this.#until(() => this.#liveCore().outcome() !== undefined, undefined);
  }

  /** The WebAssembly's session, for rendering only. */
  get [Symbol.for('haulout.core')]() {
    return this.#core;
  }

  /** Where the last sign-in is, for rendering only. */
  get [WINDOWS]() {
    return this.#windows;
  }

  /** @param {LoginOptions} [options] */
  async login(options) {
    const core = this.#liveCore();
    const { identityProvider, silently, popup, signal } = validatedLogin(options);
    signal?.throwIfAborted();
    const asked = globalThis.navigator?.userActivation?.isActive ?? true; // Opening a popup uses up the click.
    // Refused before it opens a window or replaces the one in which the user signs in.
    if (!asked && !silently && (this.#attempt?.window || !core.mayLogin())) throw clickNeeded();
    // The popup is opened before anything is awaited, because browsers allow it only during the click.
    const attempt = new Attempt();
    const onClosed = () => attempt === this.#attempt && this.#cancelAttempt(windowClosed(), attempt.navigated);
    const window = (attempt.window = popup ? Popup.open(onClosed) : undefined);
    if (popup && popup !== 'or-redirect' && !window) throw windowBlocked();
    this.#cancelAttempt(windowClosed());
    this.#attempt = attempt;
    this.#windows.open = Boolean(window);
    for (const listener of this.#windows.listeners) listener();
    try {
      const { state } = this.snapshot();
      if (state !== 'signed-out' && state !== 'signed-in') await this.#ready(signal, attempt);
      const started = this.#liveCore().login(identityProvider, silently, asked);
      if (!started && !silently) throw clickNeeded();
      await this.#until(() => attempt.navigated || this.#liveCore().outcome() !== undefined, signal, attempt);
      if (!attempt.navigated) await this.#settle(signal);
      if (!started) this.#cancelAttempt(windowClosed());
      if (!window || !started) return;
      // A user who starts again in this page gives the window up.
      await this.#until(() => attempt.returned || this.#liveCore().outcome() !== undefined, signal, attempt);
      if (!attempt.returned) throw windowClosed();
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
  async handleRedirect(url, options) {
    const [core, signal, here] = [this.#liveCore(), signalOf(options), globalThis.location?.href];
    signal?.throwIfAborted();
    const page = url == null ? here : urlText('url', url);
    this.#isPageUrl = page === here;
    if (page === undefined) return;
    core.handleRedirect(page, this.#takePending());
    // Any other URL changes nothing, also while a sign-in is in progress, which can take as long as its user.
    if (isResponse(new URL(page, here))) await this.#settle(signal);
  }

  /** @param {Abortable} [options] */
  async renew(options) {
    const [core, signal] = [this.#liveCore(), signalOf(options)];
    signal?.throwIfAborted();
    this.#requireSession('`renew`');
    core.command('renew', '');
    await this.#settle(signal);
  }

  /** @param {Abortable} [options] */
  async logout(options) {
    const [core, signal] = [this.#liveCore(), signalOf(options)];
    signal?.throwIfAborted();
    // A sign-in that waits for its user ends only with that user.
    this.#cancelAttempt(windowClosed());
    core.command('sign-out', '');
    await this.#settle(signal);
  }

  /**
   * @param {string} cluster
   * @param {boolean} active
   */
  setActive(cluster, active) {
    const core = this.#liveCore();
    validatedText('cluster', cluster);
    if (typeof active !== 'boolean') throw invalidArgument('active', 'must be true or false');
    const { clusters = [] } = this.#requireSession('`setActive`');
    if (!clusters.some(({ id }) => id === cluster)) {
      throw failure('HAULOUT_CLUSTER_UNKNOWN', 'nothing', `the configuration has no cluster with the id ${cluster}`);
    }
    core.command(active ? 'activate' : 'deactivate', cluster);
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
    return value(this.#liveCore().credential(validatedText('cluster', cluster)));
  }

  /**
   * @param {string | string[] | null} [clusters]
   * @param {KubeconfigForm} [form]
   * @returns {string}
   */
  kubeconfig(clusters, form) {
    const core = this.#liveCore();
    return value(core.kubeconfig(kubeconfigRequest(clusters, form)));
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
    const { wanted, callback } = validatedListener(type, listener);
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
    this.#conditions.recheck();
  }

  [Symbol.dispose]() {
    this.dispose();
  }

  /** @param {string} what */
  #requireSession(what) {
    const snapshot = this.snapshot();
    if (snapshot.state === 'signed-in') return snapshot;
    throw snapshot.error ? toError(snapshot.error) : signInRequired(what);
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
        this.#conditions.recheck();
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
    const pending = this.#pending;
    if (attempt?.window) {
      attempt.window.go(url, pending, (page) => {
        attempt.returned = true;
        this.#isPageUrl = false;
        this.#core?.handleRedirect(page, pending);
        this.#conditions.recheck();
      });
      this.#pending = undefined;
    } else {
      if (storePending(pending)) this.#pending = undefined;
      if (this.#navigate) ignoringErrors(() => this.#navigate?.(url));
      else globalThis.location?.assign(url);
    }
    if (attempt) attempt.navigated = true;
    this.#conditions.recheck();
  }

  /** Removes and returns the pending login, if the page has stored one. */
  #takePending() {
    const stored = takeStoredPending();
    const pending = this.#pending ?? stored;
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
    this.#conditions.recheck();
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
    const holds = () => {
      if (attempt?.ended) throw attempt.reason;
      this.#liveCore();
      return condition();
    };
    return this.#conditions.until(holds, signal);
  }
}

const CREATE_KEY = Symbol('create');
