//! Loads the WebAssembly, whose hash is fixed at build time, and mounts the portal.

import init, { mountPortal } from '{{asset:haulout.js}}';

const wasm = new URL('{{asset:haulout_bg.wasm}}', import.meta.url);
const worker = new URL('{{asset:worker.js}}', import.meta.url).href;
let policy;
const startWorker = () => {
  // The page's policy allows script URLs only from this Trusted Types policy.
  policy ??= globalThis.trustedTypes?.createPolicy('haulout-worker', { createScriptURL: () => worker });
  return new Worker(policy?.createScriptURL('') ?? worker);
};
const folder = async (name, ...rest) => {
  // If no folder was ever chosen, the script is not loaded.
  if (name === 'recall' && !(await indexedDB.databases()).some(({ name: database }) => database === 'haulout')) return;
  return (await import('{{later:folder.js}}'))[name](...rest);
};

/** Whether this window is a popup for a sign-in, and its opener has received the authorization response. */
const popupCompleted = async () => isPopup() && (await import('{{later:callback.js}}')).completePopup(globalThis.callbackUrl);
const isPopup = () => {
  try {
    return 'haulout.popup' in sessionStorage;
  } catch {
    return false; // Storage is denied, so it has no item of a popup.
  }
};

/** Fetches the WebAssembly. The error names the URL, which the rejection of `fetch` does not. */
const fetchProgram = () =>
  fetch(wasm, { integrity: '{{integrity:haulout_bg.wasm}}' }).catch((cause) => {
    throw new Error(`${wasm} did not load`, { cause });
  });

try {
  if (!(await popupCompleted())) {
    await init({ module_or_path: fetchProgram() });
    mountPortal(new URL('../config.json', import.meta.url).href, startWorker, folder, globalThis.callbackUrl);
  }
  delete globalThis.callbackUrl;
} catch (error) {
  reportError(error); // Handled by boot.js.
}
