// @ts-check
/** @file Starts the worker that keeps the time, wherever a bundler has put it and whatever the page's policy asks for. */

export const startWorker = () => start(/** @type {any} */ (AllowedWorker));

/**
 * Bundlers know a worker by exactly this expression, and Vite makes a `data:` URL of a small script in any other. So
 * what is to make the worker bears its name.
 *
 * @param {typeof globalThis.Worker} Worker
 */
const start = (Worker) => new Worker(new URL('./dist/worker.js', import.meta.url), { type: 'module' });

/** A worker whose address a page that demands Trusted Types accepts, if it allows the policy of this name. */
class AllowedWorker {
  /**
   * @param {URL} url
   * @param {WorkerOptions} options
   */
  constructor(url, options) {
    const { trustedTypes, Worker } = /** @type {any} */ (globalThis);
    policy ??= trustedTypes?.createPolicy('haulout-worker', { createScriptURL: (/** @type {string} */ text) => text });
    return new Worker(policy?.createScriptURL(url.href) ?? url, options);
  }
}

/** @type {{ createScriptURL(url: string): unknown } | undefined} */
let policy;
