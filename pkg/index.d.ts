/** Browser login for Kubernetes clusters guarded by Pinniped, without an interface of its own. */

import type { Activity, SessionEvent, Snapshot } from './shown.js';

export type * from './shown.js';

/**
 * Loads the WebAssembly. Call it once before anything else; further calls give the same promise.
 *
 * Importing this package loads nothing.
 *
 * @param url Where `haulout_bg.wasm` is; beside this package's files if absent. In Node a `file:` URL is read from disk.
 */
export function init(url?: string | URL): Promise<void>;

/**
 * A login session. It lives in this object: dropping the page drops it, unless a gateway holds the tokens (`sealed`).
 *
 * It renews certificates ahead of their end, also while nobody looks at the page: a dedicated worker keeps the time, for
 * which a `Content-Security-Policy` has to say `worker-src 'self'`. Without a worker the page's own timers do, which
 * browsers let come once a minute in hidden pages. While somebody is signed in the session holds a Web Lock, so that the
 * browser does not freeze the page.
 */
export class Session {
  private constructor();

  /**
   * Makes a session, and resolves when it is known whether somebody is signed in.
   *
   * @throws {HauloutError} `HAULOUT_CONFIG_INVALID`, with the field's name in the message, and whatever keeps the
   * issuer from being known. An `Error` without a code if `init` was not awaited.
   */
  static create(options: Options): Promise<Session>;

  /**
   * Leaves for the issuer, by `Options.navigate` if that is given. Does nothing while a login is under way.
   *
   * @param identityProvider The name of one of `Snapshot.identityProviders`.
   */
  login(identityProvider?: string | null): void;

  /**
   * The same without asking anybody for anything (`prompt=none`), for a session at the issuer that may still be there.
   * Back comes a session, or the state `signed-out`.
   */
  loginSilently(): void;

  /** Keeps a credential for the cluster with this id from now on, or stops doing so. What there is lives out its life. */
  setActive(cluster: string, active: boolean): void;

  /**
   * Completes a login, and resolves when somebody is signed in and every cluster has answered. A URL that is no
   * callback changes nothing and resolves at once.
   *
   * A cluster that refused does not reject: see `Snapshot.clusters`.
   *
   * @param url Where the issuer sent the browser, **secret** while there is a code in it; the page's own if absent.
   * @throws {HauloutError} What the callback, the token endpoint or the ID token broke.
   */
  handleRedirect(url?: string | null): Promise<void>;

  /**
   * A kubeconfig with a private key in it. **Secret.** It works until the certificate's end, `ClusterSnapshot.notAfter`.
   *
   * @param clusters Ids; all clusters if absent.
   * @throws {HauloutError} `HAULOUT_SIGN_IN_REQUIRED`, `HAULOUT_CLUSTER_UNKNOWN`, `HAULOUT_CREDENTIAL_EXPIRED`, or why
   * a cluster has no credential.
   */
  kubeconfig(clusters?: string[] | null): string;

  /**
   * One cluster's credential as the JSON text of an `ExecCredential` (`client.authentication.k8s.io/v1`), with a private
   * key in it. **Secret.** Written to a file that only its owner reads, and anew at every `credential` event of the
   * cluster, it keeps a kubeconfig alive whose `exec` prints that file.
   *
   * @param cluster Its id.
   * @throws {HauloutError} As `kubeconfig`.
   */
  execCredential(cluster: string): string;

  /** Gets new certificates at once; events tell how that ended. */
  renew(): void;

  /** Ends the session here and, if a gateway holds it, there. */
  logout(): void;

  /** Calls `listener` for every event from here on. What it throws is dropped. */
  on(listener: (event: SessionEvent) => void): Subscription;

  /** What happened, newest first, without secrets; at most 200 entries. */
  activity(): Activity[];

  /**
   * The session for whoever is asked for help: versions, clusters with what fails and why, clocks, and what happened, as
   * lines of `key: value` in English. Without secrets; groups are counted only. At most 16 KiB, so of many clusters those
   * in trouble come first and the rest is counted. Keys and names stay as they are; lines may be added.
   */
  report(): string;

