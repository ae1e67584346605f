// @ts-check
/** @file The errors of this package: `Error`s with a `code`, whose messages start with it. */

/** @import { Code, HauloutError, Need } from './snapshot.js' */

/**
 * @param {Code} code
 * @param {Need} need
 * @param {string} text The message without the code.
 * @param {{ auditId?: string, cause?: unknown }} [more]
 * @returns {HauloutError}
 */
export function failure(code, need, text, { auditId, cause } = {}) {
  const error = new Error(`${code}: ${text}`, cause === undefined ? undefined : { cause });
  Object.assign(error, { code, need }, auditId !== undefined && { auditId });
  return Object.assign(/** @type {any} */ (error), { name: 'HauloutError' });
}

/**
 * The error of an invalid argument.
 *
 * @param {string} argument
 * @param {string} reason
 */
export const invalidArgument = (argument, reason) =>
  failure('HAULOUT_ARGUMENT_INVALID', 'nothing', `the argument ${argument} ${reason}`);

/**
 * The error of a function that only works in a page.
 *
 * @param {string} what
 * @param {string} instead What else to do.
 */
export const needsPage = (what, instead) =>
  failure('HAULOUT_ENVIRONMENT_UNSUPPORTED', 'nothing', `${what} needs a page of a browser; ${instead}`);

/**
 * Converts a failure from the WebAssembly, whose message starts with its code, to an `Error`.
 *
 * @param {{ code: Code, need: Need, message: string, auditId?: string }} failure
 */
export const toError = ({ code, need, message, auditId }) =>
  failure(code, need, message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message, { auditId });

/**
 * Returns the value in an answer of the WebAssembly, or throws its error.
 *
 * @param {string} answer
 */
export function value(answer) {
  const { error, value } = JSON.parse(answer);
  if (error) throw toError(error);
  return value;
}

export const disposed = () => failure('HAULOUT_DISPOSED', 'nothing', 'this session has been disposed; create another one');

export const notLoaded = () =>
  failure('HAULOUT_NOT_LOADED', 'nothing', 'the WebAssembly is not loaded; `await init()` before `Session.create()`');

/**
 * The error of WebAssembly that did not load. The platform's own error is its `cause`.
 *
 * @param {string} what The URL of a file, or a description.
 * @param {any} cause
 */
export function loadFailed(what, cause) {
  const reason = LOAD_REASONS[cause?.name] ?? 'no such file could be fetched';
  return failure('HAULOUT_NOT_LOADED', 'retry', `${what} did not load: ${reason}`, { cause });
}

/** @type {Record<string, string>} */
const LOAD_REASONS = {
  CompileError: "it is not WebAssembly, or the page's Content-Security-Policy lacks 'wasm-unsafe-eval'",
  LinkError: 'it belongs to another version of the package',
};

/** @param {string} what */
export const signInRequired = (what) => failure('HAULOUT_SIGN_IN_REQUIRED', 'sign-in', `${what} needs a session; call \`login\` first`);

export const windowClosed = () =>
  failure('HAULOUT_POPUP_CLOSED', 'sign-in', 'the sign-in\'s window was closed, or another sign-in replaced this one');

export const windowBlocked = () =>
  failure('HAULOUT_POPUP_BLOCKED', 'nothing', 'the browser opened no window; call `login` in a click handler, or with `popup: "or-redirect"`');

export const clickNeeded = () =>
  failure('HAULOUT_POPUP_BLOCKED', 'nothing', 'several sign-ins were started without a click; call `login` in a click handler');
