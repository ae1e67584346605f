// @ts-check
/** @file Starts the timer's worker, for all bundlers and for pages that require Trusted Types. */

export const startWorker = () => start(/** @type {any} */ (AllowedWorker));

/**
 * Bundlers recognize a worker by exactly this expression, and Vite inlines a small script as a `data:` URL in any
 * other. The parameter is named `Worker` for that reason.
 *
 * @param {typeof globalThis.Worker} Worker
 */
const start = (Worker) => new Worker(new URL('./dist/worker.js', import.meta.url), { type: 'module' });

/** Constructs a worker with a URL that pages with Trusted Types accept, if they allow the policy of this name. */
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
