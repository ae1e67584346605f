/** `<haulout-login>` in Vue's templates: its types, and an option for the compiler. */

import type { DefineComponent } from 'vue';

import type { Form, HauloutLoginEventMap, Theme } from './element.js';
import type { Config, Session } from './index.js';

/** For `compilerOptions: { isCustomElement }` of Vue's plugin: otherwise Vue looks for a component of this name. */
export function isCustomElement(tag: string): boolean;

/** The properties of `<haulout-login>`, and its events as `@haulout-credential` and the like. */
export interface HauloutLoginProps {
  configUrl?: string;
  config?: Config;
  session?: Session | null;
  cluster?: string;
  form?: Form;
  theme?: Theme;
  lang?: string;
  sections?: string;
  compact?: boolean;
  redirect?: boolean;
  ownSession?: boolean;
  exposeCredential?: boolean;
  onHauloutNavigate?: (event: HauloutLoginEventMap['haulout-navigate']) => void;
  onHauloutCredential?: (event: HauloutLoginEventMap['haulout-credential']) => void;
  onHauloutRenewing?: (event: HauloutLoginEventMap['haulout-renewing']) => void;
  onHauloutExpired?: (event: HauloutLoginEventMap['haulout-expired']) => void;
  onHauloutError?: (event: HauloutLoginEventMap['haulout-error']) => void;
}

declare module 'vue' {
  interface GlobalComponents {
    'haulout-login': DefineComponent<HauloutLoginProps>;
  }
}
