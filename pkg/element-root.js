// @ts-check
/** @file The roots that elements render into, which are reused, and the content without WebAssembly. */

import style from './dist/element/style.js';

/** @import { Program, Session } from './element-session.js' */

/**
 * Roots that no element uses. They are reused, because the renderer never releases one.
 *
 * @type {RenderRoot[]}
 */
const idle = [];

/** An element to render into. Its event listeners are removed while no element uses it. */
export class RenderRoot {
  root = document.createElement('div');
  /** @type {[string, any, any][]} */
  #listeners = [];
  #elementRoot;

  /** @param {Program} program */
  constructor({ ElementRoot }) {
    this.root.className = 'haulout';
    this.root.addEventListener = (/** @type {any[]} */ ...listener) => {
      this.#listeners.push(/** @type {any} */ (listener));
      this.#apply('addEventListener', listener);
    };
    this.#elementRoot = new ElementRoot(this.root);
  }

  /** @param {Program} program */
  static take(program) {
    const renderRoot = idle.pop();
    if (!renderRoot) return new RenderRoot(program);
    for (const listener of renderRoot.#listeners) renderRoot.#apply('addEventListener', listener);
    return renderRoot;
  }

  /**
   * @param {Session} session
   * @param {number} number
   * @param {object} options
   */
  show(session, number, options) {
    this.#elementRoot.show(/** @type {any} */ (session)[Symbol.for('haulout.core')], number, options);
  }

  release() {
    this.#elementRoot.clear();
    this.root.remove();
    for (const listener of this.#listeners) this.#apply('removeEventListener', listener);
    idle.push(this);
  }

  /**
   * @param {'addEventListener' | 'removeEventListener'} method
   * @param {any[]} listener
   */
  #apply(method, listener) {
    EventTarget.prototype[method].apply(this.root, /** @type {any} */ (listener));
  }
}

/** @type {CSSStyleSheet | undefined} */
let sheet;

/**
 * Adds the style sheet, which all elements share. A constructed sheet is allowed by policies against inline styles.
 *
 * @param {ShadowRoot} root
 */
export function adoptStyle(root) {
  if (root.adoptedStyleSheets.length) return;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  root.adoptedStyleSheets = [sheet];
}

/**
 * The card that is shown until there is a session.
 *
 * @param {string} theme
 */
export function placeholder(theme) {
  const [card, root] = [element('div', 'card login', ''), element('div', 'haulout', '')];
  card.ariaBusy = 'true';
  card.append(element('p', 'progress', ''));
  root.dataset.theme = theme;
  root.append(card);
  return root;
}

/**
 * An error card, for errors that the WebAssembly cannot show.
 *
 * @param {HTMLElement[]} parts
 * @param {string} theme
 */
export function errorCard(parts, theme) {
  const [text, card, root] = [element('div', 'error-card fatal', ''), element('div', 'card login', ''), element('div', 'haulout', '')];
  text.role = 'alert';
  text.append(...parts);
  card.append(text);
  root.dataset.theme = theme;
  root.append(card);
  return root;
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string} text
 */
export function element(name, className, text) {
  const it = document.createElement(name);
  it.className = className;
  it.textContent = text;
  return it;
}
