// @ts-check
/** @file Registers the element for Svelte, which needs only types beyond that. */

export { HauloutLogin } from './define.js';
