// @ts-check
/** @file Loads the element's WebAssembly, and manages the sessions that elements share. */

import { completePopup } from './popup-page.js';
import { invalidArgument, loadFailed, needsPage, notLoaded } from './errors.js';
import { OPEN, READY, START } from './members.js';
import { urlText } from './options.js';
import { Session as BaseSession } from './session.js';
import { startWorker } from './worker.js';

/** @typedef {typeof import('./dist/element/haulout.js')} Program */

/** @type {Promise<void> | undefined} */
let loading;
/** @type {Program | undefined} */
let loaded;

/**
 * @param {string | URL} [url]
 * @returns {Promise<void>}
 */
export function init(url = new URL('./dist/element/haulout_bg.wasm', import.meta.url)) {
  loading ??= load(url).catch((error) => {
    // A later call tries again.
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Imports the glue dynamically, so that the element exists and can show an error if it fails to load.
 *
 * @param {string | URL} url
 */
async function load(url) {
  if (!globalThis.document) throw needsPage("`init` of 'haulout/element'", "use 'haulout'");
  const text = urlText('url', url);
  // Eager, because webpack's runtime does not find an additional chunk from a module script.
  const program = await import(/* webpackMode: "eager" */ './dist/element/haulout.js').catch((cause) => {
    throw Object.assign(loadFailed('the program of the element', cause), { reload: true });
  });
  await program.default({ module_or_path: text }).catch((/** @type {unknown} */ cause) => {
    throw loadFailed(text, cause);
  });
  program.onPanic((/** @type {string[]} */ ...texts) => panicListeners.forEach((listener) => listener(...texts)));
  loaded = program;
}

/** The loaded WebAssembly's exports. */
export function program() {
  if (!loaded) throw notLoaded();
  return loaded;
}

export class Session extends BaseSession {
  /**
   * @param {import('./session.js').Notify} notify
   * @param {import('./index.js').Options['fetch']} fetch
   */
  static [START](notify, fetch) {
    const { Session: Core } = program();
    return /** @type {any} */ (new Core(notify, startWorker, fetch));
  }
}

/**
 * Called when the WebAssembly panics; one for each connected element.
 *
 * @type {Set<(...texts: string[]) => void>}
 */
export const panicListeners = new Set();

/**
 * Shared sessions by their keys, each with the number of elements that use it.
 *
 * @type {Map<string, { session: Promise<Session>, users: number }>}
 */
const shared = new Map();

/**
 * Returns a session for a configuration or the URL of one, and a function that releases it.
 *
 * @param {string} key The same for all elements that share the session.
 * @param {object | string} config
 * @param {boolean} exclusive Whether the session is not shared.
 * @returns {Promise<[Session, () => void]>}
 */
export async function acquireSession(key, config, exclusive) {
  const entry = (!exclusive && shared.get(key)) || { session: createSession(config), users: 0 };
  if (!exclusive) shared.set(key, entry);
  entry.users++;
  const end = () => {
    if (--entry.users) return;
    if (shared.get(key) === entry) shared.delete(key);
    entry.session.then((session) => session.dispose(), () => {});
  };
  try {
    return [await entry.session, end];
  } catch (error) {
    end();
    throw error;
  }
}

/**
 * Returns a session, also one that failed to start: it shows the failure, and how to continue.
 *
 * @param {object | string} config
 */
async function createSession(config) {
  const options = typeof config === 'string' ? { configUrl: allowedUrl(config) } : { config };
  await init();
  const session = /** @type {Session} */ (Session[OPEN](/** @type {any} */ (options)));
  await session[READY]();
  // This page may be the redirect URI. The session shows the result of the callback.
  if (new URLSearchParams(location.search).has('state') && !(await completePopup())) session.handleRedirect().catch(() => {});
  return session;
}

/**
 * Checks that the URL has the origin of the page or of this script, because the configuration decides where credentials
 * are sent.
 *
 * @param {string} text
 */
function allowedUrl(text) {
  const url = new URL(urlText('config-url', text), document.baseURI);
  const origins = [location.origin, new URL(import.meta.url).origin];
  if (url.origin === 'null' || !origins.includes(url.origin)) {
    throw invalidArgument('config-url', `is at ${url.origin}, which is neither the origin of this page nor that of haulout`);
  }
  return url.href;
}
