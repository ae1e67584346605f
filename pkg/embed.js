// @ts-check
/** @file A session in a window of the gateway, for pages of other origins. It loads no WebAssembly. */

/** The version of the messages between this page and the window. Both ignore messages of other versions. */
const VERSION = 1;
/** The time limit for the window to load and send `ready`. */
const READY_MILLIS = 15_000;
/** The time limit for the answer to a request. */
const ANSWER_MILLIS = 10_000;
/** How often to check whether the window was closed, which no event reports. */
const POLL_MILLIS = 1_000;
const STATES = ['progress', 'signed-out', 'signed-in', 'failed'];
const NEEDS = ['retry', 'sign-in', 'operator', 'nothing'];
const FEATURES = 'popup,width=480,height=680';

/** @import { Credential, EmbedEvent, EmbedOptions } from './embed.js' */
/** @typedef {{ resolve: (answer: any) => void, reject: (error: unknown) => void, timer: ReturnType<typeof setTimeout> }} PendingRequest */

export class EmbedSession {
  /** The gateway's origin; messages of other origins are ignored. */
  #origin = '';
  /** @type {Window | null} */
  #window = null;
  /** @type {HTMLIFrameElement | undefined} */
  #frame;
  /** @type {any} */
  #snapshot = { state: 'progress' };
  /** @type {Set<(event: EmbedEvent) => void>} */
  #listeners = new Set();
  /** @type {Map<number, PendingRequest>} */
  #pending = new Map();
  #lastId = 0;
  /** Whether the window has sent a message since it was opened. */
  #connected = false;
  /** @type {Error | undefined} */
  #ended;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #readyTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #poll;
  /** @type {{ resolve: (session: EmbedSession) => void, reject: (error: unknown) => void } | undefined} */
  #opening;

  /** @param {EmbedOptions} options */
  static async open(options) {
    if (typeof globalThis.addEventListener !== 'function' || !globalThis.location) {
      throw failure('HAULOUT_ENVIRONMENT_UNSUPPORTED', 'nothing', '`EmbedSession.open` needs a page of a browser; use \'haulout\'.');
    }
    if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'must be an object with `gateway`');
    const { gateway, origin = globalThis.location.origin, frame, signal } = options;
    if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') throw invalidArgument('signal', 'must be an AbortSignal');
    if (frame !== undefined && !('contentWindow' in Object(frame))) throw invalidArgument('frame', 'must be an iframe');
    signal?.throwIfAborted();
    const session = new EmbedSession();
    const url = embedUrl(gateway, origin);
    session.#origin = url.origin;
    session.#frame = frame;
    /** @type {Promise<EmbedSession>} */
    const opened = new Promise((resolve, reject) => {
      session.#opening = { resolve, reject };
    });
    globalThis.addEventListener('message', session.#receive);
    if (frame) {
      frame.src = url.href;
      session.#window = frame.contentWindow;
    } else {
      // Nothing has been awaited yet, so the browser still allows a popup.
      session.#window = globalThis.open(url.href, '_blank', FEATURES);
    }
    if (!session.#window) {
      const reason = frame
        ? failure('HAULOUT_EMBED_CLOSED', 'nothing', 'The frame is not part of a document.')
        : failure('HAULOUT_POPUP_BLOCKED', 'retry', 'The browser opened no window. Call `EmbedSession.open` in a click handler, before anything is awaited.');
      session.#end(reason);
      return opened;
    }
    session.#expectWithin(READY_MILLIS);
    session.#pollClosed();
    const abort = () => session.#disconnect(signal?.reason);
    signal?.addEventListener('abort', abort);
    return opened.finally(() => signal?.removeEventListener('abort', abort));
  }

  /** The current state, without secrets. */
  snapshot() {
    return this.#snapshot;
  }

