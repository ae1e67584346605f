// @ts-check
/** @file Names of members that only other files of this package use. */

export const OPEN = Symbol('open');
export const READY = Symbol('ready');
export const START = Symbol('start');
export const WINDOWS = Symbol('windows');
