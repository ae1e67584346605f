/** Registers `<haulout-login>`. Where there is no DOM, or where it is registered already, nothing happens. */

export { HauloutLogin } from './element.js';
