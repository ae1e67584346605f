import 'haulout/element/define';

const login = document.querySelector('haulout-login');
const ends = new Map();

login.addEventListener('haulout-credential', ({ detail }) => show(detail.cluster, detail.notAfter));
login.addEventListener('haulout-expired', ({ detail }) => show(detail.cluster, undefined));
login.addEventListener('haulout-error', ({ detail }) => console.warn(detail.code, detail.message));

function show(cluster, end) {
  ends.set(cluster, end);
  const items = [...ends].map(([cluster, end]) => {
    const item = document.createElement('li');
    item.textContent = end ? `${cluster}: signed in until ${new Date(end).toLocaleTimeString()}` : `${cluster}: signed out`;
    return item;
  });
  document.querySelector('#credentials').replaceChildren(...items);
}
