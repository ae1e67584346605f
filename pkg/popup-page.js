// @ts-check
/**
 * @file For the page of the redirect URI, when it is loaded in a popup: sends its URL to the page that opened the
 * popup. Loads nothing else.
 */

/**
 * Sends this page's URL to the opener, if a `Session` opened this popup for a sign-in. Call it before anything else.
 *
 * @param {string} [url] This page's URL, if the address bar does not have it any more. **Secret.**
 * @returns {Promise<boolean>} Whether the opener received the URL; then the popup is about to close. Otherwise this
 * window is no popup, or its opener does not respond: continue with `handleRedirect`.
 */
export async function completePopup(url = location.href) {
  const state = new URL(url).searchParams.get('state');
  if (!state || popupState() !== state) return false;
  const channel = channelOf(state);
  const taken = await new Promise((resolve) => {
    channel.onmessage = ({ data }) => isMessage(data, ACKNOWLEDGED) && resolve(true);
    setTimeout(resolve, PATIENCE_MILLIS, false);
    channel.postMessage({ ...CALLBACK, url });
  });
  channel.close();
  sessionStorage.removeItem(POPUP_KEY);
  if (taken) {
    // A pending login was stored in case the opener is gone; the opener has used it.
    sessionStorage.removeItem(PENDING_KEY);
    history.replaceState(null, '', location.pathname);
    close();
  }
  return taken;
}

function popupState() {
  try {
    return sessionStorage.getItem(POPUP_KEY);
  } catch {
    return null;
  }
}

/**
 * Only pages of this origin that know the state, which cannot be guessed, can use the channel.
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

/** From the popup to its opener, with the popup's URL. The number is the version of the messages. */
export const CALLBACK = { haulout: 1, type: 'callback' };
/** From the opener to the popup. */
export const ACKNOWLEDGED = { haulout: 1, type: 'acknowledged' };
/** The item of the popup's session storage with the `state` of its sign-in. */
export const POPUP_KEY = 'haulout.popup';
/**
 * The item of session storage with the pending login, if no gateway has it. The portal uses the same key, so either can
 * complete the login.
 */
export const PENDING_KEY = 'haulout.pending-login';
/** An opener that still exists answers within milliseconds, unless it is very busy. */
const PATIENCE_MILLIS = 2_000;
