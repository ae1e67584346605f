/** What a session shows and tells: snapshots, events, failures. Nothing in it is secret. */

/** What can be shown of a session. Nothing in it is secret. */
export interface Snapshot {
  state: 'progress' | 'signed-out' | 'signed-in' | 'failed';
  /** What the portal calls itself, once that is known. */
  title?: string;
  /** How the operator wants it to look; absent if the configuration says nothing. */
  branding?: Branding;
  /** The issuer, when signed out or in. */
  issuer?: string;
  /** Who signed in, as the ID token has it. */
  user?: string;
  /** The names that `login` takes, when signed out and there is a choice. */
  identityProviders?: string[];
  /** The clusters that await whoever signs in, when signed out and the operator wants that to be known. */
  clusterNames?: string[];
  /** Where the session with the issuer can be ended, after ours was (OpenID Connect RP-Initiated Logout §2). */
  endSessionUrl?: string;
  /** The clusters in the operator's order, when signed in and there are any. */
  clusters?: ClusterSnapshot[];
  /** Why the session failed or cannot go on as it is. */
  error?: Failure;
  /**
   * By when somebody has to sign in again: RFC 3339, UTC, whole seconds, on this computer's clock. Absent while the
   * session goes on by itself.
   */
  signInBy?: string;
  /** What lies behind and ahead, when signed in. */
  horizon?: SessionTimeline;
  /**
   * The clocks that are known, when signed in and there are any: the issuer's, and of each cluster its Concierge's and
   * its verifier's.
   */
  clocks?: Clock[];
}

/** How the operator wants it to look; each part is proven harmless. */
export interface Branding {
  /** `#rrggbb`. */
  accentColor?: string;
  /** A path from the configuration's own folder. */
  logoUrl?: string;
  /** An https URL or a mailto address. */
  supportUrl?: string;
  /** Plain text; line feeds are its only markup. */
  notice?: string;
}

/** A session in time. Everything is RFC 3339, UTC, whole seconds, on this computer's clock. */
export interface SessionTimeline {
  /** When somebody signed in, as far as the issuer says so; else when this session began here. */
  signedInAt: string;
  /** When the ID token at hand ends. Where the issuer gives refresh tokens, another one follows. */
  idTokenUntil: string;
  /** When the session ends; absent where that is not known, as with an issuer that refreshes tokens. */
  sessionUntil?: string;
  /**
   * When credentials came, oldest first, the first ones included; the last 50 times. Those of several clusters that came
   * together are one.
   */
  renewals: string[];
  /** When the next credential is due; absent if none is. */
  nextRenewal?: string;
}

/** A clock as measured against this computer's. */
export interface Clock {
  /** The OpenID provider's, the Concierge's, which stamps certificates, or the API server's, which verifies them. */
  whose: 'issuer' | 'concierge' | 'verifier';
  /** The cluster's id; absent for the issuer's. */
  cluster?: string;
  /** How far it is ahead; negative when behind. */
  offsetMillis: number;
  /** How wrong that can be, either way. */
  errorMillis: number;
  /** How far apart the clocks are of two machines that answer under its name in turn; absent if they are one. */
  replicasApartMillis?: number;
}

/** One cluster of a session. */
export interface ClusterSnapshot {
  id: string;
  name: string;
  server: string;
  /** Whether a credential is kept for it. */
  active: boolean;
  /** Whether a credential is being asked for. */
  requesting: boolean;
  /** What the API server will call the bearer of the certificate at hand. */
  username?: string;
  /** In which groups. */
  groups?: string[];
  /** The certificate's number in lower-case hexadecimal, as audit logs have it; absent where the ID token is the credential. */
  serial?: string;
  /** When the credential was issued: RFC 3339, UTC, whole seconds, on this computer's clock. */
  issuedAt?: string;
  /** When its renewal is due if nothing gets in the way: the same. `nextAttempt` is when it will be tried. */
  renewsAt?: string;
  /** The certificate's end: RFC 3339, UTC, whole seconds, on the API server's clock. */
  notAfter?: string;
  /** Until when it is to be relied upon: the same, on this computer's clock. */
  reliableUntil?: string;
  /** When the next attempt is due: the same, on this computer's clock. */
  nextAttempt?: string;
  /** Why the last attempt failed. */
  error?: Failure;
  /**
   * Why the Concierge may have refused the token, most likely first; absent unless that is what failed. It says no more
   * than "authentication failed" itself, so these are told from the token that it was shown.
   */
  causes?: Cause[];
}

