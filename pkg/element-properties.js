// @ts-check
/** @file The properties of the element that reflect its attributes. */

/**
 * Properties that reflect attributes: name and whether it is boolean.
 *
 * @type {Record<string, [string, boolean]>}
 */
export const REFLECTED = {
  configUrl: ['config-url', false],
  cluster: ['cluster', false],
  form: ['form', false],
  theme: ['theme', false],
  sections: ['sections', false],
  compact: ['compact', true],
  redirect: ['redirect', true],
  ownSession: ['own-session', true],
  exposeCredential: ['expose-credential', true],
};

/**
 * Defines these properties.
 *
 * @param {any} prototype
 */
export function reflect(prototype) {
  for (const [name, [attribute, is]] of Object.entries(REFLECTED)) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get() {
        return is ? this.hasAttribute(attribute) : this.getAttribute(attribute);
      },
      set(value) {
        if (is) this.toggleAttribute(attribute, Boolean(value));
        else if (value == null) this.removeAttribute(attribute);
        else this.setAttribute(attribute, value);
      },
    });
  }
}
