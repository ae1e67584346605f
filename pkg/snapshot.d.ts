/** The types of snapshots, events and errors. They contain no secrets. */

/** The state of a session. It contains no secrets. */
export interface Snapshot {
  state: 'progress' | 'signed-out' | 'signed-in' | 'failed';
  /** The portal's title, once the configuration is loaded. */
  title?: string;
  /** The operator's branding; absent if the configuration has none. */
  branding?: Branding;
  /** Whether the browser reports that it is offline. Requests are made all the same, at a slower pace. */
  offline?: true;
  /** The issuer, when signed out or in. */
  issuer?: string;
  /** The user's name in the ID token. */
  user?: string;
  /** The identity providers for `login`, when signed out and there are several. */
  identityProviders?: string[];
  /** The names of the clusters, when signed out and if the operator publishes them. */
  clusterNames?: string[];
  /**
   * Where the user can end the session at the issuer, after signing out here (OpenID Connect RP-Initiated Logout §2).
   */
  endSessionUrl?: string;
  /** The clusters in the operator's order, when signed in and there are any. */
  clusters?: ClusterSnapshot[];
  /** The error that ended the session, or that will end it. */
  error?: Failure;
  /**
   * By when the user has to sign in again: RFC 3339, UTC, whole seconds, on this computer's clock. Absent while the
   * session is renewed automatically.
   */
  signInBy?: string;
  /** Past and coming renewals, when signed in. */
  timeline?: SessionTimeline;
  /**
   * The clocks that have been measured, when signed in: the issuer's, and for each cluster the Concierge's and the
   * verifier's. Absent if there are none.
   */
  clocks?: Clock[];
}

/** The operator's branding; all members are validated. */
export interface Branding {
  /** `#rrggbb`. */
  accentColor?: string;
  /** A path relative to the configuration's folder. */
  logoUrl?: string;
  /** An https URL or a mailto address. */
  supportUrl?: string;
  /** Plain text, which may contain line feeds. */
  notice?: string;
}

/** The timeline of a session. Times are RFC 3339, UTC, whole seconds, on this computer's clock. */
export interface SessionTimeline {
  /** When the user signed in, according to the issuer; if it does not say, when this session started here. */
  signedInAt: string;
  /** When the current ID token expires. If the issuer supports refresh tokens, another one follows. */
  idTokenUntil: string;
  /** When the session ends; absent if unknown, as with an issuer that supports refresh tokens. */
  sessionUntil?: string;
  /**
   * When credentials were issued, oldest first, including the first ones; the last 50 times. Credentials of several
   * clusters that were issued together count once.
   */
  renewals: string[];
  /** When the next credential is due; absent if none is. */
  nextRenewal?: string;
}

/** A clock in comparison with this computer's. */
export interface Clock {
  /** The OpenID provider, the Concierge, which issues certificates, or the API server, which verifies them. */
  whose: 'issuer' | 'concierge' | 'verifier';
  /** The cluster's id; absent for the issuer's. */
  cluster?: string;
  /** How far it is ahead; negative when behind. */
  offsetMillis: number;
  /** The uncertainty of the offset, in either direction. */
  errorMillis: number;
  /** How far the clocks of two replicas behind its name differ; absent if no difference was observed. */
  replicasApartMillis?: number;
}

