// @ts-check
/** @file `<haulout-login>`: shows a session in a shadow tree. Importing this file loads and registers nothing. */

import { REFLECTED, reflect } from './element-properties.js';
import { RenderRoot, adoptStyle, element, errorCard, placeholder } from './element-root.js';
import { Session, init, acquireSession, program, panicListeners } from './element-session.js';
import { languageOf, misspelt, setupError, textsFor } from './element-setup.js';
import { invalidArgument, needsPage } from './errors.js';
import { WINDOWS } from './members.js';

export { Session, init };

/** @typedef {{ number: number, session?: Session, renderRoot?: RenderRoot, unsubscribe?: () => void, release: () => void }} Display */

let sessions = 0;

const FORMS = ['once', 'haulout', 'pinniped', 'shell'];
const THEMES = ['auto', 'light', 'dark'];
const ATTRIBUTES = ['config-url', 'cluster', 'form', 'theme', 'lang', 'sections', 'compact', 'redirect', 'own-session', 'expose-credential'];
const PROPERTIES = ['config', 'session'];

/** How long a page may take to set the configuration as a property, which it may have to fetch. */
const SETUP_MILLIS = 2_000;

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * Signs the user in to Kubernetes clusters that use Pinniped for authentication, shows how long the certificates are
 * valid, renews them, and exports kubeconfigs.
 *
 * Elements with the same configuration share one session, which is disposed when the last of them is removed.
 *
 * @element haulout-login
 *
 * @attr {string} config-url - The URL of the configuration, on the origin of the page or of this script.
 * @attr {string} cluster - The id of the only cluster to show; an unknown id shows all clusters.
 * @attr {'once' | 'haulout' | 'pinniped' | 'shell'} form - The only form of the kubeconfig export; otherwise all forms
 *   are offered.
 * @attr {'auto' | 'light' | 'dark'} theme - The system's theme, light, or dark; otherwise the theme of the surrounding
 *   page.
 * @attr {string} lang - The language, `en` or `de`; otherwise that of the surrounding page, or else of the browser.
 * @attr {string} sections - The sections to show beside the clusters, separated by spaces: `identity`, `commands`,
 *   `timeline`, `clocks`, `activity`.
 * @attr {boolean} compact - Shows only the essentials.
 * @attr {boolean} redirect - Signs in by navigating the page, not in a popup.
 * @attr {boolean} own-session - Does not share its session with other elements.
 * @attr {boolean} expose-credential - Adds secrets to `haulout-credential`.
 *
 * @event haulout-navigate - A sign-in is about to start: `{ popup, identityProvider }`. Cancel the event to prevent it.
 * @event haulout-credential - A cluster issued a certificate: `{ cluster, notAfter }`, and with `expose-credential`
 *   `{ execCredential, kubeconfig }`, which are secret.
 * @event haulout-renewing - A certificate is about to be renewed: `{ cluster }`.
 * @event haulout-expired - A certificate expired without a renewal: `{ cluster }`.
 * @event haulout-error - Something failed: `{ code, cluster, message }`.
 *
 * @slot title - A title that replaces the configuration's.
 * @slot footer - Content at the end of the card.
 *
 * @csspart card - The whole card.
 * @csspart title - The title, unless the slot has one.
 * @csspart button - Each button.
 * @csspart primary-button - The primary button.
 * @csspart row - A cluster in the list.
 * @csspart cluster - The details of a cluster.
 * @csspart ring - The time until a certificate expires.
 * @csspart trouble - An error.
 * @csspart notice - The result of the last action.
 * @csspart foot - The signed-in user.
 *
 * @cssproperty --haulout-accent - Buttons and links.
 * @cssproperty --haulout-accent-text - Text on the accent colour.
 * @cssproperty --haulout-text - Text.
 * @cssproperty --haulout-text-soft - Secondary text.
 * @cssproperty --haulout-background - The background of the card.
 * @cssproperty --haulout-background-soft - The background of areas within the card.
 * @cssproperty --haulout-border - Borders.
 * @cssproperty --haulout-radius - The card's corners.
 * @cssproperty --haulout-padding - The card's padding.
 * @cssproperty --haulout-shadow - The card's shadow.
 * @cssproperty --haulout-font - The font family.
 * @cssproperty --haulout-font-size - The size of plain text.
 */
export class HauloutLogin extends Base {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow?.({ mode: 'open', delegatesFocus: false });
  #scheduled = false;
  /** @type {object | undefined} */
  #config;
  /** @type {Session | undefined} */
  #assigned;
  /** Identifies the session that is shown. */
  #shownKey = '';
  /** @type {Display | undefined} */
  #display;
  /** @type {ReturnType<typeof setTimeout> | undefined} Fires if the page sets no configuration. */
  #setupTimer;
  /** @type {Set<string>} What the console already has about this element. */
  #reported = new Set();

