//! Loads the wasm whose hash was fixed when this file was built, and mounts the portal.

import init, { mountPortal } from '{{asset:haulout.js}}';

const wasm = new URL('{{asset:haulout_bg.wasm}}', import.meta.url);
const worker = new URL('{{asset:worker.js}}', import.meta.url).href;
let policy;
const startWorker = () => {
  // The page's policy takes no address of a script but from here.
  policy ??= globalThis.trustedTypes?.createPolicy('haulout-worker', { createScriptURL: () => worker });
  return new Worker(policy?.createScriptURL('') ?? worker);
};
const folder = async (name, ...rest) => {
  // Whoever never chose a folder does not load what it takes.
  if (name === 'recall' && !(await indexedDB.databases()).some(({ name: database }) => database === 'haulout')) return;
  return (await import('{{later:folder.js}}'))[name](...rest);
};

/** Whether this window was opened for a sign-in only, and its opener took what the issuer said. */
const popupCompleted = async () => isPopup() && (await import('{{later:callback.js}}')).completePopup();
const isPopup = () => {
  try {
    return 'haulout.popup' in sessionStorage;
  } catch {
    return false; // Storage is forbidden, and nothing was left in it.
  }
};

/** The WebAssembly; what a failed request is rejected with does not say which one it was. */
const fetchProgram = () =>
  fetch(wasm, { integrity: '{{integrity:haulout_bg.wasm}}' }).catch((cause) => {
    throw new Error(`${wasm} did not load`, { cause });
  });

try {
  if (!(await popupCompleted())) {
    await init({ module_or_path: fetchProgram() });
    mountPortal(new URL('../config.json', import.meta.url).href, startWorker, folder);
  }
} catch (error) {
  reportError(error); // To boot.js.
}
