// @ts-check
/** @file The errors of this package: `Error`s with a `code`. */

/** @import { Code, HauloutError, Need } from './snapshot.js' */

/**
 * @param {Code} code
 * @param {Need} need
 * @param {string} text
 * @param {string} [auditId]
 * @returns {HauloutError}
 */
export function failure(code, need, text, auditId) {
  const error = Object.assign(new Error(text), { code, need });
  if (auditId !== undefined) Object.assign(error, { auditId });
  return Object.assign(error, { name: /** @type {const} */ ('HauloutError') });
}

/**
 * The error of an invalid argument.
 *
 * @param {string} field
 * @param {string} reason
 */
export const invalidConfig = (field, reason) =>
  failure('HAULOUT_CONFIG_INVALID', 'operator', `HAULOUT_CONFIG_INVALID: in the configuration ${field} ${reason}`);

/**
 * Converts a failure from the WebAssembly to an `Error`.
 *
 * @param {{ code: Code, need: Need, message: string, auditId?: string }} failure
 */
export const toError = ({ code, need, message, auditId }) => failure(code, need, message, auditId);

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

export const disposed = () =>
  failure('HAULOUT_DISPOSED', 'nothing', 'HAULOUT_DISPOSED: this session has been disposed; create another one');

export const notLoaded = () =>
  failure('HAULOUT_NOT_LOADED', 'nothing', 'HAULOUT_NOT_LOADED: the WebAssembly is not loaded; `await init()` before `Session.create()`');

export const windowClosed = () => failure('HAULOUT_POPUP_CLOSED', 'sign-in', 'HAULOUT_POPUP_CLOSED: the sign-in\'s window was closed, or another sign-in replaced this one');

export const clickNeeded = () => failure('HAULOUT_POPUP_BLOCKED', 'nothing', 'HAULOUT_POPUP_BLOCKED: several sign-ins were started without a click; call `login` in a click handler');
