/// <reference lib="esnext.disposable" />
/** Browser login for Kubernetes clusters that use Pinniped for authentication, without a user interface. */

import type { Activity, SessionEvent, Snapshot } from './snapshot.js';

export type * from './snapshot.js';

/**
 * Loads the WebAssembly. Call it before anything else. Further calls return the same promise; after a failure, a
 * further call tries again.
 *
 * Importing this package loads nothing.
 *
 * @param url The URL of `haulout_bg.wasm`; the one in this package if absent. In Node, a `file:` URL is read from disk.
 * @throws {HauloutError} `HAULOUT_NOT_LOADED` with the URL and the reason; the platform's error is its `cause`.
 */
export function init(url?: string | URL): Promise<void>;

/**
 * A login session. It exists in memory only: closing the page ends it, unless a gateway holds the tokens (`sealed`).
 *
 * It renews certificates before they expire, also in a hidden page: its timer runs in a dedicated worker. A
 * `Content-Security-Policy` has to allow it with `worker-src 'self'`, and with `trusted-types haulout-worker` if it
 * requires Trusted Types. Without a worker, the page's timers are used, which browsers run once a minute in hidden
 * pages. While the user is signed in, the session holds a Web Lock, so that the browser does not freeze the page.
 *
 * Asynchronous methods take an `AbortSignal`, and reject with its reason. All other errors are `HauloutError`s. After
 * `dispose`, methods reject or throw `HAULOUT_DISPOSED`.
 */
export class Session {
  private constructor();

  /**
   * Creates a session, and resolves when it is known whether the user is signed in. Aborting disposes the session.
   *
   * @throws {HauloutError} `HAULOUT_NOT_LOADED` if `init` was not awaited, `HAULOUT_ARGUMENT_INVALID` with the
   * argument's name in the message, `HAULOUT_ORIGIN_MISMATCH` with both origins, `HAULOUT_CONFIG_INVALID` with the field's
   * name in the message, or the error that prevents the issuer's discovery.
   */
  static create(options: Options): Promise<Session>;

  /**
   * Signs the user in (OpenID Connect Core §3.1, RFC 7636).
   *
   * Without a popup, it navigates to the issuer, with `Options.navigate` if given, and resolves after navigating;
   * `handleRedirect` completes the login. With a popup, it resolves when the user is signed in and every cluster has
   * responded: the redirect URI has to be a page of this origin that calls `completePopup` of `haulout/callback`.
   *
   * A login replaces the one before. Aborting closes the popup and cancels the login.
   *
   * @throws {HauloutError} `HAULOUT_POPUP_BLOCKED`; `HAULOUT_POPUP_CLOSED` when the popup was closed or another login
   * replaced this one; the errors of the callback, the token endpoint and the ID token. A popup that the issuer's
   * `Cross-Origin-Opener-Policy` separates from this page cannot be seen to close: the login then waits until the user
   * completes it, another login replaces it, or it is aborted. The event `signed-in` follows in any case.
   */
  login(options?: LoginOptions): Promise<void>;

  /**
   * Completes a login, and resolves when the user is signed in and every cluster has responded. A URL without an
   * authorization response changes nothing and resolves at once. Aborting only stops waiting, because the code may have
   * been redeemed already.
   *
   * A cluster's refusal does not reject: see `Snapshot.clusters`.
   *
   * @param url The URL that the issuer redirected the browser to, **secret** while it contains a code; the page's URL
   * if absent.
   * @throws {HauloutError} The errors of the callback, the token endpoint and the ID token.
   */
  handleRedirect(url?: string | null, options?: Abortable): Promise<void>;

  /**
   * Starts or stops keeping a credential for the cluster with this id. An existing credential is kept until it expires.
   *
   * @throws {HauloutError} `HAULOUT_SIGN_IN_REQUIRED`, `HAULOUT_CLUSTER_UNKNOWN`.
   */
  setActive(cluster: string, active: boolean): void;

  /**
   * One cluster's credential, including its private key. **Secret.**
   *
   * @param cluster The cluster's id.
   * @throws {HauloutError} As `kubeconfig`.
   */
  credential(cluster: string): Credential;

  /**
   * One cluster's credential as a file for a kubeconfig of the form `{ folder }`. The host has to write it to a file
   * with this name that only its owner can read, and write it again at every `credential` and `end-moved` event of the
   * cluster. **Secret.**
   *
   * @param cluster The cluster's id.
   * @throws {HauloutError} As `kubeconfig`.
   */
  credentialFile(cluster: string): CredentialFile;