/** One cluster of a session. */
export interface ClusterSnapshot {
  id: string;
  name: string;
  server: string;
  /** Whether the session keeps a credential for the cluster. */
  active: boolean;
  /** Whether a credential is being requested. */
  requesting: boolean;
  /** The user name that the API server derives from the current certificate. */
  username?: string;
  /** The user's groups, likewise. */
  groups?: string[];
  /** The certificate's organizational units, in which Pinniped puts an authenticator's `extra`; absent if none. */
  extra?: string[];
  /**
   * The certificate's serial number in lower-case hexadecimal, as in audit logs; absent if the ID token is the
   * credential.
   */
  serial?: string;
  /** When the credential was issued: RFC 3339, UTC, whole seconds, on this computer's clock. */
  issuedAt?: string;
  /** When its renewal is scheduled: likewise. `nextAttempt` is when it will actually be tried. */
  renewsAt?: string;
  /**
   * The end of the certificate: RFC 3339, UTC, whole seconds, on the API server's clock. Pages show the same moment on
   * this computer's clock.
   */
  notAfter?: string;
  /**
   * The reliable end, which is earlier by a margin for the uncertainty of clocks: likewise, on this computer's clock.
   * Programs that cache the credential should read a newer one by then.
   */
  reliableUntil?: string;
  /** When the next attempt is due: likewise, on this computer's clock. */
  nextAttempt?: string;
  /** Why the last attempt failed. */
  error?: Failure;
  /**
   * Why the Concierge may have refused the token, most likely first; absent unless it refused. The Concierge reports
   * only "authentication failed", so the causes are derived from the token.
   */
  causes?: Cause[];
}

/** A likely cause of a refusal. */
export type Cause =
  /** The authenticator accepts only RS256 and ES256, and the token is signed with this algorithm. */
  | { cause: 'algorithm'; algorithm: 'ES256' | 'EdDSA' | 'PS256' | 'RS256' }
  /** By the cluster's clock, the token expired this long ago, or becomes valid after this long. */
  | { cause: 'expired' | 'not-yet-valid'; millis: number }
  /** The token lacks the claim from which the authenticator reads the username. */
  | { cause: 'claim'; claim: string }
  /** The authenticator requires this value of a claim. */
  | { cause: 'claim-value'; claim: string; wants: string }
  /** The authenticator reads the username from `email`, and the issuer says that the address is not verified. */
  | { cause: 'unverified-email' }
  /** The authenticator has this rule, or evaluates this expression. */
  | { cause: 'rule'; message: string }
  | { cause: 'expression'; expression: string }
  /** The authenticator may expect another issuer than this one. */
  | { cause: 'issuer'; issuer: string }
  /** The authenticator may require another audience. `wants` is the configured audience, absent if there is none. */
  | { cause: 'audience'; has: string[]; wants?: string }
  /** The cluster's clock is ahead by this much; behind if negative. */
  | { cause: 'clock'; millis: number }
  /** The authenticator may not exist or not be ready. */
  | { cause: 'authenticator'; kind: 'JWTAuthenticator' | 'WebhookAuthenticator'; name: string }
  /** Another cause, which only the Concierge's log shows. */
  | { cause: 'unknown' };

/** An error in a snapshot. */
export interface Failure {
  code: Code;
  need: Need;
  /** The `Audit-Id` with which the server logs the request. */
  auditId?: string;
  /** For logs; contains no secrets. */
  message: string;
}

/** An event of a session. It contains no secrets. */
export type SessionEvent =
  | { type: 'signed-in' | 'signed-out' }
  /** A cluster issued a credential, or its certificate expired without a renewal. */
  | { type: 'credential' | 'expired'; cluster: string }
  /** The expiry of a credential on this computer's clock was corrected: write copies of the credential again. */
  | { type: 'end-moved'; cluster: string }
  /** The session will not be renewed automatically; `by` is RFC 3339, UTC, on this computer's clock. */
  | { type: 'sign-in-needed'; by: string }
  /** This computer's clock was changed by this much, ahead if positive; or the computer slept for this long. */
  | { type: 'clock-set' | 'slept'; millis: number }
  /** An error of one cluster or of the session as a whole. */
  | { type: 'failed'; code: Code; cluster?: string }
  /** `Session.activity` has this entry. With a `count` above 1, it replaced the last entry of its cluster. */
  | ({ type: 'activity' } & Activity);

/**
 * An entry of the activity list: an event, or an error that occurred several times in a row. Times are RFC 3339, UTC,
 * whole seconds.
 */
export type Activity = ActivityCommon & ActivityDetails;

interface ActivityCommon {
  /** When it happened, on this computer's clock; for a repeated error, the last time. */
  at: string;
  /** The cluster's id; absent if it concerns the session as a whole. */
  cluster?: string;
  /** The server's time in its response, if there was one. */
  serverTime?: string;
  /** The `Audit-Id` with which the server logs the request. */
  auditId?: string;
  /** How many times in a row it occurred, from 1. */
  count: number;
}

