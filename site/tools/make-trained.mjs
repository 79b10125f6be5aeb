// Trains the networks that the page opens at once, one per example of site/js/presets.mjs, and keeps their weights in site/trained:
//
//	node site/tools/make-trained.mjs [NAME...]     all examples, or those named
//
// The same settings give the same weights on every machine that rounds as the build does; site/test/trained.test.mjs and
// wasm/engine/coordinator/trained_test.go check what they hold.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { presets } from '../js/presets.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const looks = new Set(['eps', 't', 'show', 'panel', 'velocities']); // settings of the page, not of the training
const largest = 64_000; // bytes of a file
const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!presets.some((p) => p.name === name)) {
    console.error(`${name} is no example; allowed: ${presets.map((p) => p.name).join(', ')}`);
    process.exit(2);
  }
}

const hrgrad = path.join(root, 'build', 'hrgrad');
execFileSync('go', ['build', '-o', hrgrad, './tools/hrgrad'], { cwd: root, stdio: 'inherit' });
mkdirSync(path.join(root, 'site/trained'), { recursive: true });
for (const { name, settings } of presets.filter((p) => wanted.length === 0 || wanted.includes(p.name))) {
  const run = path.join(root, 'build', `trained-${name}.ckpt`), out = path.join(root, 'site/trained', `${name}.weights`);
  const flags = Object.entries(settings).filter(([key]) => !looks.has(key)).flatMap(([key, value]) => [`--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, String(value)]);
  execFileSync(hrgrad, ['train', ...flags, '--workers', '1', '--progress', 'none', '--force', '--checkpoint', run], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(hrgrad, ['convert', run, out, '--format', 'weights', '--force'], { cwd: root, stdio: 'inherit' });
  rmSync(run);
  const { size } = statSync(out);
  if (size > largest) throw new Error(`${name}: ${size} bytes, at most ${largest} are allowed`);
  console.log(`${name}: ${size} bytes`);
}
