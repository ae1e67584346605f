//! Inlined into the document, so that it runs even if other files fail to load. It hides an authorization code. Until
//! the program has rendered the page, it shows errors and a link to try again.

{
  const { href, pathname, search } = location;
  const parameters = new URLSearchParams(search);
  if (parameters.has('code') && parameters.has('state')) {
    // For init.js. It takes several requests until the code is redeemed, and people copy the address meanwhile.
    globalThis.callbackUrl = href;
    history.replaceState(null, '', pathname);
  }

  /** Browser extensions run in the page as well, and their errors are ignored. */
  const isOurs = (url) => new URL(url, location.href).origin === location.origin;

  const show = (event, report) => {
    const root = document.getElementById('haulout');
    // Once the program has rendered the page, it reports errors itself.
    if (!root?.querySelector('.boot')) return;
    const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
    const section = Object.assign(document.createElement('section'), { className: 'card narrow fatal error-card' });
    section.append(
      element('h2', 'This page could not start'),
      element('p', 'A part of its program did not load, or belongs to another version. The cause can be an old browser, or a network that blocks or changes files.'),
      element('pre', report),
      Object.assign(element('a', 'Start again'), { href: '' }),
    );
    const main = document.createElement('main');
    main.append(section);
    root.replaceChildren(main);
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
