// @ts-check
/** @file `<haulout-login>` as a React component: properties instead of attributes, and callbacks instead of events. */

import { createElement, forwardRef, useImperativeHandle, useLayoutEffect, useRef } from 'react';

import './define.js';

/** @import { HauloutLogin as Element } from './element.js' */

/** The element's properties, each with the value that removes it. */
const PROPERTIES = {
  config: undefined,
  session: undefined,
  configUrl: null,
  cluster: null,
  form: null,
  theme: null,
  sections: null,
  compact: false,
  redirect: false,
  ownSession: false,
  exposeCredential: false,
};

/** @type {Record<string, string>} The element's events by their callbacks. */
const EVENTS = {
  onNavigate: 'haulout-navigate',
  onCredential: 'haulout-credential',
  onRenewing: 'haulout-renewing',
  onExpired: 'haulout-expired',
  onError: 'haulout-error',
};

export const HauloutLogin = forwardRef(function HauloutLogin(/** @type {Record<string, any>} */ props, outer) {
  const inner = /** @type {{ current: any }} */ (useRef(null));
  const latest = useRef(props);
  latest.current = props;
  useImperativeHandle(outer, () => inner.current);
  // Before the browser paints, so that the element starts with its configuration.
  useLayoutEffect(() => {
    for (const [name, absent] of Object.entries(PROPERTIES)) {
      const value = props[name] ?? absent;
      // Before any session is assigned, the property has the element's own.
      if (name === 'session' && !('session' in props)) continue;
      if (inner.current[name] !== value) inner.current[name] = value;
    }
  });
  useLayoutEffect(() => {
    /** @type {Element} */
    const element = inner.current;
    const listeners = Object.entries(EVENTS).map(([callback, event]) => {
      const listener = (/** @type {any} */ it) => latest.current[callback]?.(it);
      element.addEventListener(event, listener);
      return /** @type {const} */ ([event, listener]);
    });
    return () => listeners.forEach(([event, listener]) => element.removeEventListener(event, listener));
  }, []);
  const rest = Object.entries(props).filter(([name]) => !(name in PROPERTIES) && !(name in EVENTS));
  return createElement('haulout-login', { ...Object.fromEntries(rest), ref: inner });
});
