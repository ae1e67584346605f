// @ts-check
/** @file Loads the WebAssembly on request, and says so where it was used before. */

import load, { Machine as Core } from './dist/haulout.js';
import { Driver } from './driver.js';
import { notLoaded } from './errors.js';
import { Machine as AnyMachine } from './machine.js';
import { Session as AnySession } from './session.js';

export { checkSignature } from './transport.js';

/** @type {Promise<void> | undefined} */
let loading;
let loaded = false;

/**
 * @param {string | URL} [url]
 * @returns {Promise<void>}
 */
export function init(url = new URL('./dist/haulout_bg.wasm', import.meta.url)) {
  loading ??= start(url).catch((error) => {
    // A network that failed once must not fail every later attempt.
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @param {string | URL} url */
async function start(url) {
  await load({ module_or_path: String(url).startsWith('file:') ? read(url) : url });
  loaded = true;
}

/**
 * `fetch` reads no files in Node.
 *
 * @param {string | URL} url
 */
async function read(url) {
  const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:fs/promises');
  return readFile(new URL(url));
}

/** @type {{ createScriptURL(url: string): any } | undefined} */
let policy;

/** The worker that keeps the time. */
function startWorker() {
  try {
    // Bundlers know a worker by exactly this expression.
    return new Worker(new URL('./dist/worker.js', import.meta.url), { type: 'module' });
  } catch (refused) {
    // A page that demands Trusted Types takes no plain URL, and may allow the policy of this name.
    const trusted = /** @type {any} */ (globalThis).trustedTypes;
    if (!trusted) throw refused;
    policy ??= trusted.createPolicy('haulout-worker', { createScriptURL: (/** @type {string} */ url) => url });
    return new Worker(policy?.createScriptURL(String(new URL('./dist/worker.js', import.meta.url))), { type: 'module' });
  }
}

export class Session extends AnySession {
  /** @param {import('./driver.js').Tell} tell */
  static start(tell) {
    if (!loaded) throw notLoaded('Session.create()');
    return new Driver(new Core(), tell, startWorker);
  }
}

export class Machine extends AnyMachine {
  static start() {
    if (!loaded) throw notLoaded('new Machine()');
    return new Core();
  }
}
