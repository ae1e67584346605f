//! Packs the package and installs it into the `node_modules` of a temporary project, as consumers do.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { install } from './pack.mjs';

/** The temporary project. */
export const project = mkdtempSync(join(tmpdir(), 'haulout-consumer-'));
process.on('exit', () => rmSync(project, { recursive: true, force: true }));

/** The tarball: its path, and the sizes of it and its contents. */
export const tarball = install(project);

/** The paths of the files in the package. */
export const { files } = tarball;

const entry = createRequire(join(project, 'consumer.js')).resolve('haulout');
export const { Session, init } = await import(pathToFileURL(entry));

/**
 * Runs a script in its own process, because loading happens once, and returns the output after the script has ended.
 */
export function run(script) {
  const { error, status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: project,
    encoding: 'utf8',
    timeout: PATIENCE_MILLIS,
  });
  assert.equal(error, undefined, `${stdout}${stderr}`);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

/** Longer than anything here takes, and shorter than a run of tests may. */
const PATIENCE_MILLIS = 30_000;
