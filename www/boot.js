//! Inlined into the document, so that it runs even if other files fail to load. It hides an authorization code, applies
//! preferences, and keeps what the user does before the program has loaded. Until the program has rendered the page, it
//! shows errors and a link to try again.

{
  const { href, pathname, search } = location;
  const parameters = new URLSearchParams(search);
  if (parameters.has('code') && parameters.has('state')) {
    // For init.js. It takes several requests until the code is redeemed, and people copy the address meanwhile.
    globalThis.callbackUrl = href;
    history.replaceState(null, '', pathname);
  }

  /** The preferences in the cookie, which src/browser/preferences.rs describes. */
  const readPreferences = () => new URLSearchParams(/(?:^|; )haulout-preferences=([^;]*)/.exec(document.cookie)?.[1]);
  const theme = readPreferences().get('theme');
  // Without a theme, the style follows the system.
  if (theme) document.documentElement.dataset.theme = theme;

  /** The content that the program replaces. */
  const boot = () => document.querySelector('#haulout > .boot');

  // All elements exist, and no module script has run yet.
  document.addEventListener('readystatechange', () => {
    if (document.querySelector('script[fetchpriority="high"]')) document.head.append(document.getElementById('preloads').content);
    const provider = readPreferences().get('provider');
    for (const radio of boot()?.querySelectorAll('[name=identity_provider]') ?? []) {
      if (radio.value === provider) radio.checked = true;
    }
  }, { once: true });

  // The form may be sent before the program could store the choice.
  addEventListener('change', ({ target }) => {
    if (!target.matches('.boot [name=identity_provider]')) return;
    const preferences = readPreferences();
    preferences.set('provider', target.value);
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `haulout-preferences=${preferences}; Path=${new URL('.', href).pathname}; Max-Age=31536000; SameSite=Lax${secure}`;
  });

  // In a form the button needs no program. Else the press waits for it: init.js passes it on.
  addEventListener('click', ({ target }) => {
    const button = target.closest?.('.boot #haulout-sign-in');
    if (!button || button.form) return;
    globalThis.pressed = true;
    busy(button);
    dispatchEvent(new Event('haulout-pressed'));
  });
  /** Shows that the button works, and returns what ends that. The text node stays, because the program may own it. */
  const busy = (button) => {
    const { firstChild: text, dataset } = button;
    const label = text.data;
    button.ariaBusy = 'true';
    text.data = dataset.busy;
    return () => {
      button.ariaBusy = null;
      text.data = label;
    };
  };

  // A press whose element is replaced before it ends is no click. init.js waits for the end.
  let timer;
  const endIn = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      globalThis.pressing = false;
      dispatchEvent(new Event('haulout-released'));
    }, milliseconds);
  };
  const begin = ({ target }) => {
    if (!target.closest?.('.boot')) return;
    globalThis.pressing = true;
    // Its end may happen in another window.
    endIn(2000);
  };
  // On a touch screen, the click follows the end as an event of its own.
  const end = () => globalThis.pressing && endIn(100);
  for (const name of ['pointerdown', 'keydown']) addEventListener(name, begin);
  for (const name of ['pointerup', 'pointercancel', 'keyup']) addEventListener(name, end);

  // A script gets the URL as JSON, which saves the document that leads a form there. If that fails, the response to the
  // form says why. The browser leaves the page and ends its requests, which init.js must not report.
  addEventListener('submit', (event) => {
    event.preventDefault();
    if (globalThis.submitted) return;
    globalThis.submitted = globalThis.pressing = true;
    clearTimeout(timer);
    const { target: form, submitter } = event;
    const end = busy(submitter);
    fetch(form.action, {
      method: 'POST',
      headers: { 'haulout-request': '1' },
      body: new URLSearchParams(new FormData(form)),
      signal: AbortSignal.timeout(10_000),
    })
      .then((response) => response.json())
      .then(({ url }) => {
        location.assign(new URL(url));
        // If the user stops the browser on its way, the page works again.
        addEventListener('haulout-released', () => {
          globalThis.submitted = false;
          end();
        }, { once: true });
        endIn(2000);
      })
      .catch(() => form.submit());
  });
  // The way back from the issuer can restore the page as it was left.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && globalThis.submitted) location.reload();
  });

  /** Browser extensions run in the page as well, and their errors are ignored. */
  const isOurs = (url) => new URL(url, location.href).origin === location.origin;

  const show = (event, report) => {
    const replaced = boot();
    // Once the program has rendered the page, it reports errors itself.
    if (!replaced) return;
    const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
    const section = Object.assign(document.createElement('section'), { className: 'card narrow fatal error-card' });
    section.append(
      element('h2', 'This page could not start'),
      element('p', 'A part of its program did not load, or belongs to another version. The cause can be an old browser, or a network that blocks or changes files.'),
      element('pre', report),
      Object.assign(element('a', 'Start again'), { href: '' }),
    );
    const form = replaced.querySelector('form');
    if (form) {
      // Signing in needs no program, so the form stays.
      replaced.querySelector('.fatal')?.remove();
      form.closest('section').after(section);
    } else {
      const main = document.createElement('main');
      main.append(section);
      replaced.parentNode.replaceChildren(main);
    }
    // Loading the page again continues the sign-in.
    if (globalThis.callbackUrl) history.replaceState(null, '', callbackUrl);
    // The error is handled, so the console does not report it.
    event.preventDefault();
  };

  const onError = (event) => {
    const { target, filename, error, message } = event;
    if (target instanceof HTMLScriptElement) {
      if (isOurs(target.src)) show(event, `${target.src}, or a script that it imports, did not load`);
    } else if (target === window && (!filename || isOurs(filename))) {
      show(event, error ? `${error.name}: ${error.message}` : message);
    }
  };

  // Error events of elements do not bubble, but they can be captured.
  addEventListener('error', onError, true);
}
