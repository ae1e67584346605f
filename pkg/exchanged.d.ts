/** What a `Machine` and its host exchange: things that happened go in, things to be done come out. */

import type { Config } from './index.js';
import type { SessionEvent } from './shown.js';

/** Both clocks of the host, read together. Nothing in this package reads one in its place. */
export interface Now {
  /** The wall clock: milliseconds since the Unix epoch, as `Date.now()` has them. */
  unixMillis: number;
  /** A clock that is never set and goes on in one direction: milliseconds since any moment, as `performance.now()` has them. */
  monotonicMillis: number;
}

/** One thing that happened. */
export type Input =
  /** The first one. Nothing else does anything before it. */
  | ({
      type: 'open';
      /** Anything that differs from one process to the next: it spreads renewals and retries, and guards nothing. */
      seed?: number;
    } & ({ config: Config; configUrl?: undefined } | { configUrl: string; config?: undefined }))
  /** Somebody wants to sign in; `navigate` follows, after a request to the gateway where that holds the tokens. */
  | {
      type: 'sign-in';
      /** 96 bytes of a cryptographic generator, used once. **Secret.** */
      entropy: Uint8Array;
      /** The name of one of `Snapshot.identityProviders`. */
      identityProvider?: string;
      /** Whether nobody is to be asked for anything (`prompt=none`, OpenID Connect Core §3.1.2.1). */
      silently?: boolean;
    }
  /** The issuer sent the browser to the redirect URI. `pending` is what was to be remembered. Both are **secret**. */
  | { type: 'returned'; url: string; pending?: string }
  /** A request was answered, or was not. */
  | Answer
  /** A signature was checked, by `checkSignature` or otherwise. */
  | Verdict
  /** The deadline has come, or the computer woke up. */
  | { type: 'woke' }
  /** The platform noticed that the network went away or came back. */
  | { type: 'online' | 'offline' }
  /** Get new certificates at once; end the session; start over after a failure or a sign-in that did not come back. */
  | { type: 'renew' | 'sign-out' | 'retry' }
  /** Keep a credential for this cluster from now on, or stop doing so. */
  | { type: 'activate' | 'deactivate'; cluster: string };

/** The answer to a `Send`, with the time at which its head came. */
export type Answer = {
  type: 'response';
  /** The number of the request. */
  id: number;
  /** Just before sending; when the request was handed out if absent. */
  sent?: Now;
  /** Just after the head of the answer came; the time of this input if absent. Servers' clocks are read between the two. */
  received?: Now;
} & (
  | {
      status: number;
      /** `date`, `age`, `retry-after`, `content-type` and `audit-id` are read, in any spelling of their case. */
      headers: Iterable<[string, string]> | Record<string, string | string[] | undefined>;
      /** **Secret.** */
      body?: string | Uint8Array;
      failure?: undefined;
    }
  | { failure: 'network' | 'timeout' | 'too-large'; status?: undefined; headers?: undefined; body?: undefined }
);

/** Whether one of the keys made the signature. Whoever says `valid` without having checked lets anybody in. */
export interface Verdict {
  type: 'verdict';
  /** The number of the check. */
  id: number;
  /** `unsupported`: the platform has no such algorithm. */
  finding: 'valid' | 'invalid' | 'unsupported';
}

/** One thing to do. The order is that in which they are to be started. */
export type Output =
  | Send
  | CheckSignature
  /** Send the browser to this URL. */
  | { type: 'navigate'; url: string }
  /** Keep this until the browser comes back, where nobody else reads it; it goes into `returned`, once. **Secret.** */
  | { type: 'remember'; pending: string }
  /** Show this URL in place of the one with the authorization response. */
  | { type: 'replace-url'; url: string }
  /** Tell whoever listens. */
  | { type: 'event'; event: SessionEvent };

/** A request to be sent. Redirects are not to be followed, and answers not to be taken out of a cache. */
export interface Send {
  type: 'send';
  /** To be returned with the answer. */
  id: number;
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  /** **Secret.** */
  body?: string;
  /** The longest answer to be read, in bytes; a longer one is the failure `too-large`. */
  bodyMax: number;
  /** How long an answer is worth waiting for, in milliseconds; then it is the failure `timeout`. */
  limitMillis: number;
  /**
   * `abortable`: may be ended at any time. `finish`: spends a refresh token that the issuer rotates; it is not to be ended,
   * whatever the limit says, and a late answer is still to be fed. `finish-in-turn`: the same, and one at a time among
   * all who share the session.
   */
  care: 'abortable' | 'finish' | 'finish-in-turn';
}

/** A signature to be checked (RFC 7515 §5.2). Message and signature together are a token: **secret**. */
export interface CheckSignature {
  type: 'check-signature';
  /** To be returned with the verdict. */
  id: number;
  algorithm: 'ES256' | 'EdDSA' | 'PS256' | 'RS256';
  /** Public keys as JWK (RFC 7517); any one of them may have signed. */
  keys: JsonWebKey[];
  /** What was signed, in ASCII. */
  message: string;
  /** Base64url, in the form that JOSE and WebCrypto share. */
  signature: string;
}
