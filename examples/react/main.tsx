import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { type Code, HauloutLogin } from 'haulout/react';

function Clusters() {
  const [ends, setEnds] = useState<Record<string, string | undefined>>({});
  const [failure, setFailure] = useState<Code>();
  const settle = (cluster: string, end?: string) => {
    setEnds((ends) => ({ ...ends, [cluster]: end }));
    setFailure(undefined);
  };
  return (
    <main>
      <h1>Clusters</h1>
      <HauloutLogin
        configUrl="/haulout/config.json"
        onCredential={({ detail }) => settle(detail.cluster, detail.notAfter)}
        onExpired={({ detail }) => settle(detail.cluster)}
        onError={({ detail }) => setFailure(detail.code)}
      />
      {failure && <p role="alert">Something failed: {failure}</p>}
      <ul>
        {Object.entries(ends).map(([cluster, end]) => (
          <li key={cluster}>
            {cluster}: {end ? `signed in until ${new Date(end).toLocaleTimeString()}` : 'signed out'}
          </li>
        ))}
      </ul>
    </main>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Clusters />
  </StrictMode>,
);
