// @ts-check
/** @file The element's program, and the sessions that its elements show. */

import { completePopup } from './callback.js';
import { failure, notLoaded } from './errors.js';
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
    // A network that failed once must not fail every later attempt.
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Imported here and not above, so that there is an element to say so where it does not load.
 *
 * @param {string | URL} url
 */
async function load(url) {
  // One file more is more than webpack finds for a script that is a module.
  const program = await import(/* webpackMode: "eager" */ './dist/element/haulout.js').catch((cause) => {
    throw Object.assign(loadError(cause), { reload: true });
  });
  await program.default({ module_or_path: url }).catch((cause) => {
    throw loadError(cause);
  });
  program.onPanic((/** @type {string[]} */ ...texts) => panicListeners.forEach((breaks) => breaks(...texts)));
  loaded = program;
}

/** @param {Error} cause */
const loadError = (cause) =>
  failure('HAULOUT_NOT_LOADED', 'retry', `HAULOUT_NOT_LOADED: the program of the element did not load: ${cause.message}`);

/** What was loaded. */
export function program() {
  if (!loaded) throw notLoaded();
  return loaded;
}

export class Session extends BaseSession {
  /**
   * @param {import('./session.js').Notify} notify
   * @param {import('./index.js').Options['fetch']} fetch
   */
  static start(notify, fetch) {
    const { Session: Core } = program();
    return /** @type {any} */ (new Core(notify, startWorker, fetch));
  }
}

/**
 * What tells each element that is shown that the program broke.
 *
 * @type {Set<(...texts: string[]) => void>}
 */
export const panicListeners = new Set();

/**
 * Sessions by what they were made of, each with the number of elements that show it.
 *
 * @type {Map<string, { session: Promise<Session>, users: number }>}
 */
const shared = new Map();

/**
 * A session of this configuration, or of what is at this URL, and what gives it back.
 *
 * @param {string} key What is the same for those who share one.
 * @param {object | string} config
 * @param {boolean} exclusive Whether it is shared with nobody.
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

/** @param {object | string} config */
async function createSession(config) {
  const options = typeof config === 'string' ? { configUrl: allowedUrl(config) } : { config };
  await init();
  const session = await Session.create(/** @type {any} */ (options));
  // The page may be where a sign-in comes back to. What came of that, the session shows.
  if (new URLSearchParams(location.search).has('state') && !(await completePopup())) session.handleRedirect().catch(() => {});
  return session;
}

/**
 * A configuration says where credentials are sent, so nobody but the page or this script says what it is.
 *
 * @param {string} text
 */
function allowedUrl(text) {
  const url = new URL(text, document.baseURI);
  const origins = [location.origin, new URL(import.meta.url).origin];
  if (url.origin === 'null' || !origins.includes(url.origin)) {
    throw failure('HAULOUT_CONFIG_INVALID', 'operator', `HAULOUT_CONFIG_INVALID: config-url: ${url.origin} is neither the origin of this page nor that of haulout`);
  }
  return url.href;
}
