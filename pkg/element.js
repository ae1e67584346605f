// @ts-check
/** @file `<haulout-login>`: a session drawn into a shadow tree. Importing this loads and registers nothing. */

import { RenderRoot, adoptStyle, element, errorCard, placeholder } from './element-root.js';
import { Session, init, acquireSession, program, panicListeners } from './element-session.js';

export { Session, init };

/** @typedef {{ number: number, session?: Session, renderRoot?: RenderRoot, unsubscribe?: () => void, release: () => void }} Display */

let sessions = 0;

const FORMS = ['once', 'haulout', 'pinniped', 'shell'];
const THEMES = ['auto', 'light', 'dark'];
const ATTRIBUTES = ['config-url', 'cluster', 'form', 'theme', 'lang', 'sections', 'compact', 'redirect', 'own-session', 'expose-credential'];
const PROPERTIES = ['config', 'session'];

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/**
 * Signs a person in to Kubernetes clusters guarded by Pinniped, shows how long their certificates live, renews them, and
 * hands kubeconfigs over.
 *
 * Elements with the same configuration show one session, which ends here when the last of them is taken away.
 *
 * @element haulout-login
 *
 * @attr {string} config-url - Where the configuration is, on the origin of the page or of this script.
 * @attr {string} cluster - The id of the one cluster to show; all of them where there is none of this id.
 * @attr {'once' | 'haulout' | 'pinniped' | 'shell'} form - The one form to hand a kubeconfig over in; a choice of them otherwise.
 * @attr {'auto' | 'light' | 'dark'} theme - As the computer has it, light, or dark; as the page around it otherwise.
 * @attr {string} lang - The language, `en` or `de`; that of the page around it, or else of the browser, otherwise.
 * @attr {string} sections - What to show beside the clusters, separated by spaces: `identity`, `commands`, `horizon`, `clocks`, `activity`.
 * @attr {boolean} compact - Shows only what cannot be done without.
 * @attr {boolean} redirect - Leaves the page for a sign-in, and opens no window.
 * @attr {boolean} own-session - Shares its session with no other element.
 * @attr {boolean} expose-credential - Puts secrets into `haulout-credential`.
 *
 * @event haulout-navigate - A sign-in is about to begin: `{ popup, identityProvider }`. Cancel it to begin none.
 * @event haulout-credential - A cluster gave a certificate: `{ cluster, notAfter }`, and with `expose-credential`
 *   `{ execCredential, kubeconfig }`, which are secret.
 * @event haulout-renewing - A certificate is about to be followed by another: `{ cluster }`.
 * @event haulout-expired - A certificate ended and no other followed: `{ cluster }`.
 * @event haulout-error - Something failed: `{ code, cluster, message }`.
 *
 * @slot title - A title in the place of the configuration's.
 * @slot footer - Something below all else.
 *
 * @csspart card - Everything.
 * @csspart title - The title, unless there is one in the slot.
 * @csspart button - Each button.
 * @csspart primary-button - The one that is meant to be pressed.
 * @csspart row - A cluster in the list.
 * @csspart cluster - The cluster that is shown whole.
 * @csspart ring - The time that a certificate has left.
 * @csspart trouble - What went wrong.
 * @csspart notice - What the last action led to.
 * @csspart foot - Who is signed in.
 *
 * @cssproperty --haulout-accent - What can be acted upon.
 * @cssproperty --haulout-accent-text - Text on that.
 * @cssproperty --haulout-text - Text.
 * @cssproperty --haulout-text-soft - Text that matters less.
 * @cssproperty --haulout-background - The card.
 * @cssproperty --haulout-background-soft - What lies deeper than the card.
 * @cssproperty --haulout-border - Lines.
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
  /** What is shown is made of this. */
  #shownKey = '';
  /** @type {Display | undefined} */
  #display;

  /** The configuration itself, in the place of `config-url`. @type {object | undefined} */
  get config() {
    return this.#config;
  }

  set config(config) {
    this.#config = config ?? undefined;
    this.#schedule();
  }

  /** The session that is shown. One that is given is shown in the place of one of its own, and stays the giver's. */
  get session() {
    return this.#assigned ?? this.#display?.session;
  }

  set session(session) {
    if (session && !(session instanceof Session)) {
      throw new TypeError("A session for <haulout-login> is made by the `Session` of 'haulout/element'");
    }
    this.#assigned = session ?? undefined;
    this.#schedule();
  }

  connectedCallback() {
    for (const name of [...PROPERTIES, ...Object.keys(REFLECTED)]) {
      // Set before this class was known.
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
   * Begins a sign-in, without `haulout-navigate`.
   *
   * @param {string} [identityProvider]
   */
  async signIn(identityProvider) {
    const popup = this.hasAttribute('redirect') ? false : 'or-redirect';
    await this.session?.login({ identityProvider, popup });
  }

  /** Many changes at once are one. */
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
    if (key !== this.#shownKey) {
      this.#close();
      this.#shownKey = key;
      if (key) void this.#open();
    } else {
      this.#render();
    }
  }

  /** What is to be shown; nothing without a configuration. */
  #sessionKey() {
    if (this.#assigned) return `given ${numberOf(this.#assigned)}`;
    const own = this.hasAttribute('own-session') ? 'own ' : '';
    if (this.#config) return `${own}config ${JSON.stringify(this.#config)}`;
    const url = this.getAttribute('config-url');
    return url ? `${own}url ${new URL(url, document.baseURI).href}` : '';
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
      // Somebody took it away meanwhile.
      if (this.#display !== display) return release();
      display.session = session;
      display.unsubscribe = session.on((event) => this.#onSessionEvent(event));
      display.renderRoot = RenderRoot.take(program());
      this.#root?.replaceChildren(display.renderRoot.root);
      this.#render();
      for (const { id, notAfter } of session.snapshot().clusters ?? []) {
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
    display?.renderRoot?.leave();
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
      signIn: this.#requestSignIn,
      renewing: this.#onRenewing,
    });
  }

  /** @param {string} [identityProvider] */
  #requestSignIn = (identityProvider) => {
    const popup = !this.hasAttribute('redirect');
    if (!this.#dispatch('navigate', { popup, identityProvider })) return;
    // What fails, the session shows; a window that a person closed is no failure.
    this.signIn(identityProvider).catch(() => {});
  };

  /** @param {string} cluster */
  #onRenewing = (cluster) => {
    // Whoever hears it may do anything, and this was called in the middle of something.
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
   * Says whether nobody objects.
   *
   * @param {string} what
   * @param {object} detail
   */
  #dispatch(what, detail) {
    const cancelable = what === 'navigate';
    return this.dispatchEvent(new CustomEvent(`haulout-${what}`, { bubbles: true, composed: true, cancelable, detail }));
  }

  /** @param {any} error */
  #showFailure(error) {
    const { code = 'HAULOUT_INTERNAL', message = String(error), reload = false } = error ?? {};
    // Browsers keep that a module did not load for as long as the page is there.
    const again = element('button', 'primary', reload ? 'Reload the page' : 'Try again');
    again.addEventListener('click', () => {
      if (reload) return location.reload();
      this.#close();
      void this.#open();
    });
    this.#showError([element('h3', '', 'This could not start'), element('p', '', message), element('pre', '', code), again]);
    this.#dispatch('error', { code, message });
  }

  /** @param {HTMLElement[]} parts */
  #showError(parts) {
    this.#root?.replaceChildren(errorCard(parts, this.getAttribute('theme') ?? ''));
  }

  /**
   * The program broke, for all elements at once.
   *
   * @param {string[]} texts
   */
  #onPanic = (...[code, title, sentence, report]) => {
    this.#display = undefined;
    this.#showError([element('h3', '', title), element('p', '', sentence), element('pre', '', report)]);
    this.#dispatch('error', { code, message: report });
  };
}

