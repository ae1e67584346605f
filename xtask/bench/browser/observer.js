// Runs in every page before its own scripts, and reports when something is there. `haulout_bench` is the driver's.

(() => {
  const report = (event, more = {}) => {
    globalThis.haulout_bench?.(JSON.stringify({ event, at: performance.now(), ...more }));
  };
  const once = (find, then) => {
    const look = () => {
      const found = find();
      if (found) {
        watch.disconnect();
        then(found);
      }
    };
    const watch = new MutationObserver(look);
    const options = { attributes: true, characterData: true, childList: true, subtree: true };
    watch.observe(document, options);
    look();
  };
  const button = () => {
    const found = document.querySelector(SIGN_IN);
    return found && !found.disabled && found.checkVisibility() ? found : null;
  };
  /** Presses until the page reacts, because a press before the handler is attached may be lost. */
  const press = () => {
    const found = button();
    if (left || !found) {
      return;
    }
    report('press');
    found.click();
    setTimeout(press, PRESS_AGAIN_MILLISECONDS);
  };

  let left = false;
  let pressing = false;
  // The first reaction: the page leaves, or asks its server how to, or its handler runs.
  const react = (how, at = performance.now()) => {
    if (pressing && !left) {
      left = true;
      report('reaction', { how, at });
    }
  };
  navigation.addEventListener('navigate', ({ destination }) => {
    if (!destination.sameDocument) {
      react('navigate');
    }
  });
  const { fetch } = globalThis;
  globalThis.fetch = (resource, options) => {
    const method = options?.method ?? resource?.method ?? 'GET';
    if (method !== 'GET') {
      react('fetch');
    }
    return fetch(resource, options);
  };
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntriesByName('sign-in')) {
      react('handler', startTime);
    }
  }).observe({ type: 'mark' });

  // The heap's size does not include the memory of WebAssembly.
  const memories = [];
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...program) => {
      const result = await original(...program);
      memories.push(...Object.values((result.instance ?? result).exports));
      return result;
    };
  }
  globalThis.haulout_wasm_bytes = () => memories
    .filter((value) => value instanceof WebAssembly.Memory)
    .reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

  if (location.pathname === '/') {
    once(button, () => {
      report('button');
      if (PRESSES) {
        // After the frame in which the button is painted, because a user presses only a visible button.
        requestAnimationFrame(() => setTimeout(() => {
          pressing = true;
          press();
        }));
      }
    });
  }
  if (location.pathname === '/callback') {
    // Without the redirects that lead to the page.
    const since = () => performance.getEntriesByType('navigation')[0].fetchStart;
    once(() => document.querySelector(ROW), () => report('row', { since: since() }));
    once(kubeconfig, () => report('kubeconfig', { since: since() }));
  }

  function kubeconfig() {
    const texts = [...document.querySelectorAll('pre, code, textarea')];
    if (texts.some((text) => text.textContent.includes('client-certificate-data'))) {
      return true;
    }
    const buttons = [...document.querySelectorAll('button')];
    return buttons.some((found) => !found.disabled && /^(copy|download)/i.test(found.textContent.trim()));
  }

  const PRESS_AGAIN_MILLISECONDS = 100;
  // `SIGN_IN`, `ROW` and `PRESSES` are constants that the driver puts before this script.
})();
