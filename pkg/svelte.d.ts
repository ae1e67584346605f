/** `<haulout-login>` in Svelte's markup: its types. Importing this file registers the element. */

import type { HTMLAttributes } from 'svelte/elements';

import type { Form, HauloutLogin, HauloutLoginEventMap, Theme } from './element.js';
import type { Config, Session } from './index.js';

export { HauloutLogin } from './element.js';

/** The attributes of `<haulout-login>`. */
export interface HauloutLoginAttributes extends HTMLAttributes<HauloutLogin> {
  'config-url'?: string;
  config?: Config;
  session?: Session | null;
  cluster?: string;
  form?: Form;
  theme?: Theme;
  sections?: string;
  compact?: boolean;
  redirect?: boolean;
  'own-session'?: boolean;
  'expose-credential'?: boolean;
  'onhaulout-navigate'?: (event: HauloutLoginEventMap['haulout-navigate']) => void;
  'onhaulout-credential'?: (event: HauloutLoginEventMap['haulout-credential']) => void;
  'onhaulout-renewing'?: (event: HauloutLoginEventMap['haulout-renewing']) => void;
  'onhaulout-expired'?: (event: HauloutLoginEventMap['haulout-expired']) => void;
  'onhaulout-error'?: (event: HauloutLoginEventMap['haulout-error']) => void;
}

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'haulout-login': HauloutLoginAttributes;
  }
}
