// @ts-check
/** @file Promises of conditions that hold some time after the session has changed. */

export class Conditions {
  /** @type {Set<() => void>} Each checks its condition again. */
  #checks = new Set();

  /**
   * Resolves when the condition holds, and rejects when it throws or the signal is aborted.
   *
   * @param {() => boolean} condition
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<void>}
   */
  until(condition, signal) {
    return new Promise((resolve, reject) => {
      const check = () => {
        try {
          signal?.throwIfAborted();
          if (!condition()) return;
          resolve();
        } catch (error) {
          reject(error);
        }
        this.#checks.delete(check);
        signal?.removeEventListener('abort', check);
      };
      this.#checks.add(check);
      signal?.addEventListener('abort', check);
      check();
    });
  }

  /** Call it after every change. */
  recheck() {
    for (const check of [...this.#checks]) check();
  }
}
