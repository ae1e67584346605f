/** Registers `<haulout-login>`, unless there is no DOM or the element is registered already. */

export { HauloutLogin } from './element.js';
