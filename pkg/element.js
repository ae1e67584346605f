// @ts-check
/** @file `<haulout-login>`: a session drawn into a shadow tree. Importing this loads and registers nothing. */

import { completePopup } from './callback.js';
import load, { Session as Core, Stage, onPanic } from './dist/element/haulout.js';
import style from './dist/element/style.js';
import { failure, notLoaded } from './errors.js';
import { Session as AnySession } from './session.js';

/** @type {Promise<void> | undefined} */
let loading;
let loaded = false;

/**
 * @param {string | URL} [url]
 * @returns {Promise<void>}
 */
export function init(url = new URL('./dist/element/haulout_bg.wasm', import.meta.url)) {
  loading ??= load({ module_or_path: url }).then(
    () => {
      onPanic((/** @type {string[]} */ ...texts) => shown.forEach((breaks) => breaks(...texts)));
      loaded = true;
    },
    (error) => {
      // A network that failed once must not fail every later attempt.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Pages that say where scripts may come from take no address of one without their policy. */
function startWorker() {
  const trusted = /** @type {any} */ (globalThis).trustedTypes;
  if (trusted) {
    const url = new URL('./dist/worker.js', import.meta.url).href;
    worker ??= trusted.createPolicy('haulout-worker', { createScriptURL: () => url });
    return new Worker(worker.createScriptURL(''), { type: 'module' });
  }
  // Bundlers know a worker by exactly this expression.
  return new Worker(new URL('./dist/worker.js', import.meta.url), { type: 'module' });
}

/** @type {any} */
let worker;

export class Session extends AnySession {
  /** @param {import('./driver.js').Tell} tell */
  static start(tell) {
    if (!loaded) throw notLoaded('Session.create()');
    return /** @type {any} */ (new Core(tell, startWorker));
  }
}

/**
 * Sessions by what they were made of, each with the number of elements that show it.
 *
 * @type {Map<string, { session: Promise<Session>, holders: number }>}
 */
const shared = new Map();

/**
 * What tells each element that is shown that the program broke.
 *
 * @type {Set<(...texts: string[]) => void>}
 */
const shown = new Set();

/**
 * Places to draw into that nobody uses now: what draws keeps each of them for ever.
 *
 * @type {Place[]}
 */
const idle = [];

/** @type {CSSStyleSheet | undefined} */
let sheet;
let sessions = 0;

/** A place to draw into. While nobody sees it, nothing listens at it. */
class Place {
  root = document.createElement('div');
  /** @type {[string, any, any][]} */
  #listening = [];
  #stage;

  constructor() {
    this.root.className = 'haulout';
    this.root.addEventListener = (/** @type {any[]} */ ...listener) => {
      this.#listening.push(/** @type {any} */ (listener));
      this.#listen('addEventListener', listener);
    };
    this.#stage = new Stage(this.root);
  }

  static take() {
    const place = idle.pop();
    for (const listener of place?.#listening ?? []) place?.#listen('addEventListener', listener);
    return place ?? new Place();
  }

  /**
   * @param {Session} session
   * @param {number} number
   * @param {object} options
   */
  show(session, number, options) {
    this.#stage.show(/** @type {any} */ (session)[Symbol.for('haulout.core')], number, options);
  }

  leave() {
    this.#stage.clear();
    this.root.remove();
    for (const listener of this.#listening) this.#listen('removeEventListener', listener);
    idle.push(this);
  }

  /**
   * @param {'addEventListener' | 'removeEventListener'} act
   * @param {any[]} listener
   */
  #listen(act, listener) {
    EventTarget.prototype[act].apply(this.root, /** @type {any} */ (listener));
  }
}

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
  #given;
  /** What is shown is made of this. */
  #key = '';
  /** @type {{ number: number, session?: Session, place?: Place, told?: () => void, end: () => void } | undefined} */
  #visit;

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
    return this.#given ?? this.#visit?.session;
  }

  set session(session) {
    if (session && !(session instanceof Session)) {
      throw new TypeError("A session for <haulout-login> is made by the `Session` of 'haulout/element'");
    }
    this.#given = session ?? undefined;
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
      this.#settle();
    });
  }

  #settle() {
    const key = this.isConnected ? this.#wanted() : '';
    if (key !== this.#key) {
      this.#leave();
      this.#key = key;
      if (key) void this.#enter();
    } else {
      this.#show();
    }
  }

  /** What is to be shown; nothing without a configuration. */
  #wanted() {
    if (this.#given) return `given ${numberOf(this.#given)}`;
    const own = this.hasAttribute('own-session') ? 'own ' : '';
    if (this.#config) return `${own}config ${JSON.stringify(this.#config)}`;
    const url = this.getAttribute('config-url');
    return url ? `${own}url ${new URL(url, document.baseURI).href}` : '';
  }

  async #enter() {
    shown.add(this.#breaks);
    /** @type {NonNullable<typeof this.#visit>} */
    const visit = { number: ++sessions, end() {} };
    this.#visit = visit;
    if (this.#root && !this.#root.adoptedStyleSheets.length) {
      if (!sheet) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
      }
      this.#root.adoptedStyleSheets = [sheet];
    }
    try {
      const [session, end] = this.#given ? [this.#given, () => {}] : await this.#lease(visit);
      visit.end = end;
      // Somebody took it away meanwhile.
      if (this.#visit !== visit) return end();
      visit.session = session;
      visit.told = session.on((event) => this.#hear(event));
      visit.place = Place.take();
      this.#root?.replaceChildren(visit.place.root);
      this.#show();
      for (const { id, notAfter } of session.snapshot().clusters ?? []) {
        if (notAfter) this.#hear({ type: 'credential', cluster: id });
      }
    } catch (error) {
      if (this.#visit === visit) this.#fail(error);
    }
  }

  /**
   * A session of this configuration, and what gives it back.
   *
   * @param {object} visit
   * @returns {Promise<[Session, () => void]>}
   */
  async #lease(visit) {
    const options = this.#config ? { config: this.#config } : { configUrl: permitted(this.getAttribute('config-url') ?? '') };
    const key = this.hasAttribute('own-session') ? '' : this.#key;
    const make = async () => {
      await init();
      const session = await Session.create(/** @type {any} */ (options));
      // The page may be where a sign-in comes back to. What came of that, the session shows.
      if (new URLSearchParams(location.search).has('state') && !(await completePopup())) session.handleRedirect().catch(() => {});
      return session;
    };
    const entry = (key && shared.get(key)) || { session: make(), holders: 0 };
    if (key) shared.set(key, entry);
    entry.holders++;
    const end = () => {
      if (--entry.holders) return;
      if (shared.get(key) === entry) shared.delete(key);
      entry.session.then((session) => session.dispose(), () => {});
    };
    try {
      return [await entry.session, end];
    } catch (error) {
      end();
      throw error;
    }
  }

  #leave() {
    shown.delete(this.#breaks);
    const visit = this.#visit;
    this.#visit = undefined;
    visit?.told?.();
    visit?.place?.leave();
    visit?.end();
    this.#root?.replaceChildren();
  }

  #show() {
    const { place, session, number } = this.#visit ?? {};
    if (!place || !session || !number) return;
    const text = (/** @type {string} */ name) => this.getAttribute(name) ?? undefined;
    const one = (/** @type {string} */ name, /** @type {string[]} */ of) => of.find((it) => it === text(name));
    place.show(session, number, {
      cluster: text('cluster'),
      form: one('form', FORMS),
      theme: one('theme', THEMES),
      language: languageOf(this),
      sections: text('sections'),
      compact: this.hasAttribute('compact'),
      signIn: this.#begin,
      renewing: this.#renewing,
    });
  }

  /** @param {string} [identityProvider] */
  #begin = (identityProvider) => {
    const popup = !this.hasAttribute('redirect');
    if (!this.#tell('navigate', { popup, identityProvider })) return;
    // What fails, the session shows; a window that a person closed is no failure.
    this.signIn(identityProvider).catch(() => {});
  };

  /** @param {string} cluster */
  #renewing = (cluster) => {
    // Whoever hears it may do anything, and this was called in the middle of something.
    queueMicrotask(() => this.#tell('renewing', { cluster }));
  };

  /** @param {{ type: string, cluster?: string, code?: string }} event */
  #hear({ type, cluster, code }) {
    const only = this.getAttribute('cluster');
    const clusters = this.session?.snapshot().clusters ?? [];
    if (cluster && only && cluster !== only && clusters.some(({ id }) => id === only)) return;
    if (type === 'credential') this.#credential(cluster ?? '', clusters);
    else if (type === 'expired') this.#tell('expired', { cluster });
    else if (type === 'failed') this.#tell('error', { code, cluster });
  }

  /**
   * @param {string} cluster
   * @param {any[]} clusters
   */
  #credential(cluster, clusters) {
    const { notAfter } = clusters.find(({ id }) => id === cluster) ?? {};
    const secrets = () => ({
      execCredential: this.session?.credentialFile(cluster).contents,
      kubeconfig: this.session?.kubeconfig([cluster]),
    });
    this.#tell('credential', { cluster, notAfter, ...(this.hasAttribute('expose-credential') && secrets()) });
  }

  /**
   * Says whether nobody objects.
   *
   * @param {string} what
   * @param {object} detail
   */
  #tell(what, detail) {
    const cancelable = what === 'navigate';
    return this.dispatchEvent(new CustomEvent(`haulout-${what}`, { bubbles: true, composed: true, cancelable, detail }));
  }

  /** @param {any} error */
  #fail(error) {
    const { code = 'HAULOUT_INTERNAL', message = String(error) } = error ?? {};
    const again = element('button', 'primary', 'Try again');
    again.addEventListener('click', () => {
      this.#leave();
      void this.#enter();
    });
    this.#say([element('h3', '', 'This could not start'), element('p', '', message), element('pre', '', code), again]);
    this.#tell('error', { code, message });
  }

  /** @param {HTMLElement[]} parts */
  #say(parts) {
    const [said, card, root] = [element('div', 'said fault', ''), element('div', 'card login', ''), element('div', 'haulout', '')];
    said.role = 'alert';
    said.append(...parts);
    card.append(said);
    root.dataset.theme = this.getAttribute('theme') ?? '';
    root.append(card);
    this.#root?.replaceChildren(root);
  }

  /**
   * The program broke, for all elements at once.
   *
   * @param {string[]} texts
   */
  #breaks = (...[code, title, sentence, report]) => {
    this.#visit = undefined;
    this.#say([element('h3', '', title), element('p', '', sentence), element('pre', '', report)]);
    this.#tell('error', { code, message: report });
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
 * A configuration says where credentials are sent, so nobody but the page or this script says what it is.
 *
 * @param {string} text
 */
function permitted(text) {
  const url = new URL(text, document.baseURI);
  const origins = [location.origin, new URL(import.meta.url).origin];
  if (url.origin === 'null' || !origins.includes(url.origin)) {
    throw failure('HAULOUT_CONFIG_INVALID', 'operator', `HAULOUT_CONFIG_INVALID: config-url: ${url.origin} is neither the origin of this page nor that of haulout`);
  }
  return url.href;
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

/**
 * @param {string} name
 * @param {string} className
 * @param {string} text
 */
function element(name, className, text) {
  const it = document.createElement(name);
  it.className = className;
  it.textContent = text;
  return it;
}
