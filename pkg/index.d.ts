/** Browser login for Kubernetes clusters guarded by Pinniped, without an interface of its own. */

import type { Activity, SessionEvent, Snapshot } from './snapshot.js';

export type * from './snapshot.js';

/**
 * Loads the WebAssembly. Call it once before anything else; further calls give the same promise, and one that failed can
 * be tried again.
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
 * which a `Content-Security-Policy` has to say `worker-src 'self'`, and `trusted-types haulout-worker` if it demands
 * Trusted Types. Without a worker the page's own timers do, which browsers let come once a minute in hidden pages. While
 * somebody is signed in the session holds a Web Lock, so that the browser does not freeze the page.
 *
 * Whatever takes time takes an `AbortSignal`, and is rejected with the signal's reason. Everything else is rejected and
 * thrown as a `HauloutError`. Once disposed of, a session rejects and throws `HAULOUT_DISPOSED`.
 */
export class Session {
  private constructor();

  /**
   * Makes a session, and resolves when it is known whether somebody is signed in. Aborting ends it.
   *
   * @throws {HauloutError} `HAULOUT_NOT_LOADED` if `init` was not awaited, `HAULOUT_CONFIG_INVALID` with the field's name
   * in the message, and whatever keeps the issuer from being known.
   */
  static create(options: Options): Promise<Session>;

  /**
   * Signs somebody in (OpenID Connect Core §3.1, RFC 7636).
   *
   * Without a popup it leaves for the issuer, by `Options.navigate` if that is given, and resolves when it has been left;
   * the way back is `handleRedirect`. With a popup it resolves when somebody is signed in and every cluster has answered:
   * the redirect URI has to be a page of this origin that calls `completePopup` of `haulout/callback`.
   *
   * A login takes the place of one that is under way. Aborting closes the window and takes the login back.
   *
   * @throws {HauloutError} `HAULOUT_POPUP_BLOCKED`; `HAULOUT_POPUP_CLOSED` when somebody closed the window, or another
   * login took its place; what the callback, the token endpoint or the ID token broke. A window whose tie to this page was
   * cut by the issuer's `Cross-Origin-Opener-Policy` looks closed: if somebody completes the sign-in there after all,
   * the event `signed-in` says so.
   */
  login(options?: LoginOptions): Promise<void>;

  /**
   * Completes a login, and resolves when somebody is signed in and every cluster has answered. A URL that is no
   * callback changes nothing and resolves at once. Aborting ends the waiting: a code that is being redeemed is spent.
   *
   * A cluster that refused does not reject: see `Snapshot.clusters`.
   *
   * @param url Where the issuer sent the browser, **secret** while there is a code in it; the page's own if absent.
   * @throws {HauloutError} What the callback, the token endpoint or the ID token broke.
   */
  handleRedirect(url?: string | null, options?: Abortable): Promise<void>;

  /** Keeps a credential for the cluster with this id from now on, or stops doing so. What there is lives out its life. */
  setActive(cluster: string, active: boolean): void;

  /**
   * One cluster's credential, with a private key in it. **Secret.**
   *
   * @param cluster Its id.
   * @throws {HauloutError} As `kubeconfig`.
   */
  credential(cluster: string): Credential;

  /**
   * The same as a file for a kubeconfig of the form `{ folder }`. Written to a file of that name that only its owner reads,
   * and anew at every `credential` and `end-moved` event of the cluster, it keeps such a kubeconfig alive. **Secret.**
   *
   * @param cluster Its id.
   * @throws {HauloutError} As `kubeconfig`.
   */
  credentialFile(cluster: string): CredentialFile;

  /**
   * A kubeconfig. **Secret** if its form is `inline`: then there is a private key in it, and it works until the
   * certificate's end, `ClusterSnapshot.notAfter`.
   *
   * @param clusters Ids; all clusters if absent.
   * @param form `inline` if absent.
   * @throws {HauloutError} `HAULOUT_SIGN_IN_REQUIRED`, `HAULOUT_CLUSTER_UNKNOWN`, `HAULOUT_CONFIG_INVALID` for a form that
   * there is not; for `inline` also `HAULOUT_CREDENTIAL_EXPIRED`, or why a cluster has no credential.
   */
  kubeconfig(clusters?: string[] | null, form?: KubeconfigForm): string;

