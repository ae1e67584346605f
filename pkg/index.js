// @ts-check
/** @file The entry point: loads the WebAssembly on request, and rejects its use before that. */

import load, { Session as Core } from './dist/haulout.js';
import { loadFailed, notLoaded } from './errors.js';
import { START } from './members.js';
import { urlText } from './options.js';
import { Session as BaseSession } from './session.js';
import { startWorker } from './worker.js';

/** @type {Promise<void> | undefined} */
let loading;
let loaded = false;

/**
 * @param {string | URL} [url]
 * @returns {Promise<void>}
 */
export function init(url = new URL('./dist/haulout_bg.wasm', import.meta.url)) {
  loading ??= start(url).catch((error) => {
    // A later call tries again.
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @param {string | URL} url */
async function start(url) {
  const text = urlText('url', url);
  try {
    await load({ module_or_path: text.startsWith('file:') ? read(text) : text });
  } catch (cause) {
    throw loadFailed(text, cause);
  }
  loaded = true;
}

/**
 * Reads a file in Node, where `fetch` does not support `file:` URLs.
 *
 * @param {string | URL} url
 */
async function read(url) {
  const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:fs/promises');
  return readFile(new URL(url));
}

export class Session extends BaseSession {
  /**
   * @param {import('./session.js').Notify} notify
   * @param {import('./index.js').Options['fetch']} fetch
   */
  static [START](notify, fetch) {
    if (!loaded) throw notLoaded();
    return new Core(notify, startWorker, fetch);
  }
}
