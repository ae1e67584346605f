// @ts-check
/** @file The entry `haulout/callback`, for the page of the redirect URI. */

import { completePopup as complete } from './popup-page.js';
import { invalidArgument, needsPage } from './errors.js';

/**
 * @param {string} [url] **Secret.**
 * @returns {Promise<boolean>}
 */
export async function completePopup(url = globalThis.location?.href) {
  if (!globalThis.document || !globalThis.BroadcastChannel) throw needsPage('`completePopup`', 'call it on the page of the redirect URI');
  if (typeof url !== 'string' || !URL.canParse(url)) throw invalidArgument('url', 'must be an absolute URL');
  return complete(url);
}
