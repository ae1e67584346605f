/** The redirect URI's page, when it is shown in the window of a popup sign-in. */

/**
 * Hands the page's URL to the page that opened this window for a sign-in, and closes the window; call it before anything
 * else. Needs no `init`, and loads nothing.
 *
 * @returns Whether somebody took it, in which case nothing is left to be done here. If not, the page is an ordinary one, or
 * the page that opened it is gone (asked for two seconds): go on with `Session.handleRedirect`.
 */
export function completePopup(): Promise<boolean>;

/** @internal What both windows know. */
export const channelOf: (state: string) => BroadcastChannel;
/** @internal */
export function isMessage(data: unknown, kind: { haulout: number; type: string }): data is { url: string };
/** @internal */
export const CALLBACK: { haulout: number; type: string };
/** @internal */
export const ACKNOWLEDGED: { haulout: number; type: string };
/** @internal */
export const POPUP_KEY: string;
/** @internal */
export const PENDING_KEY: string;
