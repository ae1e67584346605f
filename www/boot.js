//! Stands in the document itself, so that it runs whatever does not load. As long as the program has not taken the page
//! over, it shows what failed and a way to try again.

{
  /** Browser extensions run in the page, too, and have errors of their own. */
  const isOurs = (url) => new URL(url, location.href).origin === location.origin;

  const show = (event, report) => {
    const root = document.getElementById('haulout');
    // Once the program has drawn the page, it reports its failures itself.
    if (!root?.querySelector('.boot')) return;
    const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
    const section = Object.assign(document.createElement('section'), { className: 'card narrow fault said' });
    section.append(
      element('h2', 'This page could not start'),
      element('p', 'A part of its program did not load, or is not the one that belongs to this page. An old browser, or a network that blocks or changes files, can be the cause.'),
      element('pre', report),
      Object.assign(element('a', 'Start again'), { href: '' }),
    );
    const main = document.createElement('main');
    main.append(section);
    root.replaceChildren(main);
    // It is handled, so the console need not have it as well.
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

  // The event of an element does not bubble; it can be captured.
  addEventListener('error', onError, true);
}