  /**
   * A kubeconfig. **Secret** if its form is `inline`: then it contains a private key, and works until the certificate
   * expires at `ClusterSnapshot.notAfter`.
   *
   * @param clusters Ids, or one; all clusters if absent.
   * @param form `inline` if absent.
   * @throws {HauloutError} `HAULOUT_SIGN_IN_REQUIRED`, `HAULOUT_CLUSTER_UNKNOWN`, `HAULOUT_ARGUMENT_INVALID` for an
   * unknown form; for `inline` also `HAULOUT_CREDENTIAL_PENDING` until a cluster has issued its first certificate,
   * `HAULOUT_CREDENTIAL_EXPIRED`, or the error of a cluster without a credential.
   */
  kubeconfig(clusters?: string | string[] | null, form?: KubeconfigForm): string;

  /**
   * Renews all certificates at once, or as soon as the network is back, and resolves when every cluster has responded.
   * Aborting only stops waiting.
   *
   * A cluster's refusal does not reject: see `Snapshot.clusters`.
   *
   * @throws {HauloutError} `HAULOUT_SIGN_IN_REQUIRED` while signed out; the error that ends the session as a whole, such as `HAULOUT_SESSION_ENDED`.
   */
  renew(options?: Abortable): Promise<void>;

  /**
   * Ends the session here at once, and resolves when the gateway, if there is one, has ended it as well. Aborting only
   * stops waiting. If the operator has set `issuer.postLogoutRedirect`, it then navigates to the issuer, with
   * `Options.navigate` if given, which ends its own session and redirects back.
   *
   * @throws {HauloutError} The gateway's error; `login` and `logout` can be called again.
   */
  logout(options?: Abortable): Promise<void>;

  /**
   * Calls `listener` for every event of this type from now on, or for every event. Its exceptions are ignored.
   *
   * @returns A function that unsubscribes; calling it twice does nothing.
   */
  on<T extends SessionEvent['type']>(type: T, listener: (event: Extract<SessionEvent, { type: T }>) => void): () => void;
  on(listener: (event: SessionEvent) => void): () => void;

  /** The list of activity, newest first, without secrets; at most 200 entries. */
  activity(): Activity[];

  /**
   * A diagnostic report: versions, clusters with their errors and likely causes, clocks, and activity, as lines of
   * `key: value` in English. Without secrets; groups are only counted. At most 16 KiB: clusters with errors come first,
   * and clusters that do not fit are counted. Keys and names do not change; lines may be added.
   */
  report(): string;

  /** The current state of the session, without secrets; a copy. */
  snapshot(): Snapshot;

  /**
   * Ends timers, listeners, locks and requests, and rejects pending promises. The session cannot be used afterwards;
   * another call does nothing. A refresh that has been sent is finished, because its token is spent.
   */
  dispose(): void;

  /** The same as `dispose`, for `using`. */
  [Symbol.dispose](): void;
}

/** The options of `Session.create`: either the configuration or its URL. They contain no secrets. */
export type Options = { config: Config; configUrl?: undefined } & CommonOptions | { configUrl: string; config?: undefined } & CommonOptions;

interface CommonOptions extends Abortable {
  /** Called with the authorization URL, or that of a sign-out at the issuer, instead of navigating the page. */
  navigate?: (url: string) => void;
  /**
   * Replaces the platform's `fetch`, for hosts with their own transport, such as a proxy or a private certificate
   * authority. It receives complete requests, **secrets** included, and has to honour `Request.signal`, `redirect` and
   * `keepalive`. An exception counts as a network failure. It has to resolve to a `Response` with an unread body, or
   * else the session fails with `HAULOUT_ARGUMENT_INVALID`.
   */
  fetch?: (request: Request) => Promise<Response>;
}

/** The option to abort an operation. */
export interface Abortable {
  /** When it is aborted, the promise rejects with its reason, and work that can be stopped is stopped. */
  signal?: AbortSignal;
}

/** The options of `Session.login`. */
export interface LoginOptions extends Abortable {
  /** The name of one of `Snapshot.identityProviders`. */
  identityProvider?: string;
  /**
   * Whether to sign in without user interaction (`prompt=none`), which succeeds if the user still has a session at the
   * issuer. Otherwise the state is `signed-out`. Nothing happens for a minute after such a sign-in, for two after the
   * next one, and after three of them until a user signs in.
   */
  silently?: boolean;
  /**
   * Whether to sign in in a popup, so that this page stays. Browsers open popups only in click handlers; with
   * `or-redirect`, the page navigates if the popup is blocked.
   */
  popup?: boolean | 'or-redirect';
}

