/**
 * A session for pages of another origin than the gateway's: it lives in a window of the gateway's own, and this page gets
 * what it asks that window for. No WebAssembly, no other file. `docs/embedding.md` has the whole of it.
 */

import type { Credential } from './index.js';
import type { Code, Need, SessionEvent, Snapshot } from './snapshot.js';

export type * from './snapshot.js';
export type { Credential };

/** What `EmbedSession.open` takes. */
export interface EmbedOptions {
  /** Where the gateway is, with its base path if it has one: its `publicUrl`. */
  gateway: string | URL;
  /** This page's origin as the gateway's `embed.origins` has it; `location.origin` if absent. */
  origin?: string;
  /**
   * A frame to use in place of a window. It has to be part of the document, and this page of the gateway's site (the same
   * scheme and registrable domain, whatever the port).
   */
  frame?: HTMLIFrameElement;
  /** Ends what is being opened, and closes the window. */
  signal?: AbortSignal;
}

/** A session in a window of the gateway. */
export class EmbedSession {
  private constructor();

  /**
   * Opens the gateway's window, and resolves when somebody has signed in there, has said yes to this page, and every
   * cluster has answered. A cluster that refused does not reject: see `Snapshot.clusters`.
   *
   * Call it in a click, before anything is awaited, or browsers open no window. A frame needs no click.
   *
   * @throws {EmbedError} `HAULOUT_POPUP_BLOCKED`, `HAULOUT_EMBED_CLOSED`, `HAULOUT_EMBED_REFUSED`,
   * `HAULOUT_EMBED_NOT_ALLOWED`, `HAULOUT_EMBED_TIMEOUT`, `HAULOUT_EMBED_VERSION`; `HAULOUT_CONFIG_INVALID` with the
   * field's name in the message. An aborted `signal` rejects with its own reason.
   */
  static open(options: EmbedOptions): Promise<EmbedSession>;

  /** The session as it stands, without secrets; a copy that does not change. */
  snapshot(): Snapshot;

  /**
   * One cluster's certificate with its private key. **Secret.** It lives for minutes; ask again at every `credential` event
   * of the cluster.
   *
   * @param cluster Its id.
   * @throws {EmbedError} Why there is none, `HAULOUT_EMBED_NO_CERTIFICATE`, or `HAULOUT_EMBED_TIMEOUT`.
   */
  credential(cluster: string, options?: { signal?: AbortSignal }): Promise<Credential>;

  /**
   * A kubeconfig with a private key in it. **Secret.**
   *
   * @param clusters Ids; all clusters if absent.
   * @throws {EmbedError} As `credential`.
   */
  kubeconfig(clusters?: string | string[], options?: { signal?: AbortSignal }): Promise<string>;

  /** Calls `listener` for everything that happens from here on. What it throws is dropped. */
  on(listener: (event: EmbedEvent) => void): EmbedSubscription;

  /** Ends it and closes the window. The session at the gateway goes on: people end it there, or in the portal. */
  close(): void;

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void;
}

/** A listener's registration. */
export interface EmbedSubscription {
  /** Ends it; calling it twice does nothing. */
  unsubscribe(): void;
}

/** What happens: all that happens to a session, and two things more. */
export type EmbedEvent =
  | SessionEvent
  /** `EmbedSession.snapshot` gives another one. */
  | { type: 'snapshot' }
  /** The window is gone, or somebody stopped it there; nothing comes after this. */
  | { type: 'closed'; error: EmbedError };

/** What promises of this file reject with. */
export interface EmbedError extends Error {
  name: 'HauloutError';
  code: Code | EmbedCode;
  need: Need;
  /** The server's name for the request in its own log. */
  auditId?: string;
}

/** What can go wrong between a page and the gateway's window, beside all that can go wrong in it. */
export type EmbedCode =
  | 'HAULOUT_EMBED_CLOSED'
  | 'HAULOUT_EMBED_NOT_ALLOWED'
  | 'HAULOUT_EMBED_NO_CERTIFICATE'
  | 'HAULOUT_EMBED_REFUSED'
  | 'HAULOUT_EMBED_TIMEOUT'
  | 'HAULOUT_EMBED_VERSION';
