// @ts-check
/** @file For Vue's compiler: `compilerOptions: { isCustomElement }`. */

/** @param {string} tag */
export const isCustomElement = (tag) => tag === 'haulout-login';
