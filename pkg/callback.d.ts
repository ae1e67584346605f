/** For the page of the redirect URI, when it is loaded in a popup. */

/**
 * Sends this page's URL to the page that opened this popup for a sign-in, and closes the popup. Call it before anything
 * else. It needs no `init` and loads nothing.
 *
 * @param url This page's URL, if the address bar does not have it any more. **Secret.** Default: `location.href`
 * @returns Whether the opener received the URL; then this page has nothing left to do. Otherwise this window is no
 * popup, or its opener did not respond within two seconds: continue with `Session.handleRedirect`.
 * @throws {HauloutError} `HAULOUT_ARGUMENT_INVALID`; `HAULOUT_ENVIRONMENT_UNSUPPORTED` outside a page.
 */
export function completePopup(url?: string): Promise<boolean>;