/** A likely cause of a refusal. */
export type Cause =
  /** The authenticator takes RS256 and ES256 only, and the token is signed with this. */
  | { cause: 'algorithm'; algorithm: 'ES256' | 'EdDSA' | 'PS256' | 'RS256' }
  /** By the cluster's clock the token had expired so long ago, or begins in so long. */
  | { cause: 'expired' | 'not-yet-valid'; millis: number }
  /** The token lacks a claim that authenticators read unless they are told to read another one. */
  | { cause: 'claim'; claim: 'username' | 'groups' }
  /** The authenticator may want another audience. `wants` is what the configuration says; absent if it says nothing. */
  | { cause: 'audience'; has: string[]; wants?: string }
  /** The cluster's clock is ahead by so much, behind if negative. */
  | { cause: 'clock'; millis: number }
  /** There may be no such authenticator, or it may not be ready. */
  | { cause: 'authenticator'; kind: 'JWTAuthenticator' | 'WebhookAuthenticator'; name: string }
  /** Anything that only the Concierge's log can tell. */
  | { cause: 'unknown' };

/** A failure inside a snapshot. */
export interface Failure {
  code: Code;
  need: Need;
  /** The server's name for the request in its own log. */
  auditId?: string;
  /** For logs; not secret. */
  message: string;
}

/** What happened to a session. Nothing in it is secret. */
export type SessionEvent =
  | { type: 'signed-in' | 'signed-out' }
  /** A cluster handed out a credential, or its last certificate expired without a successor. */
  | { type: 'credential' | 'expired'; cluster: string }
  /** More is known of the clock by which a credential ends: write copies of it anew. */
  | { type: 'end-moved'; cluster: string }
  /** The session will not go on by itself; `by` is RFC 3339, UTC, on this computer's clock. */
  | { type: 'sign-in-needed'; by: string }
  /** This computer's clock was set by so many milliseconds, ahead if positive; or the computer slept for so long. */
  | { type: 'clock-set' | 'slept'; millis: number }
  /** Something failed, for one cluster or for the session as a whole. */
  | { type: 'failed'; code: Code; cluster?: string }
  /** `Session.activity` has this entry; with a `count` above 1 it took the place of the last one of its cluster. */
  | ({ type: 'activity' } & Activity);

/** One thing that happened, or the same failure several times in a row. Times are RFC 3339, UTC, whole seconds. */
export type Activity = ActivityCommon & ActivityDetails;

interface ActivityCommon {
  /** When, on this computer's clock; of a failure that repeated itself, the last time. */
  at: string;
  /** The cluster's id; absent where it is about the session as a whole. */
  cluster?: string;
  /** What the server's clock said, if it was a server's answer that said so. */
  serverTime?: string;
  /** The server's name for the request in its own log. */
  auditId?: string;
  /** How many times in a row, counted from one. */
  count: number;
}

