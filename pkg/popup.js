// @ts-check
/** @file A sign-in in a window of its own, seen from the page that opened it. `callback.js` is the other side. */

import { ACKNOWLEDGED, CALLBACK, PENDING_KEY, POPUP_KEY, channelOf, isMessage } from './callback.js';

/** A window that was opened blank, as only a click may, and that is sent to the issuer as soon as its URL is known. */
export class Popup {
  #window;
  #closed;
  /** When it left for the issuer, by `performance.now()`. */
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
   * None where the browser does not let it come up.
   *
   * @param {() => void} closed Called when somebody closed the window. Once it has left that is no proof: an issuer that cuts
   * the tie between the two windows (`Cross-Origin-Opener-Policy`) looks just like that, and it can still come back.
   */
  static open(closed) {
    const window = globalThis.open?.('', '', FEATURES);
    return window ? new Popup(window, closed) : undefined;
  }

  /**
   * Sends the window to the issuer.
   *
   * @param {string} url The authorization URL.
   * @param {string} pending What the window needs if it has to complete the login by itself, because this page is gone.
   * **Secret.**
   * @param {(url: string) => void} returned Called with the URL that the issuer sent the window to. **Secret.**
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
      // It is blank, and ours, until it leaves; what it remembers is there again when it comes back.
      this.#window.sessionStorage.setItem(POPUP_KEY, state);
      this.#window.sessionStorage.setItem(PENDING_KEY, pending);
    } catch {
      // Without storage there is this page only to complete the login.
    }
    this.#navigatedAt = performance.now();
    this.#window.location.replace(url);
  }

  /** Ends listening, and closes the window. */
  close() {
    this.#stopListening();
    this.#window.close();
  }

  /** No event tells that a window is gone. */
  #pollClosed() {
    this.#poll = setTimeout(() => {
      const away = performance.now() - this.#navigatedAt;
      if (!this.#window.closed) this.#pollClosed();
      // Nobody reads a page and closes it that quickly: the tie was cut, by our own policy or by the issuer's.
      else if (away < 0 || away > SEVERED_WITHIN_MILLIS) this.#closed();
    }, POLL_MILLIS);
  }

  #stopListening() {
    clearTimeout(this.#poll);
    this.#channel?.close();
    this.#channel = undefined;
  }
}

/** Wide enough for the sign-in pages of identity providers, which are made for phones as well. */
const FEATURES = 'popup,width=520,height=720';
/** How often somebody who closed the window has to be noticed. */
const POLL_MILLIS = 300;
/** A policy that cuts the tie does so when the first page of the issuer answers. */
const SEVERED_WITHIN_MILLIS = 1_500;
