// Writes site/docs/math.json: the MathML of every formula of the documentation, made from its TeX by Temml, so that a build of the
// site needs no npm and pages need no script. Run it after a formula has changed: node tools/make-math.mjs; with --check it only
// says whether the file is fresh.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import temml from 'temml';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = path.join(root, 'site/docs/math.json');
const list = JSON.parse(execFileSync('go', ['run', './tools/build', '-formulas'], { cwd: root, encoding: 'utf8' }));

/** The policy of the pages allows no style in attributes; docs.css has what matters by class. */
const convert = (tex) => temml.renderToString(tex.replace(/^\$\$/, ''), { displayMode: tex.startsWith('$$'), throwOnError: true, strict: true }).replace(/ style="[^"]*"/g, '');

const text = `${JSON.stringify(Object.fromEntries(list.map((tex) => [tex, convert(tex)])), null, 1)}\n`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('site/docs/math.json is not what site/tools/make-math.mjs writes; run: cd site && node tools/make-math.mjs');
  process.exit(1);
}
