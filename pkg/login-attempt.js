// @ts-check
/** @file One login, and the pending login that the page keeps while the browser is at the issuer. */

import { PENDING_KEY } from './popup-page.js';

/** @import { Popup } from './popup.js' */

/** One login, from the click to the callback. */
export class Attempt {
  navigated = false;
  returned = false;
  ended = false;
  /** @type {unknown} */
  reason;

  /** @type {Popup | undefined} */
  window;
}

/**
 * Stores the pending login, which survives navigation. Returns false without a storage, as in Node and in workers.
 *
 * @param {string | undefined} pending Undefined if a gateway has it. **Secret.**
 */
export function storePending(pending) {
  const storage = storageOf();
  if (!storage) return false;
  // If storage is full, the callback finds no pending login and fails with an error that the page shows.
  ignoringErrors(() => (pending ? storage.setItem(PENDING_KEY, pending) : storage.removeItem(PENDING_KEY)));
  return true;
}

/** Removes and returns the stored pending login. */
export function takeStoredPending() {
  const storage = storageOf();
  const pending = storage?.getItem(PENDING_KEY) ?? undefined;
  storage?.removeItem(PENDING_KEY);
  return pending;
}

function storageOf() {
  try {
    return typeof window === 'undefined' ? undefined : window.sessionStorage;
  } catch {
    // Storage is denied.
    return undefined;
  }
}

/** @param {() => unknown} act */
export function ignoringErrors(act) {
  try {
    act();
  } catch {
    // Exceptions of the host or the browser are ignored.
  }
}
