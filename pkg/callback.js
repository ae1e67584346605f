// @ts-check
/**
 * @file The redirect URI's page, when it is shown in a window that a sign-in was opened in: hands its URL to the page that
 * opened it, and closes. Loads nothing else.
 */

/**
 * Hands the page's URL over, if this window was opened by a `Session` for a sign-in; call it before anything else.
 *
 * @returns {Promise<boolean>} Whether somebody took it, in which case the window is about to close and nothing is left to
 * be done. If not, the page is an ordinary one, or the page that opened it is gone: go on with `handleRedirect`.
 */
export async function completePopup() {
  const state = new URLSearchParams(location.search).get('state');
  if (!state || remembered() !== state) return false;
  const channel = channelOf(state);
  const taken = await new Promise((resolve) => {
    channel.onmessage = ({ data }) => isMessage(data, ACKNOWLEDGED) && resolve(true);
    setTimeout(resolve, PATIENCE_MILLIS, false);
    channel.postMessage({ ...CALLBACK, url: location.href });
  });
  channel.close();
  sessionStorage.removeItem(POPUP_KEY);
  if (taken) {
    // What was remembered for this page to complete the login by itself has been used.
    sessionStorage.removeItem(PENDING_KEY);
    history.replaceState(null, '', location.pathname);
    close();
  }
  return taken;
}

function remembered() {
  try {
    return sessionStorage.getItem(POPUP_KEY);
  } catch {
    return null;
  }
}

/**
 * Pages of this origin alone can hear it, and of these only who knows the state, which nobody can guess.
 *
 * @param {string} state
 */
export const channelOf = (state) => new BroadcastChannel(`haulout:${state}`);

/**
 * @param {unknown} data
 * @param {{ haulout: number, type: string }} kind
 * @returns {data is { url: string }}
 */
export function isMessage(data, kind) {
  if (typeof data !== 'object' || data === null) return false;
  const { haulout, type, url } = /** @type {Record<string, unknown>} */ (data);
  return haulout === kind.haulout && type === kind.type && (kind !== CALLBACK || (typeof url === 'string' && URL.canParse(url)));
}

/** From the window to the page that opened it, with its URL. The number is the version of what is said. */
export const CALLBACK = { haulout: 1, type: 'callback' };
/** And back. */
export const ACKNOWLEDGED = { haulout: 1, type: 'acknowledged' };
/** In the window's own storage: the state of the sign-in that it was opened for. */
export const POPUP_KEY = 'haulout.popup';
/** Where a login waits for the page that it comes back to. The portal has the same one: it may come back to the other. */
export const PENDING_KEY = 'haulout.pending-login';
/** A page that is there answers in milliseconds, unless it is very busy. */
const PATIENCE_MILLIS = 2_000;