/** The kind of an activity, with its details. */
export type ActivityDetails =
  | { happened: 'discovered' | 'sent-to-sign-in' | 'refreshed' | 'expired' | 'signed-out' | 'signed-out-at-issuer' }
  /**
   * When the ID token or the credential expires, or by when the user has to sign in; on this computer's clock. This end
   * of a credential is the one that every page shows. `ClusterSnapshot.reliableUntil` is earlier.
   */
  | { happened: 'signed-in' | 'renewed-silently' | 'credential' | 'sign-in-needed'; until: string }
  /** The issuer exchanged the token for one with this audience, for the cluster. */
  | { happened: 'exchanged'; audience: string }
  /** A server refused, or a request got no usable response; `again` is when it is retried. */
  | { happened: 'refused' | 'failed'; asked?: RequestKind; code: Code; again?: string }
  /** A clock is ahead by this much; behind if negative. */
  | { happened: 'clock-off'; clock: 'computer' | 'issuer' | 'concierge' | 'verifier'; millis: number }
  /** This computer's clock was changed by this much, or the computer slept for this long. */
  | { happened: 'clock-set' | 'slept'; millis: number };

/** The kind of a request. */
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

/**
 * The error that promises of this package reject with, and its functions throw. Its message starts with its code. An
 * error of the platform that caused it is its `cause`.
 */
export interface HauloutError extends Error {
  name: 'HauloutError';
  code: Code;
  need: Need;
  /** The `Audit-Id` with which the server logs the request. */
  auditId?: string;
}

/** What resolves an error: a retry, a sign-in, the operator, or nothing. */
export type Need = 'retry' | 'sign-in' | 'operator' | 'nothing';

/** The stable code of an error; a code never changes its meaning. `dist/docs/errors.md` in this package explains each. */
export type Code =
  | 'HAULOUT_ACCESS_DENIED'
  | 'HAULOUT_ARGUMENT_INVALID'
  | 'HAULOUT_AUTHORIZATION_REFUSED'
  | 'HAULOUT_CALLBACK_INVALID'
  | 'HAULOUT_CLUSTER_UNKNOWN'
  | 'HAULOUT_CONCIERGE_REFUSED'
  | 'HAULOUT_CONCIERGE_TLS_INVALID'
  | 'HAULOUT_CONCIERGE_UNREACHABLE'
  | 'HAULOUT_CONFIG_INVALID'
  | 'HAULOUT_CONFIG_UNREACHABLE'
  | 'HAULOUT_COOKIE_MISSING'
  | 'HAULOUT_CREDENTIAL_EXPIRED'
  | 'HAULOUT_CREDENTIAL_INVALID'
  | 'HAULOUT_CREDENTIAL_PENDING'
  | 'HAULOUT_CREDENTIAL_REFUSED'
  | 'HAULOUT_CROSS_SITE'
  | 'HAULOUT_DISPOSED'
  | 'HAULOUT_ENVIRONMENT_UNSUPPORTED'
  | 'HAULOUT_EXCHANGE_REFUSED'
  | 'HAULOUT_GATEWAY_INVALID'
  | 'HAULOUT_GATEWAY_UNREACHABLE'
  | 'HAULOUT_IDENTITY_PROVIDERS_INVALID'
  | 'HAULOUT_ID_TOKEN_INVALID'
  | 'HAULOUT_INTERNAL'
  | 'HAULOUT_ISS_MISMATCH'
  | 'HAULOUT_ISSUER_INVALID'
  | 'HAULOUT_ISSUER_MISMATCH'
  | 'HAULOUT_ISSUER_TLS_INVALID'
  | 'HAULOUT_ISSUER_UNREACHABLE'
  | 'HAULOUT_LOGIN_NOT_STARTED'
  | 'HAULOUT_NOT_FOUND'
  | 'HAULOUT_NOT_LOADED'
  | 'HAULOUT_ORIGIN_MISMATCH'
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
