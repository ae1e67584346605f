/// <reference lib="esnext.disposable" />
/**
 * A session for pages of other origins than the gateway's. The session runs in a window of the gateway, which answers
 * the requests of this page. It needs no WebAssembly and no other file. See `dist/docs/embedding.md` in this package.
 */

import type { Credential } from './index.js';
import type { Code, Need, SessionEvent, Snapshot } from './snapshot.js';

export type * from './snapshot.js';
export type { Credential };

/** The options of `EmbedSession.open`. */
export interface EmbedOptions {
  /** The gateway's `publicUrl`, including its base path. */
  gateway: string | URL;
  /** This page's origin as listed in the gateway's `embed.origins`; `location.origin` if absent. */
  origin?: string;
  /**
   * A frame to use instead of a window. It must be part of the document, and this page must be same-site with the
   * gateway (the same scheme and registrable domain; the port may differ).
   */
  frame?: HTMLIFrameElement;
  /** Aborts opening, and closes the window. */
  signal?: AbortSignal;
}

/** A session in a window of the gateway. */
export class EmbedSession {
  private constructor();

  /**
   * Opens the gateway's window, and resolves when the user has signed in there and allowed this page, and every cluster
   * has responded. A cluster's refusal does not reject: see `Snapshot.clusters`.
   *
   * Call it in a click handler, before anything is awaited, or browsers block the window. A frame needs no click.
   *
   * @throws {EmbedError} `HAULOUT_POPUP_BLOCKED`, `HAULOUT_EMBED_CLOSED`, `HAULOUT_EMBED_REFUSED`,
   * `HAULOUT_EMBED_NOT_ALLOWED`, `HAULOUT_EMBED_TIMEOUT`, `HAULOUT_EMBED_VERSION`;
   * `HAULOUT_ARGUMENT_INVALID` with the argument's name in the message; `HAULOUT_ENVIRONMENT_UNSUPPORTED` outside a page. An aborted `signal` rejects with the signal's reason.
   */
  static open(options: EmbedOptions): Promise<EmbedSession>;

  /** The current state of the session, without secrets; a frozen copy. */
  snapshot(): Snapshot;

  /**
   * One cluster's certificate with its private key. **Secret.** It is valid for minutes; request it again at every
   * `credential` event of the cluster.
   *
   * @param cluster The cluster's id.
   * @throws {EmbedError} The cluster's error, `HAULOUT_EMBED_NO_CERTIFICATE`, or `HAULOUT_EMBED_TIMEOUT`.
   */
  credential(cluster: string, options?: { signal?: AbortSignal }): Promise<Credential>;

  /**
   * A kubeconfig that contains a private key. **Secret.**
   *
   * @param clusters Ids; all clusters if absent.
   * @throws {EmbedError} As `credential`.
   */
  kubeconfig(clusters?: string | string[], options?: { signal?: AbortSignal }): Promise<string>;

  /** Calls `listener` for every event from now on. Its exceptions are ignored. */
  on(listener: (event: EmbedEvent) => void): EmbedSubscription;

  /** Disconnects and closes the window. The session at the gateway continues: users end it there, or in the portal. */
  close(): void;

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void;
}

/** A listener's registration. */
export interface EmbedSubscription {
  /** Ends it; calling it twice does nothing. */
  unsubscribe(): void;
}

/** The events of a session, and two more. */
export type EmbedEvent =
  | SessionEvent
  /** `EmbedSession.snapshot` has changed. */
  | { type: 'snapshot' }
  /** The window was closed, or access was stopped there. This is the last event. */
  | { type: 'closed'; error: EmbedError };

/** The error that promises of this file reject with. */
export interface EmbedError extends Error {
  name: 'HauloutError';
  code: Code | EmbedCode;
  need: Need;
  /** The `Audit-Id` with which the server logs the request. */
  auditId?: string;
}

/** The codes of errors between a page and the gateway's window, in addition to those of sessions. */
export type EmbedCode =
  | 'HAULOUT_EMBED_CLOSED'
  | 'HAULOUT_EMBED_NOT_ALLOWED'
  | 'HAULOUT_EMBED_NO_CERTIFICATE'
  | 'HAULOUT_EMBED_REFUSED'
  | 'HAULOUT_EMBED_TIMEOUT'
  | 'HAULOUT_EMBED_VERSION';
