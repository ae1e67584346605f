//! Loads the WebAssembly, whose hash is fixed at build time, and mounts the portal.

const wasm = new URL('{{asset:haulout_bg.wasm}}', import.meta.url);
const glue = new URL('{{asset:haulout.js}}', import.meta.url);
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
const popupCompleted = async () => isPopup() && (await import('{{later:popup-page.js}}')).completePopup(globalThis.callbackUrl);
const isPopup = () => {
  try {
    return 'haulout.popup' in sessionStorage;
  } catch {
    return false; // Storage is denied, so it has no item of a popup.
  }
};

/** Whether the page works without the program, which then does not compete with the first paint. */
const canWait = () => document.querySelector('script[fetchpriority="low"]') && !globalThis.pressed;
const painted = () =>
  new Promise((resolve) => {
    // A hidden page is not painted.
    if (document.hidden) resolve();
    addEventListener('haulout-pressed', resolve);
    requestAnimationFrame(() => setTimeout(resolve));
  });

/** Until the user has finished pressing a button that `mountPortal` replaces. */
const released = () =>
  new Promise((resolve) => {
    if (globalThis.pressing) addEventListener('haulout-released', resolve, { once: true });
    else resolve();
  });

/** The error names the URL, which the rejections of `fetch` and of some browsers' `import` do not. */
const named = (url) => (cause) => {
  throw new Error(`${url} did not load`, { cause });
};
const fetchProgram = () =>
  fetch(wasm, { integrity: '{{integrity:haulout_bg.wasm}}', priority: canWait() ? 'low' : 'high' }).catch(named(wasm));

try {
  if (!(await popupCompleted())) {
    if (canWait()) await painted();
    const program = fetchProgram();
    program.catch(() => {}); // It may fail before `init` awaits it.
    const { default: init, mountPortal } = await import('{{asset:haulout.js}}').catch(named(glue));
    await init({ module_or_path: program });
    await released();
    mountPortal(new URL('../config.json', import.meta.url).href, startWorker, folder, globalThis.callbackUrl, globalThis.pressed);
  }
  delete globalThis.callbackUrl;
} catch (error) {
  if (!globalThis.submitted) reportError(error); // Handled by boot.js.
}
