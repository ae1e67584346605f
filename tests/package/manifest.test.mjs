//! Tests the content of the package, and its manifest for Node, bundlers and TypeScript.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { files, project, run, tarball } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const installed = join(project, 'node_modules/haulout');
const read = (path) => readFileSync(join(installed, path), 'utf8');
const manifest = JSON.parse(read('package.json'));

/** npm adds these to the manifest's `files`. */
const ADDED = ['LICENSE', 'README.md', 'package.json'];
const FILES = [
  ...['callback.d.ts', 'callback.js', 'conditions.js', 'custom-elements.json', 'define.d.ts', 'define.js', 'element-properties.js', 'element-root.js'],
  ...['element-session.js', 'element-setup.js', 'element.d.ts', 'element.js'],
  ...['embed.d.ts', 'embed.js', 'errors.js', 'index.d.ts', 'index.js', 'login-attempt.js', 'members.js', 'options.js', 'popup-page.js', 'popup.js'],
  ...['react.d.ts', 'react.js', 'session.js', 'snapshot.d.ts', 'svelte.d.ts', 'svelte.js', 'vue.d.ts', 'vue.js', 'worker.js'],
  ...['dist/docs/embedding.md', 'dist/docs/errors.md'],
  ...['dist/element/haulout.js', 'dist/element/haulout_bg.wasm', 'dist/element/style.js'],
  ...['dist/haulout.js', 'dist/haulout_bg.wasm', 'dist/worker.js'],
];
/** Two WebAssembly files of 423,000 and 836,000 bytes, and all other files, two documents among them, with less than 260,000 bytes. */
const MOST_BYTES = { size: 625_000, unpackedSize: 1_525_000 };

test('the package has exactly the expected files', () => {
  assert.deepEqual(files.toSorted(), [...ADDED, ...FILES].toSorted());
  assert.deepEqual(manifest.files.toSorted(), FILES.toSorted());
});

test('the package is within its size limits', () => {
  for (const [what, most] of Object.entries(MOST_BYTES)) {
    assert.ok(tarball[what] <= most, `${what}: ${tarball[what]}`);
  }
});

test('each entry point has types, and both files are in the package', () => {
  const { './package.json': itself, ...entries } = manifest.exports;
  assert.equal(itself, './package.json');
  for (const [entry, targets] of Object.entries(entries)) {
    assert.deepEqual(Object.keys(targets), ['types', 'default'], entry);
    for (const target of Object.values(targets)) assert.ok(files.includes(target.slice(2)), target);
  }
});

test('every file is an entry point or is imported by one', () => {
  const named = new Set(Object.values(manifest.exports).flatMap((targets) => Object.values(targets)));
  named.add(`./${manifest.customElements}`);
  for (const path of named) {
    if (!/\.[jt]s$/.test(path)) continue;
    for (const [, other] of read(path).matchAll(/["'](\.\.?\/[\w./-]+)["']/g)) {
      const place = join(dirname(path), other);
      const file = path.endsWith('.d.ts') ? place.replace(/\.js$/, '.d.ts') : place;
      // The glue names a module for bundlers with WebAssembly support, which is not in the package.
      if (files.includes(file)) named.add(`./${file}`);
    }
  }
  // Documents are named in comments.
  for (const file of FILES) assert.ok(named.has(`./${file}`) || file.endsWith('.md'), file);
});

test('every entry point can be imported by its public name in Node', () => {
  // React is the host's, and may be absent.
  const entries = Object.keys(manifest.exports).filter((entry) => !['./package.json', './react'].includes(entry));
  const names = entries.map((entry) => `haulout${entry.slice(1)}`);
  const imports = names.map((name) => `Object.keys(await import('${name}')).length > 0`);
  assert.equal(run(`console.log([${imports}].join());`), names.map(() => true).join());
});

test('every document that the types name is in the package', () => {
  const named = files.filter((file) => file.endsWith('.d.ts')).flatMap((file) => [...read(file).matchAll(/[\w./-]+\.md/g)].map(([path]) => path));
  assert.ok(named.length > 1);
  for (const path of named) assert.ok(files.includes(path), path);
});

test('the manifest names the homepage, the repository and where to report bugs', () => {
  for (const url of [manifest.homepage, manifest.bugs, manifest.repository.url.replace(/^git\+/, '')]) assert.match(url, /^https:\/\//);
  assert.equal(manifest.repository.directory, 'pkg');
});

test('npm installs the tarball into a project, and the project imports it', () => {
  const other = mkdtempSync(join(tmpdir(), 'haulout-install-'));
  try {
    writeFileSync(join(other, 'package.json'), '{"private":true,"type":"module"}');
    const options = { cwd: other, encoding: 'utf8', shell: false };
    execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball.path], options);
    const script = "const { Session, init } = await import('haulout'); await init(); console.log(typeof Session.create)";
    assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', script], options).trim(), 'function');
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

test('publint reports no problems', async () => {
  const { messages } = await publint({ pkgDir: installed, level: 'suggestion', strict: true, pack: false });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

test('types resolve everywhere except in CommonJS and before Node 12', async () => {
  const data = new Uint8Array(readFileSync(tarball.path));
  const { problems, types } = await checkPackage(createPackageFromTarballData(data));
  assert.equal(types.kind, 'included');
  const expected = ({ kind, resolutionKind }) => kind === 'CJSResolvesToESM' || (kind === 'NoResolution' && resolutionKind === 'node10');
  assert.deepEqual(problems.filter((problem) => !expected(problem)), []);
});

test('the package has the version and the licence of the workspace', () => {
  const [, version] = readFileSync(join(root, 'Cargo.toml'), 'utf8').match(/\[workspace\.package\]\nversion = "(.+)"/);
  assert.equal(manifest.version, version);
  assert.equal(read('LICENSE'), readFileSync(join(root, 'LICENSE'), 'utf8'));
});