  /**
   * Gets new certificates at once, or when there is a network again, and resolves when every cluster has answered. Aborting
   * ends the waiting.
   *
   * A cluster that refused does not reject: see `Snapshot.clusters`.
   *
   * @throws {HauloutError} Why the session as a whole cannot go on, as `HAULOUT_SESSION_ENDED`.
   */
  renew(options?: Abortable): Promise<void>;

  /**
   * Ends the session here at once, and resolves when it is over at the gateway, too, if one holds it. Aborting ends the
   * waiting.
   *
   * @throws {HauloutError} What kept the gateway from ending it: `login` and `logout` can be tried again.
   */
  logout(options?: Abortable): Promise<void>;

  /**
   * Calls `listener` for every event of this type from here on, or for every event. What it throws is dropped.
   *
   * @returns What ends that; calling it twice does nothing.
   */
  on<T extends SessionEvent['type']>(type: T, listener: (event: Extract<SessionEvent, { type: T }>) => void): () => void;
  on(listener: (event: SessionEvent) => void): () => void;

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
   * Ends timers, listeners, locks and requests; the session cannot be used after it, and disposing of it again does
   * nothing. A refresh under way is heard out, because its token is spent. Whoever waits is rejected.
   */
  dispose(): void;

  /** The same as `dispose`, for `using`. */
  [Symbol.dispose](): void;
}

/** What `Session.create` takes: the configuration or its URL, and not both. Nothing in it is secret. */
export type Options = { config: Config; configUrl?: undefined } & CommonOptions | { configUrl: string; config?: undefined } & CommonOptions;

interface CommonOptions extends Abortable {
  /** Called with the authorization URL in place of leaving the page. */
  navigate?: (url: string) => void;
  /**
   * Sends in the place of the platform's `fetch`, for hosts with a transport of their own: a proxy, a private authority. It
   * gets every request whole, **secrets** included, and has to honour `Request.signal`, `redirect` and `keepalive`. What it
   * throws is a network that failed; what it resolves to has to be a `Response` that nobody has read, or else the session
   * says `HAULOUT_CONFIG_INVALID`.
   */
  fetch?: (request: Request) => Promise<Response>;
}

/** What can be given up. */
export interface Abortable {
  /** Rejects with its reason when it is aborted, and stops what can be stopped. */
  signal?: AbortSignal;
}

/** What `Session.login` takes. */
export interface LoginOptions extends Abortable {
  /** The name of one of `Snapshot.identityProviders`. */
  identityProvider?: string;
  /**
   * Whether the issuer is to ask nobody for anything (`prompt=none`), for a session there that may still last. Back comes a
   * session, or the state `signed-out`.
   */
  silently?: boolean;
  /**
   * Whether the sign-in gets a window of its own, so that this page is not left. Browsers open one in a click only;
   * `or-redirect` leaves the page where none comes up.
   */
  popup?: boolean | 'or-redirect';
}

/** How a kubeconfig comes by credentials. All but `inline` have nothing of a person in them. */
export type KubeconfigForm =
  /** They are written into it, and live as long as they live. */
  | 'inline'
  /** `haulout credential` fetches them, by that name. */
  | 'haulout'
  /** Pinniped's own program fetches them. */
  | 'pinniped'
  /** `haulout credential` under another name or path. */
  | { command: string }
  /** Files of `credentialFile` are read, in the folder at this path, which is absolute or begins with `~/`. */
  | { folder: string };

/** A credential as kubectl takes it from a plugin (`client.authentication.k8s.io/v1`, `status`). **Secret.** */
export interface Credential {
  /** When to ask for the next one: RFC 3339, UTC, whole seconds, on this computer's clock. */
  expirationTimestamp: string;
  /** The certificate, PEM. */
  clientCertificateData?: string;
  /** Its private key, PEM. */
  clientKeyData?: string;
  /** A bearer token, where the API server takes ID tokens as they are. */
  token?: string;
}

/** A credential in a file, as the JSON text of an `ExecCredential`. */
export interface CredentialFile {
  /** The file's name, without any folder: made of the cluster's id, and safe everywhere. */
  name: string;
  /** **Secret.** */
  contents: string;
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
