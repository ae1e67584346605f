// @ts-check
/** @file The opener's side of a sign-in in a popup; `callback.js` is the popup's side. */

import { ACKNOWLEDGED, CALLBACK, PENDING_KEY, POPUP_KEY, channelOf, isMessage } from './callback.js';

/** A popup that is opened blank, which needs a click, and navigates to the issuer as soon as the URL is known. */
export class Popup {
  #window;
  #closed;
  /** When it navigated to the issuer, by `performance.now()`. */
  #navigatedAt = Infinity;
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
   * @param {string} pending The pending login, with which the popup can complete the login if this page is gone.
   * **Secret.**
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
      this.#window.sessionStorage.setItem(PENDING_KEY, pending);
    } catch {
      // Without storage, only this page can complete the login.
    }
    this.#navigatedAt = performance.now();
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
      const away = performance.now() - this.#navigatedAt;
      if (!this.#window.closed) this.#pollClosed();
      // A person cannot close it that quickly: a `Cross-Origin-Opener-Policy` severed it, this page's or the issuer's.
      else if (away < 0 || away > SEVERED_WITHIN_MILLIS) this.#closed();
    }, POLL_MILLIS);
  }

  #stopListening() {
    clearTimeout(this.#poll);
    this.#channel?.close();
    this.#channel = undefined;
  }
}

/** Wide enough for sign-in pages that support phones. */
const FEATURES = 'popup,width=520,height=720';
/** How often to check whether the popup was closed. */
const POLL_MILLIS = 300;
/** A policy that severs the popup takes effect when the issuer's first page responds. */
const SEVERED_WITHIN_MILLIS = 1_500;