  /** The configuration, instead of `config-url`. @type {object | undefined} */
  get config() {
    return this.#config;
  }

  set config(config) {
    this.#config = config ?? undefined;
    this.#schedule();
  }

  /** The session that is shown. A session that is assigned replaces the element's own, and is never disposed by it. */
  get session() {
    return this.#assigned ?? this.#display?.session;
  }

  set session(session) {
    if (session && !(session instanceof Session)) {
      throw invalidArgument('session', "must be created by the `Session` of 'haulout/element'");
    }
    this.#assigned = session ?? undefined;
    this.#schedule();
  }

  connectedCallback() {
    for (const name of [...PROPERTIES, ...Object.keys(REFLECTED)]) {
      // Set before this class was defined.
      if (Object.hasOwn(this, name)) {
        const self = /** @type {any} */ (this);
        const value = self[name];
        delete self[name];
        self[name] = value;
      }
    }
    this.#schedule();
  }

  disconnectedCallback() {
    this.#schedule();
  }

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(_name, before, now) {
    if (before !== now) this.#schedule();
  }

  /**
   * Starts a sign-in, without `haulout-navigate`.
   *
   * @param {string} [identityProvider]
   */
  async signIn(identityProvider) {
    const { session } = this;
    if (!session) throw globalThis.document ? setupError([]) : needsPage('`signIn`', "use 'haulout'");
    await session.login({ identityProvider, popup: this.hasAttribute('redirect') ? false : 'or-redirect' });
  }

