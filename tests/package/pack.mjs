//! Packs the package as for a registry, and unpacks it into the `node_modules` of a project.

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../pkg/', import.meta.url));

/**
 * Installs the package into a project, and returns npm's description of the tarball, which is in the project as well.
 */
export function install(project) {
  const target = join(project, 'node_modules/haulout');
  mkdirSync(target, { recursive: true });
  const answer = execFileSync('npm', ['pack', '--json', '--pack-destination', project], {
    cwd: source,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(answer);
  const path = join(project, packed.filename);
  execFileSync('tar', ['-xzf', path, '-C', target, '--strip-components=1']);
  return { path, size: packed.size, unpackedSize: packed.unpackedSize, files: packed.files.map((file) => file.path) };
}
