/** `<haulout-login>`: a session drawn into a shadow tree. Importing this loads and registers nothing. */

import type { Config, Session } from './index.js';
import type { Code } from './snapshot.js';

export type { Config, Options } from './index.js';
export type * from './snapshot.js';

/**
 * Loads the WebAssembly. Elements do so by themselves; call it earlier where it lies elsewhere, or to save time.
 *
 * @param url Where `element/haulout_bg.wasm` is; beside this package's files if absent.
 */
export function init(url?: string | URL): Promise<void>;

/** The `Session` of 'haulout', in the element's own program: what is made by this one, an element can show. */
export { Session } from './index.js';

/** A form in which a kubeconfig is handed over. */
export type Form = 'once' | 'haulout' | 'pinniped' | 'shell';

/** How bright it is. */
export type Theme = 'auto' | 'light' | 'dark';

/**
 * Signs a person in to Kubernetes clusters guarded by Pinniped, shows how long their certificates live, renews them, and
 * hands kubeconfigs over.
 *
 * Elements with the same configuration show one session, which ends here when the last of them is taken away.
 */
export class HauloutLogin extends HTMLElement {
  /** Attribute `config-url`: where the configuration is, on the origin of the page or of this script. */
  configUrl: string | null;

  /** The configuration itself, in the place of `config-url`. */
  config: Config | undefined;

  /** The session that is shown. One that is given is shown in the place of one of its own, and stays the giver's. */
  get session(): Session | undefined;
  set session(session: Session | null | undefined);

  /** Attribute `cluster`: the id of the one cluster to show; all of them where there is none of this id. */
  cluster: string | null;

  /** Attribute `form`: the one form to hand a kubeconfig over in; a choice of them where it is none of these. */
  get form(): string | null;
  set form(form: Form | null);

  /** Attribute `theme`: as the computer has it, light, or dark; as the page around it where it is none of these. */
  get theme(): string | null;
  set theme(theme: Theme | null);

  /** Attribute `sections`: what to show beside the clusters, separated by spaces: `identity`, `commands`, `horizon`, `clocks`, `activity`. */
  sections: string | null;

  /** Attribute `compact`: shows only what cannot be done without. */
  compact: boolean;

  /** Attribute `redirect`: leaves the page for a sign-in, and opens no window. */
  redirect: boolean;

  /** Attribute `own-session`: shares its session with no other element. */
  ownSession: boolean;

  /** Attribute `expose-credential`: puts secrets into `haulout-credential`. */
  exposeCredential: boolean;

  /**
   * Begins a sign-in, without `haulout-navigate`, and resolves as `Session.login` does. Browsers open windows only while
   * they handle a click; where they open none, the page is left.
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

/** What the element tells; all of it bubbles, and leaves shadow trees. */
export interface HauloutLoginEventMap {
  /** A sign-in is about to begin. Cancel it to begin none. */
  'haulout-navigate': CustomEvent<{ popup: boolean; identityProvider?: string }>;
  /** A cluster gave a certificate. **Secret** with `expose-credential`, and only then. */
  'haulout-credential': CustomEvent<{
    cluster: string;
    /** On the API server's clock, RFC 3339. */
    notAfter: string;
    /** The JSON text of an `ExecCredential`, **secret**; with `expose-credential`. */
    execCredential?: string;
    /** **Secret**; with `expose-credential`. */
    kubeconfig?: string;
  }>;
  /** A certificate is about to be followed by another. */
  'haulout-renewing': CustomEvent<{ cluster: string }>;
  /** A certificate ended and no other followed. */
  'haulout-expired': CustomEvent<{ cluster: string }>;
  /** Something failed, for one cluster or for the session. */
  'haulout-error': CustomEvent<{ code: Code; cluster?: string; message?: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'haulout-login': HauloutLogin;
  }
  interface HTMLElementEventMap extends HauloutLoginEventMap {}
}