/** What happened. */
export type ActivityDetails =
  | { happened: 'discovered' | 'sent-to-sign-in' | 'refreshed' | 'expired' | 'signed-out' }
  /** Until when the ID token lives or the credential is to be relied upon, or by when somebody has to sign in. */
  | { happened: 'signed-in' | 'renewed-silently' | 'credential' | 'sign-in-needed'; until: string }
  /** The issuer made a token with this audience for the cluster. */
  | { happened: 'exchanged'; audience: string }
  /** A server said no, or a request has no usable answer; `again` is when it is tried again. */
  | { happened: 'refused' | 'failed'; asked?: RequestKind; code: Code; again?: string }
  /** A clock is ahead by so many milliseconds, behind if negative. */
  | { happened: 'clock-off'; clock: 'computer' | 'issuer' | 'concierge' | 'verifier'; millis: number }
  /** This computer's clock was set by so many milliseconds, or the computer slept for so long. */
  | { happened: 'clock-set' | 'slept'; millis: number };

/** What a request asks for. */
export type RequestKind =
  | 'configuration'
  | 'metadata'
  | 'identity-providers'
  | 'session'
  | 'sign-in'
  | 'tokens'
  | 'refresh'
  | 'signing-keys'
  | 'exchange'
  | 'credential'
  | 'time'
  | 'sign-out';

/** What promises of this package reject with, and its functions throw. */
export interface HauloutError extends Error {
  name: 'HauloutError';
  code: Code;
  need: Need;
  /** The server's name for the request in its own log. */
  auditId?: string;
}

/** What would end a failure: the same again, a person who signs in, an operator, or nothing at all. */
export type Need = 'retry' | 'sign-in' | 'operator' | 'nothing';

/** What went wrong, to branch on; a code never changes its meaning. Each is explained in `docs/errors.md`. */
export type Code =
  | 'HAULOUT_ACCESS_DENIED'
  | 'HAULOUT_AUTHORIZATION_REFUSED'
  | 'HAULOUT_CALLBACK_INVALID'
  | 'HAULOUT_CLUSTER_UNKNOWN'
  | 'HAULOUT_CONCIERGE_UNREACHABLE'
  | 'HAULOUT_CONFIG_INVALID'
  | 'HAULOUT_CONFIG_UNREACHABLE'
  | 'HAULOUT_COOKIE_MISSING'
  | 'HAULOUT_CREDENTIAL_EXPIRED'
  | 'HAULOUT_CREDENTIAL_INVALID'
  | 'HAULOUT_CREDENTIAL_REFUSED'
  | 'HAULOUT_CROSS_SITE'
  | 'HAULOUT_DISPOSED'
  | 'HAULOUT_EXCHANGE_REFUSED'
  | 'HAULOUT_GATEWAY_INVALID'
  | 'HAULOUT_GATEWAY_UNREACHABLE'
  | 'HAULOUT_IDENTITY_PROVIDERS_INVALID'
  | 'HAULOUT_ID_TOKEN_INVALID'
  | 'HAULOUT_INTERNAL'
  | 'HAULOUT_ISS_MISMATCH'
  | 'HAULOUT_ISSUER_INVALID'
  | 'HAULOUT_ISSUER_MISMATCH'
  | 'HAULOUT_ISSUER_UNREACHABLE'
  | 'HAULOUT_LOGIN_NOT_STARTED'
  | 'HAULOUT_NOT_FOUND'
  | 'HAULOUT_NOT_LOADED'
  | 'HAULOUT_PKCE_UNSUPPORTED'
  | 'HAULOUT_POPUP_BLOCKED'
  | 'HAULOUT_POPUP_CLOSED'
  | 'HAULOUT_RATE_LIMITED'
  | 'HAULOUT_REQUEST_INVALID'
  | 'HAULOUT_RESPONSE_TOO_LARGE'
  | 'HAULOUT_SESSION_ENDED'
  | 'HAULOUT_SESSION_TOO_LARGE'
  | 'HAULOUT_SIGN_IN_REQUIRED'
  | 'HAULOUT_SIGNING_KEYS_INVALID'
  | 'HAULOUT_STATE_MISMATCH'
  | 'HAULOUT_TOKEN_REFUSED'
  | 'HAULOUT_TOKEN_RESPONSE_INVALID';