  /** Several changes at once cause one update. */
  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#update();
    });
  }

  #update() {
    const key = this.isConnected ? this.#sessionKey() : '';
    this.#checkSetup(key);
    if (key !== this.#shownKey) {
      this.#close();
      this.#shownKey = key;
      if (key) void this.#open();
    } else {
      this.#render();
    }
  }

  /** The key of the session to show; empty without a configuration. */
  #sessionKey() {
    if (this.#assigned) return `given ${numberOf(this.#assigned)}`;
    const own = this.hasAttribute('own-session') ? 'own ' : '';
    if (this.#config) return `${own}config ${JSON.stringify(this.#config)}`;
    const url = this.getAttribute('config-url');
    if (!url) return '';
    return `${own}url ${URL.canParse(url, document.baseURI) ? new URL(url, document.baseURI).href : url}`;
  }

  /**
   * Reports misspelt attributes, and after a while that there is no configuration.
   *
   * @param {string} key
   */
  #checkSetup(key) {
    clearTimeout(this.#setupTimer);
    if (!this.isConnected) return;
    const wrong = misspelt(this.getAttributeNames(), ATTRIBUTES);
    for (const [written, meant] of wrong) this.#report(`the attribute ${written} is unknown; did you mean \`${meant}\`?`);
    if (key) return;
    const isUrlWrong = wrong.some(([, meant]) => meant === 'config-url');
    const report = () => {
      if (this.#root) adoptStyle(this.#root);
      this.#showFailure(setupError(wrong), false);
    };
    this.#setupTimer = setTimeout(report, isUrlWrong ? 0 : SETUP_MILLIS);
  }

  /**
   * Writes to the console, once for each text, because the page's developer reads it there.
   *
   * @param {string} text
   */
  #report(text) {
    if (this.#reported.has(text)) return;
    this.#reported.add(text);
    console.error(`<haulout-login>: ${text}`, this);
  }

  async #open() {
    panicListeners.add(this.#onPanic);
    /** @type {Display} */
    const display = { number: ++sessions, release() {} };
    this.#display = display;
    if (this.#root) adoptStyle(this.#root);
    this.#root?.replaceChildren(placeholder(this.getAttribute('theme') ?? ''));
    try {
      const [session, release] = this.#assigned ? [this.#assigned, () => {}] : await acquireSession(this.#shownKey, this.#config ?? this.getAttribute('config-url') ?? '', this.hasAttribute('own-session'));
      display.release = release;
      // The element was removed or changed meanwhile.
      if (this.#display !== display) return release();
      display.session = session;
      const unsubscribe = session.on((event) => this.#onSessionEvent(event));
      const onWindow = () => this.#render();
      session[WINDOWS].listeners.add(onWindow);
      display.unsubscribe = () => {
        unsubscribe();
        session[WINDOWS].listeners.delete(onWindow);
      };
      display.renderRoot = RenderRoot.take(program());
      this.#root?.replaceChildren(display.renderRoot.root);
      this.#render();
      const { clusters = [], state, error } = session.snapshot();
      if (state === 'failed') this.#reportFailure(error);
      for (const { id, notAfter } of clusters) {
        if (notAfter) this.#onSessionEvent({ type: 'credential', cluster: id });
      }
    } catch (error) {
      if (this.#display === display) this.#showFailure(error);
    }
  }

  #close() {
    panicListeners.delete(this.#onPanic);
    const display = this.#display;
    this.#display = undefined;
    display?.unsubscribe?.();
    display?.renderRoot?.release();
    display?.release();
    this.#root?.replaceChildren();
  }

  #render() {
    const { renderRoot, session, number } = this.#display ?? {};
    if (!renderRoot || !session || !number) return;
    const text = (/** @type {string} */ name) => this.getAttribute(name) ?? undefined;
    const one = (/** @type {string} */ name, /** @type {string[]} */ of) => of.find((it) => it === text(name));
    renderRoot.show(session, number, {
      cluster: text('cluster'),
      form: one('form', FORMS),
      theme: one('theme', THEMES),
      language: languageOf(this),
      sections: text('sections'),
      compact: this.hasAttribute('compact'),
      inWindow: session[WINDOWS].open,
      signIn: this.#requestSignIn,
      renewing: this.#onRenewing,
    });
  }

  /** @param {string} [identityProvider] */
  #requestSignIn = (identityProvider) => {
    const popup = !this.hasAttribute('redirect');
    if (!this.#dispatch('navigate', { popup, identityProvider })) return;
    // The session shows errors; a popup that the user closes is none.
    this.signIn(identityProvider).catch(() => {});
  };

  /** @param {string} cluster */
  #onRenewing = (cluster) => {
    // Dispatched later, because listeners may call the session, which is calling this function.
    queueMicrotask(() => this.#dispatch('renewing', { cluster }));
  };

  /** @param {{ type: string, cluster?: string, code?: string }} event */
  #onSessionEvent({ type, cluster, code }) {
    const only = this.getAttribute('cluster');
    const clusters = this.session?.snapshot().clusters ?? [];
    if (cluster && only && cluster !== only && clusters.some(({ id }) => id === only)) return;
    if (type === 'credential') this.#dispatchCredential(cluster ?? '', clusters);
    else if (type === 'expired') this.#dispatch('expired', { cluster });
    else if (type === 'failed') this.#dispatch('error', { code, cluster });
  }

  /**
   * @param {string} cluster
   * @param {any[]} clusters
   */
  #dispatchCredential(cluster, clusters) {
    const { notAfter } = clusters.find(({ id }) => id === cluster) ?? {};
    const secrets = () => ({
      execCredential: this.session?.credentialFile(cluster).contents,
      kubeconfig: this.session?.kubeconfig([cluster]),
    });
    this.#dispatch('credential', { cluster, notAfter, ...(this.hasAttribute('expose-credential') && secrets()) });
  }

  /**
   * Dispatches an event. Returns false if a listener cancelled it.
   *
   * @param {string} what
   * @param {object} detail
   */
  #dispatch(what, detail) {
    const cancelable = what === 'navigate';
    return this.dispatchEvent(new CustomEvent(`haulout-${what}`, { bubbles: true, composed: true, cancelable, detail }));
  }

  /**
   * Shows an error without the WebAssembly, which may be missing.
   *
   * @param {any} error
   * @param {boolean} [canRetry]
   */
  #showFailure(error, canRetry = error?.code !== 'HAULOUT_ARGUMENT_INVALID') {
    const { code = 'HAULOUT_INTERNAL', message = `HAULOUT_INTERNAL: ${error}`, reload = false } = error ?? {};
    const { sentences, ...buttons } = textsFor(code, languageOf(this));
    const [title, ...paragraphs] = sentences;
    const parts = [element('h3', '', title), ...paragraphs.map((text) => element('p', '', text)), element('pre', '', message)];
    if (canRetry) {
      // Browsers cache the failed import of a module until the page is reloaded.
      const again = element('button', 'primary', reload ? buttons.reload : buttons.again);
      again.addEventListener('click', () => {
        if (reload) return location.reload();
        this.#close();
        void this.#open();
      });
      parts.push(again);
    }
    this.#showError(parts);
    this.#reportFailure({ code, message });
  }

  /** @param {{ code: string, message: string } | undefined} error */
  #reportFailure({ code, message } = { code: 'HAULOUT_INTERNAL', message: 'HAULOUT_INTERNAL: unknown' }) {
    this.#report(message);
    this.#dispatch('error', { code, message });
  }

  /** @param {HTMLElement[]} parts */
  #showError(parts) {
    this.#root?.replaceChildren(errorCard(parts, this.getAttribute('theme') ?? ''));
  }

  /**
   * Shows that the WebAssembly panicked, which ends all elements at once.
   *
   * @param {string[]} texts
   */
  #onPanic = (...[code, title, sentence, report]) => {
    this.#display = undefined;
    this.#showError([element('h3', '', title), element('p', '', sentence), element('pre', '', report)]);
    this.#dispatch('error', { code, message: report });
  };
}

reflect(HauloutLogin.prototype);

/** @type {WeakMap<object, number>} */
const numbers = new WeakMap();

/** @param {object} session */
function numberOf(session) {
  const number = numbers.get(session) ?? ++sessions;
  numbers.set(session, number);
  return number;
}
