//! Loads the wasm whose hash was fixed when this file was built, and mounts the portal.

import init, { mountPortal } from '{{asset:haulout.js}}';

const wasm = new URL('{{asset:haulout_bg.wasm}}', import.meta.url);
const worker = new URL('{{asset:worker.js}}', import.meta.url).href;
let trusted;
const startWorker = () => {
  // The page's policy takes no address of a script but from here.
  trusted ??= globalThis.trustedTypes?.createPolicy('haulout-worker', { createScriptURL: () => worker });
  return new Worker(trusted?.createScriptURL('') ?? worker);
};
const folder = async (act, ...rest) => {
  // Whoever never chose a folder does not load what it takes.
  if (act === 'recall' && !(await indexedDB.databases()).some(({ name }) => name === 'haulout')) return;
  return (await import('{{later:folder.js}}'))[act](...rest);
};

/** Whether this window was opened for a sign-in only, and its opener took what the issuer said. */
const isTaken = async () => isPopup() && (await import('{{later:callback.js}}')).completePopup();
const isPopup = () => {
  try {
    return 'haulout.popup' in sessionStorage;
  } catch {
    return false; // Storage is forbidden, and nothing was left in it.
  }
};

/** The WebAssembly; what a failed request is rejected with does not say which one it was. */
const program = () =>
  fetch(wasm, { integrity: '{{integrity:haulout_bg.wasm}}' }).catch((cause) => {
    throw new Error(`${wasm} did not load`, { cause });
  });

try {
  if (!(await isTaken())) {
    await init({ module_or_path: program() });
    mountPortal(new URL('../config.json', import.meta.url).href, startWorker, folder);
  }
} catch (error) {
  reportError(error); // To boot.js.
}