  /** @param {(event: EmbedEvent) => void} listener */
  on(listener) {
    // The same function may be registered several times.
    /** @param {EmbedEvent} event */
    const own = (event) => listener(event);
    this.#listeners.add(own);
    return { unsubscribe: () => void this.#listeners.delete(own) };
  }

  /**
   * @param {string} cluster
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<Credential>}
   */
  credential(cluster, options) {
    return this.#request({ type: 'credential', cluster }, options);
  }

  /**
   * @param {string | string[]} [clusters]
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<string>}
   */
  kubeconfig(clusters, options) {
    const ids = typeof clusters === 'string' ? [clusters] : clusters;
    return this.#request({ type: 'kubeconfig', clusters: ids }, options);
  }

  close() {
    this.#disconnect(failure('HAULOUT_EMBED_CLOSED', 'nothing', 'This session was closed by the page that opened it.'));
  }

  [Symbol.dispose ?? Symbol.for('dispose')]() {
    this.close();
  }

  /** @param {MessageEvent} event */
  #receive = ({ source, origin, data }) => {
    if (source !== this.#window || origin !== this.#origin || this.#ended) return;
    if (typeof data !== 'object' || data === null || typeof data.type !== 'string') return;
    if (data.haulout !== VERSION) {
      if (data.type === 'ready' && Number.isInteger(data.haulout)) {
        const reason = `The gateway's window uses version ${data.haulout} of the messages, and this page uses version ${VERSION}; update the older one.`;
        this.#end(failure('HAULOUT_EMBED_VERSION', 'operator', reason));
      }
      return;
    }
    this.#handle(data);
  };

  /** @param {any} data A message of the right version, from the right window. */
  #handle(data) {
    switch (data.type) {
      case 'ready':
        this.#connected = true;
        clearTimeout(this.#readyTimer);
        return this.#post({ type: 'hello' });
      case 'snapshot':
        if (STATES.includes(data.snapshot?.state)) this.#setSnapshot(data.snapshot);
        return;
      case 'event':
        if (typeof data.event?.type === 'string') this.#emit(data.event);
        return;
      case 'credential':
        if (isCredential(data.credential)) this.#settle(data.id, (request) => request.resolve(data.credential));
        return;
      case 'kubeconfig':
        if (typeof data.kubeconfig === 'string') this.#settle(data.id, (request) => request.resolve(data.kubeconfig));
        return;
      case 'error':
        if (isFailure(data)) {
          const error = failure(data.code, data.need, data.message, data.auditId);
          if (data.id === undefined) this.#end(error);
          else this.#settle(data.id, (request) => request.reject(error));
        }
        return;
      case 'bye':
        if (data.reason === 'stopped') {
          const reason = 'Access was declined or stopped in the gateway\'s window.';
          this.#end(failure('HAULOUT_EMBED_REFUSED', 'nothing', reason));
        } else if (data.reason === 'left') {
          // The window was closed, which the next poll detects, or it is reloading.
          this.#setSnapshot({ state: 'progress' });
          this.#rejectPending(failure('HAULOUT_EMBED_CLOSED', 'retry', 'The gateway\'s window was closed or navigated.'));
          this.#expectWithin(READY_MILLIS);
        }
    }
  }

  /** @param {any} snapshot */
  #setSnapshot(snapshot) {
    this.#snapshot = Object.freeze(snapshot);
    if (this.#opening && isSettled(snapshot)) {
      this.#opening.resolve(this);
      this.#opening = undefined;
    }
    this.#emit({ type: 'snapshot' });
  }

