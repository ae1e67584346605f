// @ts-check
/** @file Validates the arguments of hosts; errors name the argument. */

import { invalidArgument } from './errors.js';

/** @import { Abortable, KubeconfigForm, LoginOptions, Options } from './index.js' */

/**
 * @param {Options} options
 * @returns {{ config: string, isUrl: boolean, navigate?: (url: string) => void, signal?: AbortSignal }}
 */
export function validated(options) {
  if (!isObject(options)) throw invalidArgument('options', 'must be an object with `config` or `configUrl`');
  const { config, configUrl, navigate, fetch } = options;
  const signal = signalOf(options);
  if (fetch !== undefined && typeof fetch !== 'function') throw invalidArgument('fetch', 'must be a function');
  if (navigate !== undefined && typeof navigate !== 'function') throw invalidArgument('navigate', 'must be a function');
  if (config === undefined && configUrl === undefined) throw invalidArgument('config', 'is missing, and so is `configUrl`');
  if (config !== undefined && configUrl !== undefined) throw invalidArgument('config', 'and `configUrl` exclude each other');
  if (configUrl !== undefined) return { config: urlText('configUrl', configUrl), isUrl: true, navigate, signal };
  if (!isObject(config)) throw invalidArgument('config', 'must be an object');
  try {
    return { config: JSON.stringify(config), isUrl: false, navigate, signal };
  } catch {
    throw invalidArgument('config', 'must be an object that JSON can represent');
  }
}

/**
 * @param {LoginOptions | undefined} options
 * @returns {{ identityProvider?: string, silently: boolean, popup: boolean | 'or-redirect', signal?: AbortSignal }}
 */
export function validatedLogin(options = {}) {
  const signal = signalOf(options);
  const { identityProvider, silently = false, popup = false } = options;
  if (identityProvider !== undefined) validatedText('identityProvider', identityProvider);
  if (typeof silently !== 'boolean') throw invalidArgument('silently', 'must be true or false');
  if (typeof popup !== 'boolean' && popup !== 'or-redirect') throw invalidArgument('popup', 'must be true, false or `or-redirect`');
  return { identityProvider, silently, popup, signal };
}

/**
 * @param {Abortable | undefined} options
 * @returns {AbortSignal | undefined}
 */
export function signalOf(options = {}) {
  if (!isObject(options)) throw invalidArgument('options', 'must be an object');
  const { signal } = options;
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') throw invalidArgument('signal', 'must be an AbortSignal');
  return signal;
}

/**
 * @param {string} argument
 * @param {unknown} text
 * @returns {string}
 */
export function validatedText(argument, text) {
  if (typeof text !== 'string' || !text) throw invalidArgument(argument, 'must be a string that is not empty');
  return text;
}

/**
 * Returns the text of a URL, which may be relative to the page.
 *
 * @param {string} argument
 * @param {unknown} url
 */
export function urlText(argument, url) {
  const text = validatedText(argument, url instanceof URL ? url.href : url);
  const page = globalThis.document?.baseURI ?? globalThis.location?.href;
  if (!URL.canParse(text, page)) throw invalidArgument(argument, `must be ${page ? 'a' : 'an absolute'} URL`);
  return text;
}

/**
 * @param {unknown} type
 * @param {unknown} listener
 * @returns {{ wanted?: string, callback: (event: any) => void }}
 */
export function validatedListener(type, listener) {
  const wanted = typeof type === 'string' ? type : undefined;
  if (wanted !== undefined && !EVENTS.includes(wanted)) throw invalidArgument('type', `must be one of ${EVENTS.join(', ')}`);
  const callback = wanted === undefined ? type : listener;
  if (typeof callback !== 'function') throw invalidArgument('listener', 'must be a function');
  return { wanted, callback: /** @type {any} */ (callback) };
}

/**
 * Whether the URL has a parameter of an authorization response, or of the return from a sign-out at the issuer.
 *
 * @param {URL} url
 */
export const isResponse = ({ searchParams }) => ['code', 'error', 'state'].some((name) => searchParams.has(name));

/**
 * The JSON of a kubeconfig request.
 *
 * @param {string | string[] | null | undefined} clusters
 * @param {KubeconfigForm} [form]
 */
export function kubeconfigRequest(clusters, form = 'inline') {
  const [name, argument] = nameAndArgument(form);
  const ids = typeof clusters === 'string' ? [clusters] : clusters;
  if (ids != null && !Array.isArray(ids)) throw invalidArgument('clusters', 'must be an id or a list of ids');
  for (const id of ids ?? []) validatedText('clusters', id);
  return JSON.stringify({ clusters: ids ?? undefined, form: name, argument });
}

/**
 * Splits a form into its name and its argument.
 *
 * @param {KubeconfigForm} form
 * @returns {[form: string, argument: string]}
 */
function nameAndArgument(form) {
  if (typeof form === 'string') return [form, form === 'haulout' ? 'haulout' : ''];
  if (isObject(form) && 'folder' in form) return ['folder', String(form.folder)];
  if (isObject(form) && 'command' in form) return ['haulout', String(form.command)];
  throw invalidArgument('form', 'must be one of the forms of a kubeconfig');
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
const isObject = (value) => typeof value === 'object' && value !== null;

/** The types of events. */
const EVENTS = ['signed-in', 'signed-out', 'credential', 'expired', 'end-moved', 'sign-in-needed', 'clock-set', 'slept', 'failed', 'activity'];
