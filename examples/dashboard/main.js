import 'haulout/element/define';

const login = document.querySelector('haulout-login');
const namespaces = document.querySelector('#namespaces');
const clusters = await (await fetch('/api/clusters')).json();

document.querySelector('nav').replaceChildren(...clusters.map((id) => Object.assign(document.createElement('a'), { href: `#${id}`, textContent: id })));

async function load() {
  const { cluster, session } = login;
  const known = session?.snapshot().clusters?.find(({ id, notAfter }) => id === cluster && notAfter);
  if (!known) return list([]);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`/api/clusters/${cluster}/namespaces`, { method: 'POST', headers, body: JSON.stringify(session.credential(cluster)) });
  if (cluster === login.cluster) list(answer.ok ? await answer.json() : [`The cluster answered ${answer.status}`]);
}

function list(names) {
  namespaces.replaceChildren(...names.map((name) => Object.assign(document.createElement('li'), { textContent: name })));
}

function visit() {
  login.cluster = location.hash.slice(1) || clusters[0];
  document.querySelector('h1').textContent = login.cluster;
  load();
}

for (const event of ['haulout-credential', 'haulout-expired']) login.addEventListener(event, load);
addEventListener('hashchange', visit);
visit();