  /** @param {EmbedEvent} event */
  #emit(event) {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch {
        // Exceptions of listeners are ignored.
      }
    }
  }

  /**
   * @param {{ type: string, cluster?: string, clusters?: string[] }} question
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<any>}
   */
  async #request(question, { signal } = {}) {
    signal?.throwIfAborted();
    if (this.#ended) throw this.#ended;
    const id = ++this.#lastId;
    const abort = () => this.#settle(id, (request) => request.reject(signal?.reason));
    signal?.addEventListener('abort', abort);
    try {
      return await new Promise((resolve, reject) => {
        const late = failure('HAULOUT_EMBED_TIMEOUT', 'retry', 'The gateway\'s window did not answer.');
        const timer = setTimeout(() => this.#settle(id, (request) => request.reject(late)), ANSWER_MILLIS);
        this.#pending.set(id, { resolve, reject, timer });
        this.#post({ id, ...question });
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * @param {number} id
   * @param {(request: PendingRequest) => void} settle
   */
  #settle(id, settle) {
    const request = this.#pending.get(id);
    if (!request) return;
    this.#pending.delete(id);
    clearTimeout(request.timer);
    settle(request);
  }

  /** @param {Error} error */
  #rejectPending(error) {
    for (const id of [...this.#pending.keys()]) this.#settle(id, (request) => request.reject(error));
  }

  /** @param {object} message */
  #post(message) {
    this.#window?.postMessage({ haulout: VERSION, ...message }, this.#origin);
  }

  /** @param {number} millis */
  #expectWithin(millis) {
    clearTimeout(this.#readyTimer);
    const reason =
      'The gateway\'s window does not respond. Either the gateway has no `embed` configuration, or a policy of this page separates them: ' +
      'send this page with `Cross-Origin-Opener-Policy: same-origin-allow-popups` or none, and for a frame allow the gateway in `frame-src`.';
    this.#readyTimer = setTimeout(() => this.#disconnect(failure('HAULOUT_EMBED_TIMEOUT', 'operator', reason)), millis);
  }

  #pollClosed() {
    this.#poll = setTimeout(() => {
      const gone = this.#frame ? this.#frame.contentWindow !== this.#window : this.#window?.closed;
      if (!gone) return this.#pollClosed();
      const reason = this.#connected
        ? 'The gateway\'s window was closed.'
        : 'The gateway\'s window was closed, or this page\'s Cross-Origin-Opener-Policy is `same-origin` and separates them.';
      this.#end(failure('HAULOUT_EMBED_CLOSED', 'retry', reason));
    }, POLL_MILLIS);
  }

  /** @param {any} error The reason. Ends the session, and closes the window. */
  #disconnect(error) {
    if (this.#ended) return;
    if (this.#connected) this.#post({ type: 'bye' });
    if (this.#frame) this.#frame.src = 'about:blank';
    else this.#window?.close();
    this.#end(error);
  }

  /** @param {any} error */
  #end(error) {
    if (this.#ended) return;
    this.#ended = error;
    clearTimeout(this.#readyTimer);
    clearTimeout(this.#poll);
    globalThis.removeEventListener('message', this.#receive);
    this.#snapshot = Object.freeze({ state: 'signed-out' });
    this.#rejectPending(error);
    if (this.#opening) this.#opening.reject(error);
    else this.#emit({ type: 'closed', error });
    this.#opening = undefined;
    this.#listeners.clear();
  }
}

/**
 * @param {string | URL} gateway
 * @param {string} origin
 */
function embedUrl(gateway, origin) {
  if (!URL.canParse(String(gateway))) throw invalidArgument('gateway', 'must be an absolute URL');
  const url = new URL(String(gateway));
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw invalidArgument('gateway', 'must be an https URL (http is for loopback)');
  }
  if (!URL.canParse(String(origin)) || new URL(origin).origin !== origin) {
    throw invalidArgument('origin', 'must be an origin, such as https://dash.example');
  }
  // The gateway's URL may have a base path, with or without a trailing slash.
  const page = new URL(`${url.pathname.replace(/\/$/, '')}/embed`, url);
  page.searchParams.set('origin', origin);
  return page;
}

/**
 * Returns whether the user is signed in and every active cluster has a credential or an error.
 *
 * @param {any} snapshot
 */
function isSettled(snapshot) {
  if (snapshot.state !== 'signed-in') return false;
  const clusters = Array.isArray(snapshot.clusters) ? snapshot.clusters : [];
  return clusters.every((/** @type {any} */ it) => !it?.active || it.issuedAt || it.error);
}

/**
 * Returns whether it is a certificate with its key and has no other members, such as a token.
 *
 * @param {any} credential
 */
function isCredential(credential) {
  const { expirationTimestamp, clientCertificateData, clientKeyData, ...rest } = Object(credential);
  const texts = [expirationTimestamp, clientCertificateData, clientKeyData];
  return texts.every((it) => typeof it === 'string') && Object.keys(rest).length === 0;
}

/** @param {any} data */
function isFailure(data) {
  return /^HAULOUT_[A-Z_]+$/.test(data.code) && NEEDS.includes(data.need) && typeof data.message === 'string';
}

/**
 * @param {string} code
 * @param {string} need
 * @param {string} message
 * @param {unknown} [auditId]
 */
function failure(code, need, message, auditId) {
  // Messages from the window may start with the code already.
  const text = message.startsWith(`${code}: `) ? message : `${code}: ${message}`;
  const error = Object.assign(new Error(text), { code, need });
  error.name = 'HauloutError';
  return typeof auditId === 'string' ? Object.assign(error, { auditId }) : error;
}

/**
 * @param {string} argument
 * @param {string} reason
 */
function invalidArgument(argument, reason) {
  return failure('HAULOUT_ARGUMENT_INVALID', 'nothing', `the argument ${argument} ${reason}`);
}
