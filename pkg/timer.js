// @ts-check
/** @file When to look again: at a deadline, and when the platform says that something changed. */

/** One deadline, kept by a worker: a page that nobody looks at has its own timers run once a minute. */
export class Timer {
  #act;
  /** @type {(() => Worker) | undefined} */
  #start;
  /** @type {Worker | undefined} */
  #worker;
  /** A script that is refused may say so late, and one that is on its way says nothing. */
  #heard = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timeout;

  /**
   * @param {() => void} act Called at the deadline or earlier: whoever is woken looks at the clock.
   * @param {() => Worker} start
   */
  constructor(act, start) {
    this.#act = act;
    this.#start = start;
  }

  hire() {
    if (this.#worker || !this.#start) return;
    try {
      const worker = (this.#worker = this.#start());
      worker.onmessage = () => {
        this.#heard = true;
        this.#act();
      };
      worker.onerror = () => {
        this.#start = undefined;
        this.dismiss();
        this.#act();
      };
    } catch {
      this.#start = undefined;
    }
  }

  dismiss() {
    if (this.#worker) {
      this.#worker.onmessage = this.#worker.onerror = null;
      this.#worker.terminate();
    }
    this.#worker = undefined;
    this.#heard = false;
  }

  /**
   * @param {number | undefined} deadline
   * @param {number} tick
   */
  arm(deadline, tick) {
    clearTimeout(this.#timeout);
    if (deadline === undefined) return;
    const wait = Math.min(Math.max(deadline - tick, 0), LONGEST_WAIT_MILLIS);
    this.#worker?.postMessage(wait);
    if (!this.#heard) this.#timeout = setTimeout(this.#act, wait);
  }

  end() {
    clearTimeout(this.#timeout);
    this.dismiss();
  }
}

/**
 * Says when the page is looked at again, and when the network goes and comes: deadlines may have passed meanwhile.
 *
 * @param {AbortSignal} signal
 * @param {(type: string) => void} feed
 */
export function listen(signal, feed) {
  /** @param {Event} event */
  const hear = (event) => {
    feed(event.type === 'online' || event.type === 'offline' ? event.type : 'woke');
    // Restored from the browser's memory: what was under way when the page was left is over.
    if ('persisted' in event && event.persisted) feed('retry');
  };
  for (const name of ['focus', 'pageshow', 'online', 'offline']) globalThis.addEventListener?.(name, hear, { signal });
  for (const name of ['visibilitychange', 'resume']) globalThis.document?.addEventListener(name, hear, { signal });
}

/**
 * A timer stands still while a computer sleeps. Looking this often, whoever wakes up notices within five seconds, also
 * where the platform tells nothing.
 */
const LONGEST_WAIT_MILLIS = 4_000;
