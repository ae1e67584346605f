// @ts-check
/** @file Loads the WebAssembly on request, and says so where it was used before. */

import load, { Machine as Core } from './dist/haulout.js';
import { Driver } from './driver.js';
import { notLoaded } from './errors.js';
import { Machine as AnyMachine } from './machine.js';
import { Session as AnySession } from './session.js';
import { startWorker } from './worker.js';

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
