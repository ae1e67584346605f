// @ts-check
/** @file `Machine`: the session without any I/O. The host sends, keeps the time and draws randomness. */

import { disposed, fault, notLoaded, value } from './errors.js';
import { asked } from './options.js';

/** @import { Machine as Core } from './dist/haulout.js' */
/** @import { Activity, Snapshot } from './shown.js' */
/** @import { Credential, CredentialFile, KubeconfigForm } from './index.js' */
/** @import { Input, Now, Output } from './exchanged.js' */

/** @typedef {{ wall: number, tick: number }} Clocks */

export class Machine {
  /** @type {Core | undefined} */
  #core;
  /** @type {Map<number, Clocks>} When the requests under way were handed out. */
  #sent = new Map();

  /**
   * Makes the wasm's half; each entry point of the package has its own.
   *
   * @returns {Core}
   */
  static start() {
    throw notLoaded('new Machine()');
  }

  constructor() {
    this.#core = new.target.start();
  }

  /**
   * @param {Input} input
   * @param {Now} now
   * @returns {Output[]}
   */
  handle(input, now) {
    const core = this.#alive();
    const { wall, tick } = clocks(now);
    const [text, bytes] = this.#written(input, { wall, tick });
    const refused = core.handle(text, bytes, wall, tick);
    if (refused !== undefined) value(refused);
    const outputs = [];
    for (let output = core.poll(); output !== undefined; output = core.poll()) {
      const read = JSON.parse(output);
      if (read.type === 'send') this.#sent.set(read.id, { wall, tick });
      outputs.push(read);
    }
    return outputs;
  }

  /** @returns {number | undefined} */
  get deadline() {
    return this.#alive().deadline;
  }

  get isSettled() {
    return this.#alive().outcome() !== undefined;
  }

  /**
   * @param {string} cluster
   * @param {Now} now
   * @returns {Credential}
   */
  credential(cluster, now) {
    return JSON.parse(this.credentialFile(cluster, now).contents).status;
  }

  /**
   * @param {string} cluster
   * @param {Now} now
   * @returns {CredentialFile}
   */
  credentialFile(cluster, now) {
    const { wall, tick } = clocks(now);
    return value(this.#alive().credential(cluster, wall, tick));
  }

  /**
   * @param {string[] | null | undefined} clusters
   * @param {KubeconfigForm | undefined} form
   * @param {Now} now
   */
  kubeconfig(clusters, form, now) {
    const { wall, tick } = clocks(now);
    return value(this.#alive().kubeconfig(asked(clusters, form), wall, tick));
  }

  /** @returns {Activity[]} */
  activity() {
    return JSON.parse(this.#alive().activity());
  }

  /** @param {Now} now */
  report(now) {
    const { wall, tick } = clocks(now);
    return this.#alive().report(wall, tick);
  }

  /** @returns {Snapshot} */
  snapshot() {
    return JSON.parse(this.#alive().snapshot());
  }

  dispose() {
    this.#core?.free();
    this.#core = undefined;
    this.#sent.clear();
  }

  [Symbol.dispose]() {
    this.dispose();
  }

  #alive() {
    if (!this.#core) throw disposed('machine');
    return this.#core;
  }

  /**
   * An input as the wasm reads it: JSON, and bytes beside it.
   *
   * @param {Input} input
   * @param {Clocks} received
   * @returns {[text: string, bytes: Uint8Array]}
   */
  #written(input, received) {
    if (typeof input !== 'object' || input === null) throw fault('input', 'must be an object with a `type`');
    switch (input.type) {
      case 'open': {
        const { config, ...rest } = input;
        if ((config === undefined) === (input.configUrl === undefined)) throw fault('config', 'or `configUrl` must be there, and not both');
        return [JSON.stringify(rest), new TextEncoder().encode(config === undefined ? '' : JSON.stringify(config))];
      }
      case 'sign-in': {
        const { entropy, ...rest } = input;
        return [JSON.stringify(rest), entropy];
      }
      case 'response': {
        const { body = '', headers, sent, ...rest } = input;
        const began = sent ? clocks(sent) : (this.#sent.get(input.id) ?? received);
        this.#sent.delete(input.id);
        const text = JSON.stringify({ ...rest, headers: named(headers), sent: began, received: input.received ? clocks(input.received) : received });
        return [text, typeof body === 'string' ? new TextEncoder().encode(body) : body];
      }
      default:
        return [JSON.stringify(input), NOTHING];
    }
  }
}

/**
 * @param {Now} now
 * @returns {Clocks}
 */
function clocks(now) {
  const { unixMillis: wall, monotonicMillis: tick } = now ?? {};
  if (!Number.isFinite(wall) || !Number.isFinite(tick)) throw fault('now', 'must have `unixMillis` and `monotonicMillis`');
  return { wall, tick };
}

/**
 * Headers by their names in lower case. Of one that is there several times the first is read.
 *
 * @param {Iterable<[string, string]> | Record<string, string | string[] | undefined>} [headers]
 */
function named(headers = {}) {
  /** @type {Record<string, string>} */
  const all = {};
  for (const [name, value] of Symbol.iterator in headers ? headers : Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) all[name.toLowerCase()] ??= first;
  }
  return all;
}

const NOTHING = new Uint8Array();
