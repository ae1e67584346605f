//! Builds consumers of the packed package: `build.mjs OUT TOOL=FOLDER…` writes each to `OUT/<name>`, where the name is
//! the folder's or, for `tests/consumers/*`, the tool's.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { install } from '../package/pack.mjs';

/** Inside the workspace, so that other packages resolve to the versions in its lock file. */
const scratch = fileURLToPath(new URL('../../target/consumers/', import.meta.url));

/** The folder of the package in a page without a bundler. */
const COPY = 'haulout';

const tools = {
  /** No bundler: the package is copied, and imported by its path. */
  async plain(project, out) {
    cpSync(project, out, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
    cpSync(join(project, 'node_modules/haulout'), join(out, COPY), { recursive: true });
    edit(join(out, 'main.js'), (text) => text.replaceAll(/'haulout(\/[\w/]+)?'/g, (_, entry) => `'./${COPY}/${target(project, entry)}'`));
  },

  /** A program for Node, which finds the package in `node_modules`. */
  async node(project, out) {
    cpSync(project, out, { recursive: true });
  },

  async vite(project, out) {
    const { build } = await import('vite');
    await build({ root: project, base: './', logLevel: 'error', build: { outDir: out } });
  },

  async webpack(project, out) {
    const { default: webpack } = await import('webpack');
    const options = {
      mode: 'production',
      context: project,
      entry: './main.js',
      output: { path: out, filename: 'main.js' },
      performance: { hints: false },
    };
    const stats = await new Promise((done, failed) => webpack(options, (error, stats) => (error ? failed(error) : done(stats))));
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    page(project, out);
  },

  /** esbuild does not bundle files in `new URL(…, import.meta.url)`, so they are copied beside its output. */
  async esbuild(project, out) {
    const { build } = await import('esbuild');
    const options = { absWorkingDir: project, entryPoints: ['main.js'], bundle: true, format: 'esm', minify: true };
    await build({ ...options, target: 'es2022', outfile: join(out, 'main.js'), external: ['node:*'], logLevel: 'warning' });
    cpSync(join(project, 'node_modules/haulout/dist'), join(out, 'dist'), { recursive: true });
    page(project, out);
  },
};

/** The file of an entry point of the package, such as `/element`. */
function target(project, entry = '') {
  const { exports } = JSON.parse(readFileSync(join(project, 'node_modules/haulout/package.json'), 'utf8'));
  return exports[`.${entry}`].default.slice(2);
}

function page(project, out) {
  cpSync(join(project, 'index.html'), join(out, 'index.html'));
}

function edit(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

const [out, ...builds] = process.argv.slice(2);
mkdirSync(scratch, { recursive: true });
const packed = mkdtempSync(scratch);
try {
  install(packed);
  await Promise.all(
    builds.map(async (build) => {
      const [tool, folder] = build.split('=');
      const project = join(packed, `${tool}-${basename(folder)}`);
      cpSync(folder, project, { recursive: true });
      cpSync(join(packed, 'node_modules'), join(project, 'node_modules'), { recursive: true });
      const name = basename(dirname(resolve(folder))) === 'consumers' ? tool : basename(folder);
      await tools[tool](project, resolve(out, name));
    }),
  );
} finally {
  rmSync(packed, { recursive: true, force: true });
}
