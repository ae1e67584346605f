//! Serves an example with Vite's development server, which forwards the gateway's path to the demo: `example.mjs NAME
//! DEMO…`, where the rest is the command that starts the demo.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createServer } from 'vite';

import { install } from '../../../tests/package/pack.mjs';

/** The gateway's path in all examples. */
const BASE_PATH = '/haulout';
/** Vite's usual port; if it is taken, Vite chooses the next one. */
const FIRST_PORT = 5173;
/** Shorter than a person notices. */
const RETRY_MILLIS = 100;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const [name, ...demo] = process.argv.slice(2);

/** Inside the workspace, so that other packages resolve to the versions in its lock file. */
const project = join(root, 'target/demo', name);
rmSync(project, { recursive: true, force: true });
mkdirSync(project, { recursive: true });
cpSync(join(root, 'examples', name), project, { recursive: true });
install(project);

const [gateway, backend] = [await freePort(), await freePort()];
const vite = await createServer({
  root: project,
  server: {
    host: 'localhost',
    port: FIRST_PORT,
    proxy: { [BASE_PATH]: `http://127.0.0.1:${gateway}`, '/api': `http://127.0.0.1:${backend}` },
  },
  // Vite would move the package's scripts away from its WebAssembly and its worker.
  optimizeDeps: { exclude: ['haulout'] },
});
await vite.listen();
const origin = `http://localhost:${vite.httpServer.address().port}`;

const clusters = join(project, 'clusters.json');
const place = ['--port', String(gateway), '--base-path', BASE_PATH, '--page-origin', origin, '--clusters-file', clusters];
const [command, ...rest] = demo;
const children = [spawn(command, [...rest, ...place], { stdio: 'inherit' })];
children[0].on('exit', (code) => stop(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => children.forEach((child) => child.kill(signal)));

await reachable(gateway);
const server = join(project, 'server.mjs');
if (existsSync(server)) children.push(spawn(process.execPath, [server, clusters, String(backend)], { stdio: 'inherit' }));
console.log(`\nThe example \`${name}\` is at  ${origin}/`);
console.log(`Its files are in ${project}; changes to them show at once.`);

async function stop(code) {
  for (const child of children) child.kill();
  await vite.close();
  process.exit(code);
}

/** A port that nothing listens on. */
function freePort() {
  return new Promise((resolve) => {
    const probe = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Resolves when the demo answers. */
async function reachable(port) {
  for (;;) {
    const answered = await fetch(`http://127.0.0.1:${port}${BASE_PATH}/config.json`).then(({ ok }) => ok, () => false);
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
  }
}
