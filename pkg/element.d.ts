/** `<haulout-login>`: shows a session in a shadow tree. Importing this file loads and registers nothing. */

import type { Config, Session } from './index.js';
import type { Code } from './snapshot.js';

export type { Config, Options } from './index.js';
export type * from './snapshot.js';

/**
 * Loads the WebAssembly. Elements do so automatically; call this earlier to load it from another URL, or to save time.
 *
 * @param url The URL of `element/haulout_bg.wasm`; the one in this package if absent.
 */
export function init(url?: string | URL): Promise<void>;

/** The `Session` of 'haulout' in the element's WebAssembly: elements can show the sessions of this class. */
export { Session } from './index.js';

/** A form of the kubeconfig export. */
export type Form = 'once' | 'haulout' | 'pinniped' | 'shell';

/** A theme; `auto` is the system's. */
export type Theme = 'auto' | 'light' | 'dark';

/**
 * Signs the user in to Kubernetes clusters that use Pinniped for authentication, shows how long the certificates are
 * valid, renews them, and exports kubeconfigs.
 *
 * Elements with the same configuration share one session, which is disposed when the last of them is removed.
 */
export class HauloutLogin extends HTMLElement {
  /** Attribute `config-url`: the URL of the configuration, on the origin of the page or of this script. */
  configUrl: string | null;

  /** The configuration, instead of `config-url`. */
  config: Config | undefined;

  /** The session that is shown. A session that is assigned replaces the element's own, and is never disposed by it. */
  get session(): Session | undefined;
  set session(session: Session | null | undefined);

  /** Attribute `cluster`: the id of the only cluster to show; an unknown id shows all clusters. */
  cluster: string | null;

  /** Attribute `form`: the only form of the kubeconfig export; with any other value all forms are offered. */
  get form(): string | null;
  set form(form: Form | null);

  /** Attribute `theme`: the system's theme, light, or dark; with any other value the theme of the surrounding page. */
  get theme(): string | null;
  set theme(theme: Theme | null);

  /**
   * Attribute `sections`: the sections to show beside the clusters, separated by spaces: `identity`, `commands`,
   * `timeline`, `clocks`, `activity`.
   */
  sections: string | null;

  /** Attribute `compact`: shows only the essentials. */
  compact: boolean;

  /** Attribute `redirect`: signs in by navigating the page, not in a popup. */
  redirect: boolean;

  /** Attribute `own-session`: does not share its session with other elements. */
  ownSession: boolean;

  /** Attribute `expose-credential`: adds secrets to `haulout-credential`. */
  exposeCredential: boolean;

  /**
   * Starts a sign-in, without `haulout-navigate`, and resolves as `Session.login` does. Browsers open popups only in
   * click handlers; if the popup is blocked, the page itself navigates to the issuer. Before the element has a session,
   * it rejects with `HAULOUT_ARGUMENT_INVALID`.
   *
   * @param identityProvider The name of one of `Snapshot.identityProviders`.
   */
  signIn(identityProvider?: string): Promise<void>;

  addEventListener<T extends keyof HauloutLoginEventMap>(
    type: T,
    listener: (this: HauloutLogin, event: HauloutLoginEventMap[T]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<T extends keyof HTMLElementEventMap>(
    type: T,
    listener: (this: HauloutLogin, event: HTMLElementEventMap[T]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** The events of the element; all of them bubble and are composed. */
export interface HauloutLoginEventMap {
  /** A sign-in is about to start. Cancel the event to prevent it. */
  'haulout-navigate': CustomEvent<{ popup: boolean; identityProvider?: string }>;
  /** A cluster issued a certificate. **Secret** only with `expose-credential`. */
  'haulout-credential': CustomEvent<{
    cluster: string;
    /** On the API server's clock, RFC 3339. */
    notAfter: string;
    /** The JSON text of an `ExecCredential`, **secret**; with `expose-credential`. */
    execCredential?: string;
    /** **Secret**; with `expose-credential`. */
    kubeconfig?: string;
  }>;
  /** A certificate is about to be renewed. */
  'haulout-renewing': CustomEvent<{ cluster: string }>;
  /** A certificate expired without a renewal. */
  'haulout-expired': CustomEvent<{ cluster: string }>;
  /** An error of one cluster or of the session. */
  'haulout-error': CustomEvent<{ code: Code; cluster?: string; message?: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'haulout-login': HauloutLogin;
  }
  interface HTMLElementEventMap extends HauloutLoginEventMap {}
}