/** How kubectl obtains credentials with a kubeconfig. All forms but `inline` contain no personal data. */
export type KubeconfigForm =
  /** The credentials are in the kubeconfig, which works until they expire. */
  | 'inline'
  /** The credential plugin `haulout credential`, found in the path. */
  | 'haulout'
  /** Pinniped's own credential plugin. */
  | 'pinniped'
  /** The credential plugin `haulout credential` with another name or path. */
  | { command: string }
  /** Files from `credentialFile` in the folder with this path, which is absolute or begins with `~/`. */
  | { folder: string };

/**
 * The `status` of an `ExecCredential` (`client.authentication.k8s.io/v1`), which kubectl reads from plugins.
 * **Secret.**
 */
export interface Credential {
  /** When to get the next credential: RFC 3339, UTC, whole seconds, on this computer's clock. */
  expirationTimestamp: string;
  /** The certificate, PEM. */
  clientCertificateData?: string;
  /** The private key, PEM. */
  clientKeyData?: string;
  /** A bearer token, if the API server accepts ID tokens. */
  token?: string;
}

/** A file with the JSON text of an `ExecCredential`. */
export interface CredentialFile {
  /** The file's name without a folder, derived from the cluster's id and valid on every system. */
  name: string;
  /** **Secret.** */
  contents: string;
}

/**
 * The configuration that a gateway serves at `/config.json`. Unknown members are errors. URLs are https, or http on
 * loopback.
 */
export type Config = PageConfig | SealedConfig;

/** A configuration with which the page holds the tokens, in memory. */
export interface PageConfig extends CommonConfig {
  tokens: 'page';
  clusters: ClusterConfig[];
}

/** A configuration with which a gateway holds the tokens, and lists the clusters after sign-in. */
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
  /** The portal's title. */
  title?: string;
  /** The operator's branding. */
  branding?: {
    /** `#rrggbb`. */
    accentColor?: string;
    /** A path relative to the configuration's folder. */
    logoUrl?: string;
    /** An https URL or a mailto address. */
    supportUrl?: string;
    /** Plain text of at most 500 characters. */
    notice?: string;
  };
  /** The redirect URI, exactly as registered with the issuer. */
  redirectUri: string;
  issuer: {
    /** The issuer's identifier, compared byte for byte. */
    url: string;
    clientId: string;
    /** Must include `openid`. */
    scopes: string[];
    /** Further parameters of the authorization request. */
    authorizationParameters?: Record<string, string>;
    /** Whether a sign-out also ends the issuer's session. */
    postLogoutRedirect?: boolean;
    /** The URL of the metadata; the issuer's discovery document if absent. */
    metadataUrl?: string;
    /** Sent with every request to the issuer. */
    headers?: Record<string, string>;
  };
  /** The clusters' names to show before sign-in. */
  clusterNames?: string[];
  /** When certificates are renewed; a schedule for Pinniped's certificates if absent. */
  renewal?: {
    /** The fraction of the validity period after which to renew: 0.2 to 0.6. */
    atFraction: number;
    /**
     * The last fraction of it that is not relied upon: 0.1 to 0.4; `1.1 * atFraction + marginFraction` is at most 0.9.
     */
    marginFraction: number;
  };
}

/** One cluster. */
export interface ClusterConfig {
  /** Unique, without `@`. */
  id: string;
  /** The display name; the id if absent. */
  name?: string;
  /** The API server's URL for the kubeconfig. */
  server: string;
  /** The PEM bundle of the server's certificate authority, Base64. */
  caData?: string;
  /** The audience that the authenticator requires; if absent, the ID token is sent without an exchange. */
  audience?: string;
  /** The namespace of the kubeconfig's context. */
  namespace?: string;
  concierge: {
    /** The URL of the `tokencredentialrequests` resource, or of a gateway's route to it. */
    requestUrl?: string;
    /** The server with that resource, if it is not `server`; excludes `requestUrl`. */
    endpoint?: string;
    /** `pinniped.dev` if absent. */
    apiGroupSuffix?: string;
    authenticator: { type: 'jwt' | 'webhook'; name: string };
    /** What a `JWTAuthenticator` reads from tokens, as in its `spec`; it only explains refusals. */
    claims?: AuthenticatorClaims;
  };
  /** The URL from which the API server's clock is read. */
  versionUrl?: string;
  /** Sent with every request for this cluster. */
  headers?: Record<string, string>;
}

/** What a `JWTAuthenticator` reads from tokens, named as in its `spec`. An expression replaces its claim. */
export interface AuthenticatorClaims {
  /** The claim with the username; `username` if absent. */
  username?: string;
  usernameExpression?: string;
  /** The claim with the groups; `groups` if absent. */
  groups?: string;
  groupsExpression?: string;
  /** Each requires a value of a claim, or has an expression about the claims. */
  claimValidationRules?: { claim?: string; requiredValue?: string; expression?: string; message?: string }[];
  userValidationRules?: { expression: string; message?: string }[];
}
