// @ts-check
/** @file Validates the arguments of hosts; errors name the member. */

import { invalidConfig } from './errors.js';

/** @import { KubeconfigForm, Options } from './index.js' */

/**
 * @param {Options} options
 * @returns {{ config: string, isUrl: boolean, navigate?: (url: string) => void, signal?: AbortSignal }}
 */
export function validated(options) {
  if (typeof options !== 'object' || options === null) throw invalidConfig('options', 'must be an object with `config` or `configUrl`');
  const { config, configUrl, navigate, fetch, signal } = options;
  if (fetch !== undefined && typeof fetch !== 'function') throw invalidConfig('fetch', 'must be a function');
  if (navigate !== undefined && typeof navigate !== 'function') throw invalidConfig('navigate', 'must be a function');
  if (config === undefined && configUrl === undefined) throw invalidConfig('config', 'is missing, and so is `configUrl`');
  if (config !== undefined && configUrl !== undefined) throw invalidConfig('config', 'and `configUrl` exclude each other');
  if (configUrl !== undefined) return { config: String(configUrl), isUrl: true, navigate, signal };
  if (typeof config !== 'object') throw invalidConfig('config', 'must be a JSON object');
  return { config: JSON.stringify(config), isUrl: false, navigate, signal };
}

/**
 * The JSON of a kubeconfig request.
 *
 * @param {string[] | null | undefined} clusters
 * @param {KubeconfigForm} [form]
 */
export function kubeconfigRequest(clusters, form = 'inline') {
  const [name, argument] = nameAndArgument(form);
  return JSON.stringify({ clusters: clusters ?? undefined, form: name, argument });
}

/**
 * Splits a form into its name and its argument.
 *
 * @param {KubeconfigForm} form
 * @returns {[form: string, argument: string]}
 */
function nameAndArgument(form) {
  if (typeof form === 'string') return [form, form === 'haulout' ? 'haulout' : ''];
  if ('folder' in form) return ['folder', String(form.folder)];
  if ('command' in form) return ['haulout', String(form.command)];
  throw invalidConfig('form', 'must be one of the forms of a kubeconfig');
}
