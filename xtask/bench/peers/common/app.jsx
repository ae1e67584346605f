// The page of both peers. `hooks` is React's or Preact's package, by an alias of the build.

import { useEffect, useState } from 'hooks';

import { configuration } from './configuration.js';
import { keepCredentials } from './credentials.js';
import { download, kubeconfig, timeLeft } from './kubeconfig.js';

const { clusters, title } = configuration;

export function App({ failure, issuer, signIn, signedIn }) {
  return (
    <main>
      <h1>{title}</h1>
      {failure && <p role="alert">{failure.message}</p>}
      {signedIn ? <Clusters issuer={issuer} /> : <SignIn signIn={signIn} />}
    </main>
  );
}

function SignIn({ signIn }) {
  const [error, setError] = useState();
  const press = () => {
    // The bench measures when a press has an effect, which may be a request that nothing on the page shows.
    performance.mark('sign-in');
    signIn().catch(setError);
  };
  return (
    <section>
      <p>Sign in to get kubeconfigs for your clusters.</p>
      <button id="sign-in" type="button" onClick={press}>Sign in</button>
      {error && <p role="alert">{error.message}</p>}
    </section>
  );
}

function Clusters({ issuer }) {
  const [results, setResults] = useState({});
  const [selected, setSelected] = useState(clusters[0]);
  useEffect(() => {
    keepCredentials(clusters, issuer, (id, result) => setResults((all) => ({ ...all, [id]: result })));
  }, []);
  const { credential } = results[selected.id] ?? {};
  return (
    <>
      <section>
        <ul>
          {clusters.map((cluster) => (
            <Row key={cluster.id} cluster={cluster} result={results[cluster.id]} onSelect={setSelected} />
          ))}
        </ul>
      </section>
      {credential && <Export cluster={selected} credential={credential} />}
    </>
  );
}

function Row({ cluster, result, onSelect }) {
  return (
    <li>
      <button type="button" onClick={() => onSelect(cluster)}>{cluster.name}</button>
      {result?.error ? <span role="alert">{result.error.message}</span> : result ? 'ready' : 'waiting'}
    </li>
  );
}

function Export({ cluster, credential }) {
  const text = kubeconfig(cluster, credential);
  return (
    <section>
      <h2>{cluster.name}</h2>
      <p>The certificate expires in <Countdown credential={credential} />.</p>
      <button type="button" onClick={() => navigator.clipboard.writeText(text)}>Copy kubeconfig</button>{' '}
      <button type="button" onClick={() => download(cluster, credential)}>Download</button>
      <pre>{text}</pre>
    </section>
  );
}

/** A component of its own, so that a second passes without rendering anything else. */
function Countdown({ credential }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const interval = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(interval);
  }, []);
  return <span role="timer">{timeLeft(credential, now)}</span>;
}
