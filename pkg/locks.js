// @ts-check
/** @file Web Locks: one page at a time for what all pages spend, and a reason for the browser not to freeze this one. */

/**
 * Stands in line for a lock; what comes back gives it back, or takes it out of the line.
 *
 * @param {string} name
 * @param {LockOptions} options
 */
export function hold(name, options) {
  const end = new AbortController();
  void granted(name, options).then(
    (release) => (end.signal.aborted ? release?.() : end.signal.addEventListener('abort', () => release?.())),
    () => {},
  );
  return () => end.abort();
}

/**
 * Waits for a lock, and resolves with what gives it back; at once where there are no locks.
 *
 * @param {string} name
 * @param {LockOptions} options
 * @returns {Promise<(() => void) | undefined>}
 */
export async function granted(name, options) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return undefined;
  return new Promise((resolve, reject) => {
    locks.request(name, options, () => new Promise((release) => resolve(() => release(undefined)))).catch(reject);
  });
}
