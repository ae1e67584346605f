// @ts-check
/** @file What takes time: requests and signatures. */

import { granted } from './locks.js';

/** @import { CheckSignature, Send, Verdict } from './exchanged.js' */

/**
 * Checks a signature with WebCrypto, and gives the verdict to feed.
 *
 * @param {CheckSignature} check
 * @returns {Promise<Verdict>}
 */
export async function checkSignature({ id, algorithm, keys, message, signature }) {
  const parameters = ALGORITHMS[algorithm];
  const signed = new TextEncoder().encode(message);
  const bytes = Uint8Array.from(atob(signature.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  /** @type {'invalid' | 'unsupported'} */
  let finding = 'unsupported';
  for (const jwk of keys) {
    try {
      const key = await crypto.subtle.importKey('jwk', jwk, parameters, false, ['verify']);
      if (await crypto.subtle.verify(parameters, key, bytes, signed)) return { type: 'verdict', id, finding: 'valid' };
      finding = 'invalid';
    } catch {
      // A key that the platform cannot import (a point off its curve, an algorithm it lacks) cannot have signed.
    }
  }
  return { type: 'verdict', id, finding };
}

/**
 * Sends a request: bounded in time and size, never redirected, never cached, never with a referrer.
 *
 * @param {Send} request
 * @param {AbortSignal} over Ends what may be ended.
 */
export async function answer({ url, method, headers, body, bodyMax, limitMillis, care }, over) {
  const end = new AbortController();
  const timer = care === 'finish' ? undefined : setTimeout(() => end.abort(), limitMillis);
  const stop = () => {
    clearTimeout(timer);
    end.abort();
  };
  // Nothing ends what spends a token, once that is sent.
  let stoppable = care !== 'finish';
  if (stoppable) over.addEventListener('abort', stop);
  let sent = now();
  let release;
  try {
    if (care === 'finish-in-turn') {
      // All pages of a browser share what is spent.
      release = await granted('haulout.refresh', { signal: end.signal });
      stoppable = false;
      sent = now();
    }
    const keepalive = care !== 'abortable' && (body?.length ?? 0) < KEEPALIVE_MAX;
    const request = new Request(url, {
      method,
      headers,
      body,
      keepalive,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: stoppable ? end.signal : null,
    });
    const response = await fetch(request);
    const received = now();
    const bytes = await read(response, bodyMax);
    return { sent, received, ...(bytes ? head(response) : { failure: 'too-large' }), body: bytes ?? NOTHING };
  } catch {
    return { sent, received: now(), failure: stoppable && end.signal.aborted ? 'timeout' : 'network', body: NOTHING };
  } finally {
    clearTimeout(timer);
    over.removeEventListener('abort', stop);
    release?.();
  }
}

/** @param {Response} response */
const head = ({ status, headers }) => ({ status, headers: Object.fromEntries(headers) });

/**
 * Reads chunk by chunk, and stops at the bound however long the answer claims to be.
 *
 * @param {Response} response
 * @param {number} max
 */
async function read({ body }, max) {
  const chunks = [];
  let length = 0;
  const reader = body?.getReader();
  for (let step = await reader?.read(); step?.value; step = await reader?.read()) {
    length += step.value.length;
    if (length > max) {
      void reader?.cancel();
      return undefined;
    }
    chunks.push(step.value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Both clocks, read together, in milliseconds. */
export const now = () => ({ wall: Date.now(), tick: performance.now() });

/** The `AlgorithmIdentifier` that serves both import and verification (W3C Web Cryptography API §18). */
const ALGORITHMS = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
};

const NOTHING = new Uint8Array();
/** Bytes; a browser refuses larger bodies of requests that outlive their page, and it counts all that are under way. */
const KEEPALIVE_MAX = 64 * 1024;