/**
 * Properties that are attributes: strings, and those that are there or not.
 *
 * @type {Record<string, [string, boolean]>}
 */
const REFLECTED = {
  configUrl: ['config-url', false],
  cluster: ['cluster', false],
  form: ['form', false],
  theme: ['theme', false],
  sections: ['sections', false],
  compact: ['compact', true],
  redirect: ['redirect', true],
  ownSession: ['own-session', true],
  exposeCredential: ['expose-credential', true],
};

for (const [name, [attribute, is]] of Object.entries(REFLECTED)) {
  Object.defineProperty(HauloutLogin.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return is ? this.hasAttribute(attribute) : this.getAttribute(attribute);
    },
    set(value) {
      if (is) this.toggleAttribute(attribute, Boolean(value));
      else if (value == null) this.removeAttribute(attribute);
      else this.setAttribute(attribute, value);
    },
  });
}

/** @type {WeakMap<object, number>} */
const numbers = new WeakMap();

/** @param {object} session */
function numberOf(session) {
  const number = numbers.get(session) ?? ++sessions;
  numbers.set(session, number);
  return number;
}

/**
 * The language that is said of the element or, in its absence, of what is around it.
 *
 * @param {Element} of
 */
function languageOf(of) {
  /** @type {any} */
  let it = of;
  for (; it; it = it.parentElement ?? it.getRootNode().host) {
    const language = it.getAttribute('lang');
    if (language) return language;
  }
  return undefined;
}
