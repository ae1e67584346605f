/**
 * `<haulout-login>` for React 18 or newer: a component with typed properties and callbacks, and the type of the element
 * itself in JSX. Importing this file registers the element.
 */

import type { DetailedHTMLProps, ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from 'react';

import type { Form, HauloutLogin as Element, HauloutLoginEventMap, Theme } from './element.js';
import type { Config, Session } from './index.js';

export type { HauloutLogin as HauloutLoginElement, HauloutLoginEventMap } from './element.js';
export type * from './snapshot.js';

/** The properties of `HauloutLogin`. `HauloutLogin` of 'haulout/element' describes each. */
export interface HauloutLoginProps extends Omit<HTMLAttributes<Element>, 'onError'> {
  configUrl?: string | null;
  config?: Config;
  session?: Session | null;
  cluster?: string | null;
  form?: Form | null;
  theme?: Theme | null;
  sections?: string | null;
  compact?: boolean;
  redirect?: boolean;
  ownSession?: boolean;
  exposeCredential?: boolean;
  /** A sign-in is about to start. Call `preventDefault` to prevent it. */
  onNavigate?: (event: HauloutLoginEventMap['haulout-navigate']) => void;
  /** A cluster issued a certificate. **Secret** only with `exposeCredential`. */
  onCredential?: (event: HauloutLoginEventMap['haulout-credential']) => void;
  /** A certificate is about to be renewed. */
  onRenewing?: (event: HauloutLoginEventMap['haulout-renewing']) => void;
  /** A certificate expired without a renewal. */
  onExpired?: (event: HauloutLoginEventMap['haulout-expired']) => void;
  /** An error of one cluster, of the session, or of the element's setup. */
  onError?: (event: HauloutLoginEventMap['haulout-error']) => void;
}

/** The element as a component; its `ref` is the element. */
export const HauloutLogin: ForwardRefExoticComponent<HauloutLoginProps & RefAttributes<Element>>;

/** The attributes of `<haulout-login>` in JSX. */
export interface HauloutLoginAttributes extends DetailedHTMLProps<HTMLAttributes<Element>, Element> {
  class?: string;
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

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'haulout-login': HauloutLoginAttributes;
    }
  }
}
