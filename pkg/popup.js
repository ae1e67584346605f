// @ts-check
/** @file The opener's side of a sign-in in a popup; `popup-page.js` is the popup's side. */

import { ACKNOWLEDGED, CALLBACK, PENDING_KEY, POPUP_KEY, channelOf, isMessage } from './popup-page.js';

/** A popup that is opened blank, which needs a click, and navigates to the issuer as soon as the URL is known. */
export class Popup {
  #window;
  #closed;
  /** Whether it was sent to the issuer. */
  #navigated = false;
  /** When it was first seen away from its blank page, by `performance.now()`. */
  #leftAt = Infinity;
  /** @type {BroadcastChannel | undefined} */
  #channel;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #poll;

  /**
   * @param {Window} window
   * @param {() => void} closed
   */
  constructor(window, closed) {
    this.#window = window;
    this.#closed = closed;
    this.#pollClosed();
  }

  /**
   * Returns undefined if the browser blocks the popup.
   *
   * @param {() => void} closed Called when the popup seems closed. After it has navigated, it may still be open: an
   * issuer that severs the opener (`Cross-Origin-Opener-Policy`) has the same effect, and the popup can still come
   * back.
   */
  static open(closed) {
    const window = globalThis.open?.('', '', FEATURES);
    return window ? new Popup(window, closed) : undefined;
  }

  /**
   * Navigates the popup to the issuer.
   *
   * @param {string} url The authorization URL.
   * @param {string | undefined} pending The pending login, with which the popup can complete the login if this page is
   * gone; undefined if a gateway has it. **Secret.**
   * @param {(url: string) => void} returned Called with the URL that the issuer redirected the popup to. **Secret.**
   */
  go(url, pending, returned) {
    const state = new URL(url).searchParams.get('state') ?? '';
    const channel = (this.#channel = channelOf(state));
    channel.onmessage = ({ data }) => {
      if (!isMessage(data, CALLBACK) || new URL(data.url).searchParams.get('state') !== state) return;
      channel.postMessage({ ...ACKNOWLEDGED });
      this.#stopListening();
      returned(data.url);
    };
    try {
      // The blank popup has this origin, so its storage is available again when it returns from the issuer.
      this.#window.sessionStorage.setItem(POPUP_KEY, state);
      // The popup starts with a copy of this page's storage.
      if (pending) this.#window.sessionStorage.setItem(PENDING_KEY, pending);
      else this.#window.sessionStorage.removeItem(PENDING_KEY);
    } catch {
      // Without storage, only this page can complete the login.
    }
    this.#navigated = true;
    this.#window.location.replace(url);
  }

  /** Stops listening and closes the popup. */
  close() {
    this.#stopListening();
    this.#window.close();
  }

  /** Polls, because no event reports that a window was closed. */
  #pollClosed() {
    this.#poll = setTimeout(() => {
      const now = performance.now();
      if (!this.#window.closed) {
        if (this.#navigated && !isBlank(this.#window)) this.#leftAt = Math.min(this.#leftAt, now);
        this.#pollClosed();
      } else if (!this.#navigated || now - this.#leftAt > SEVERED_WITHIN_MILLIS) {
        this.#closed();
      }
      // Otherwise a `Cross-Origin-Opener-Policy`, this page's or the issuer's, severed the popup when its first page
      // responded, however long that took. It is still open, and the user can still complete the sign-in or start again.
    }, POLL_MILLIS);
  }

  #stopListening() {
    clearTimeout(this.#poll);
    this.#channel?.close();
    this.#channel = undefined;
  }
}

/**
 * Whether the popup is still on its blank page, because the issuer has not responded yet.
 *
 * @param {Window} window
 */
function isBlank(window) {
  try {
    return window.location.href === 'about:blank';
  } catch {
    // The issuer's page has another origin.
    return false;
  }
}

/** Wide enough for sign-in pages that support phones. */
const FEATURES = 'popup,width=520,height=720';
/** How often to check whether the popup was closed. */
const POLL_MILLIS = 300;
/** Counted from leaving the blank page: the issuer may redirect to a page with such a policy. A person needs longer. */
const SEVERED_WITHIN_MILLIS = 1_500;
