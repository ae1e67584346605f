// @ts-check
/** @file Loads the WebAssembly on request, and says so where it was used before. */

import load, { Session, Subscription } from './dist/haulout.js';

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

/** Bundlers know a worker by exactly this expression. */
const startWorker = () => new Worker(new URL('./dist/worker.js', import.meta.url), { type: 'module' });

const { create } = Session;
Session.create = async (options) => {
  if (!loaded) {
    throw new Error('Haulout is not loaded: `await init()` before `Session.create()`');
  }
  return create(options, startWorker);
};

export { Session, Subscription };
