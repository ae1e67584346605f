// @ts-check
/** @file What is rejected with and thrown: `Error`s with a `code` to branch on. */

/** @import { Code, HauloutError, Need } from './shown.js' */

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
export const fault = (field, reason) =>
  failure('HAULOUT_CONFIG_INVALID', 'operator', `HAULOUT_CONFIG_INVALID: in the configuration ${field} ${reason}`);

/**
 * What the wasm says about a failure, as an `Error`. Anything else it throws is a defect of ours.
 *
 * @param {unknown} thrown
 */
export function read(thrown) {
  if (typeof thrown !== 'string') return thrown;
  const { code, need, message, auditId } = JSON.parse(thrown);
  return failure(code, need, message, auditId);
}

/**
 * Calls the wasm.
 *
 * @template T
 * @param {() => T} act
 * @returns {T}
 */
export function attempt(act) {
  try {
    return act();
  } catch (thrown) {
    throw read(thrown);
  }
}

/** @param {string} what */
export const disposed = (what) =>
  failure('HAULOUT_DISPOSED', 'nothing', `HAULOUT_DISPOSED: this ${what} was disposed of; make another one`);

/** @param {string} what */
export const notLoaded = (what) =>
  failure('HAULOUT_NOT_LOADED', 'nothing', `HAULOUT_NOT_LOADED: the WebAssembly is not loaded; \`await init()\` before \`${what}\``);
