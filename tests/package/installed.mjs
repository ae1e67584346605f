//! The package as a consumer gets it: packed, and unpacked into the `node_modules` of a project of its own.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The project that has the package installed. */
export const project = mkdtempSync(join(tmpdir(), 'haulout-consumer-'));
process.on('exit', () => rmSync(project, { recursive: true, force: true }));

const source = fileURLToPath(new URL('../../pkg/', import.meta.url));
const answer = execFileSync('npm', ['pack', '--json', '--pack-destination', project], {
  cwd: source,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [packed] = JSON.parse(answer);

/** The paths of the files in the package. */
export const files = packed.files.map(({ path }) => path);

const target = join(project, 'node_modules/haulout');
mkdirSync(target, { recursive: true });
execFileSync('tar', ['-xzf', join(project, packed.filename), '-C', target, '--strip-components=1']);

const entry = createRequire(join(project, 'consumer.js')).resolve('haulout');
export const { Session, Subscription, init } = await import(pathToFileURL(entry));
