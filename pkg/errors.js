// @ts-check
/** @file What is rejected with and thrown: `Error`s with a `code` to branch on. */

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
 * The complaint about an argument.
 *
 * @param {string} field
 * @param {string} reason
 */
export const invalidConfig = (field, reason) =>
  failure('HAULOUT_CONFIG_INVALID', 'operator', `HAULOUT_CONFIG_INVALID: in the configuration ${field} ${reason}`);

/**
 * What the wasm says about a failure, as an `Error`.
 *
 * @param {{ code: Code, need: Need, message: string, auditId?: string }} failure
 */
export const toError = ({ code, need, message, auditId }) => failure(code, need, message, auditId);

/**
 * What the wasm was asked for, out of its answer.
 *
 * @param {string} answer
 */
export function value(answer) {
  const { error, value } = JSON.parse(answer);
  if (error) throw toError(error);
  return value;
}

export const disposed = () =>
  failure('HAULOUT_DISPOSED', 'nothing', 'HAULOUT_DISPOSED: this session was disposed of; make another one');

export const notLoaded = () =>
  failure('HAULOUT_NOT_LOADED', 'nothing', 'HAULOUT_NOT_LOADED: the WebAssembly is not loaded; `await init()` before `Session.create()`');
