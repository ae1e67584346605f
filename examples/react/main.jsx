import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'haulout/element/define';

function Clusters() {
  const [ends, setEnds] = useState({});
  const [failure, setFailure] = useState();
  const settle = ({ detail }) => {
    setEnds((ends) => ({ ...ends, [detail.cluster]: detail.notAfter }));
    setFailure(undefined);
  };
  return (
    <main>
      <h1>Clusters</h1>
      <haulout-login
        config-url="/haulout/config.json"
        onhaulout-credential={settle}
        onhaulout-expired={settle}
        onhaulout-error={({ detail }) => setFailure(detail.code)}
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

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Clusters />
  </StrictMode>,
);