  /** The session as it stands, without secrets; a copy that does not change. */
  snapshot(): Snapshot;

  /**
   * Ends timers, listeners, locks and requests; the session cannot be used after it. A refresh under way is heard out,
   * because its token is spent. Whoever waits for `handleRedirect` waits no longer.
   */
  dispose(): void;

  /** The same as `dispose`, for those who count references. */
  free(): void;

  /** The same as `dispose`, for `using`. */
  [Symbol.dispose](): void;
}

/** A listener's registration. */
export class Subscription {
  private constructor();

  /** Ends the registration; calling it twice does nothing. */
  unsubscribe(): void;

  /** Frees this handle. The registration stays: end it with `unsubscribe`. */
  free(): void;

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void;
}

/** What `Session.create` takes: the configuration or its URL, and not both. Nothing in it is secret. */
export type Options = { config: Config; configUrl?: undefined } & Common | { configUrl: string; config?: undefined } & Common;

interface Common {
  /** Called with the authorization URL in place of leaving the page. */
  navigate?: (url: string) => void;
}

/** The configuration, as a gateway serves it at `/config.json`. Unknown members are refused. URLs are https, or http on loopback. */
export type Config = PageConfig | SealedConfig;

/** The page holds the tokens, in memory. */
export interface PageConfig extends CommonConfig {
  tokens: 'page';
  clusters: ClusterConfig[];
}

/** A gateway holds the tokens; it tells the clusters after sign-in. */
export interface SealedConfig extends CommonConfig {
  tokens: 'sealed';
  session: {
    startUrl: string;
    endUrl: string;
    configUrl: string;
    /** Sent with every request to these. */
    headers?: Record<string, string>;
  };
}

interface CommonConfig {
  /** What the portal calls itself. */
  title?: string;
  /** How it looks, as far as that is up to the operator. */
  branding?: {
    /** `#rrggbb`. */
    accentColor?: string;
    /** A path from the configuration's own folder. */
    logoUrl?: string;
    /** An https URL or a mailto address. */
    supportUrl?: string;
    /** Plain text of at most 500 characters. */
    notice?: string;
  };
  /** Where the issuer sends the browser back to; registered with it exactly like this. */
  redirectUri: string;
  issuer: {
    /** The issuer's identifier, compared byte for byte. */
    url: string;
    clientId: string;
    /** With `openid` among them. */
    scopes: string[];
    /** Where the metadata is read; the issuer's own document if absent. */
    metadataUrl?: string;
    /** Sent with every request to it. */
    headers?: Record<string, string>;
  };
  /** Names to show before anybody has signed in. */
  clusterNames?: string[];
  /** When certificates are renewed, if not by the schedule that suits Pinniped's. */
  renewal?: {
    /** At which part of a certificate's life: 0.2 to 0.6. */
    atFraction: number;
    /** Which part of it nobody is to rely on: 0.1 to 0.4, and `1.1 * atFraction + marginFraction` at most 0.9. */
    marginFraction: number;
  };
}

/** One cluster. */
export interface ClusterConfig {
  /** Unique, without `@`. */
  id: string;
  /** For people; the id if absent. */
  name?: string;
  /** The API server's URL, as the kubeconfig will have it. */
  server: string;
  /** Base64 of the PEM bundle that the server's certificate chains to. */
  caData?: string;
  /** The audience that its authenticator wants; the ID token is used as it is if absent. */
  audience?: string;
  /** The namespace of its context. */
  namespace?: string;
  concierge: {
    /** The `tokencredentialrequests` resource, or a gateway's route to it. */
    requestUrl?: string;
    /** The server that has the resource, if not `server`; excludes `requestUrl`. */
    endpoint?: string;
    /** `pinniped.dev` if absent. */
    apiGroupSuffix?: string;
    authenticator: { type: 'jwt' | 'webhook'; name: string };
  };
  /** Where the API server's clock is read. */
  versionUrl?: string;
  /** Sent with every request for this cluster. */
  headers?: Record<string, string>;
}
