// @ts-check
/** @file Registers `<haulout-login>`. Where there is no DOM, or where it is registered already, nothing happens. */

import { HauloutLogin } from './element.js';

const NAME = 'haulout-login';

if (globalThis.customElements && !customElements.get(NAME)) {
  customElements.define(NAME, HauloutLogin);
}

export { HauloutLogin };
