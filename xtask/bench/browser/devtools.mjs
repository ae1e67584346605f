// Chromium over the Chrome DevTools Protocol, by two pipes.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A browser with a new profile. */
export class Chromium {
  #answers = new Map();
  #buffer = '';
  #listeners = new Map();
  #next = 1;
  #process;
  #profile = mkdtempSync(join(tmpdir(), 'haulout-bench-'));

  constructor(program) {
    const switches = [...SWITCHES, `--user-data-dir=${this.#profile}`, 'about:blank'];
    this.#process = spawn(program, switches, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const [, , , , output] = this.#process.stdio;
    output.setEncoding('utf8');
    output.on('data', (text) => this.#read(text));
    this.#process.on('exit', () => this.#fail('Chromium has exited'));
  }

  #read(text) {
    const messages = (this.#buffer + text).split('\0');
    this.#buffer = messages.pop();
    for (const message of messages) {
      const { error, id, method, params, result, sessionId } = JSON.parse(message);
      if (id === undefined) {
        this.#listeners.get(sessionId)?.(method, params);
        continue;
      }
      const { reject, resolve, what } = this.#answers.get(id);
      this.#answers.delete(id);
      error ? reject(new Error(`${what}: ${error.message}`)) : resolve(result);
    }
  }

  #fail(reason) {
    for (const { reject } of this.#answers.values()) {
      reject(new Error(reason));
    }
    this.#answers.clear();
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    const message = JSON.stringify({ id, method, params, sessionId });
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { reject, resolve, what: method });
      this.#process.stdio[3].write(`${message}\0`);
    });
  }

  /** Calls the function with each event of a session. */
  listen(sessionId, listener) {
    this.#listeners.set(sessionId, listener);
  }

  async close() {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.send('Browser.close').catch(() => {});
    await exited;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The stack tests' switches. */
const SWITCHES = [
  '--remote-debugging-pipe',
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--lang=en',
  '--window-size=1240,1000',
];
