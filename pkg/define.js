// @ts-check
/** @file Registers `<haulout-login>`, unless there is no DOM or the element is registered already. */

import { HauloutLogin } from './element.js';

const NAME = 'haulout-login';

if (globalThis.customElements && !customElements.get(NAME)) {
  customElements.define(NAME, HauloutLogin);
}

export { HauloutLogin };
