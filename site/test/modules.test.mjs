// The page's modules that need no browser, against the real catalogue.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { duration, number, regime } from '../js/format.mjs';
import { ticks } from '../js/lineplot.mjs';
import { check, config, defaults, format, parse, trainingKeys, withSetting } from '../js/state.mjs';
import { errorsCSV } from '../js/tables.mjs';
import { buildSite } from './harness.mjs';

let catalogue, site;

before(async () => {
  site = buildSite();
  const tree = readdirSync(path.join(site, 'assets'), { withFileTypes: true }).find((entry) => entry.isDirectory()).name;
  ({ catalogue } = await import(pathToFileURL(path.join(site, 'assets', tree, 'js', 'catalogue.mjs'))));
});

test('every problem of the catalogue has complete defaults', () => {
  assert.ok(catalogue.problems.length >= 3 && catalogue.operators.length >= 3);
  for (const { name } of catalogue.problems) {
    const state = defaults(catalogue, name);
    for (const key of trainingKeys) assert.ok(check(key, state[key], state, catalogue) !== undefined, `${name}: ${key} = ${state[key]}`);
  }
});

test('the default state needs no query, and every other state returns from its query', () => {
  assert.equal(format(defaults(catalogue), catalogue), '');
  const state = { ...defaults(catalogue, 'transport-smooth'), operator: 'ls', seed: 7, eps: 0.0031, t: 0.02, kernels: 'scalar', tasksBy: 'eps' };
  const query = format(state, catalogue);
  assert.match(query, /^\?v=1&problem=transport-smooth/);
  assert.deepEqual(parse(query, catalogue), { state, problems: [] });
  assert.equal(config(state).eps, undefined, 'what is looked at is no part of the training');
});

test('what depends on the optimiser is left to the engine until it has said, and is then in the address', () => {
  const changed = withSetting(defaults(catalogue, 'transport-smooth'), 'optimizer', 'lm');
  assert.equal(config(changed).precision, undefined);
  assert.equal(format(changed, catalogue), '?v=1&problem=transport-smooth&optimizer=lm');
  assert.deepEqual(parse('?v=1&problem=transport-smooth&optimizer=lm', catalogue).state, changed);
  const answered = { ...changed, precision: 'float64', width: 32, metric: 'euclidean', polish: 0 };
  assert.deepEqual(parse(format(answered, catalogue), catalogue).state, answered);
});

test('wrong values are reported, one by one, and left out', () => {
  const bad = { problem: 'nonsense', operator: 'x', tasksBy: 'y', seed: '-1', eps: '7', t: '99', kernels: 'gpu', tasks: '0', nope: '1', v: '9', rate: 'NaN', width: '1e9', epsMin: '0' };
  const { state, problems } = parse(`?${new URLSearchParams(bad)}`, catalogue);
  assert.deepEqual(state, defaults(catalogue));
  assert.equal(problems.length, Object.keys(bad).length);
  for (const [key, value] of Object.entries(bad)) assert.ok(problems.some((text) => text.includes(key) && text.includes(value) || key === 'nope' && text.includes(key)), key);
  for (const eps of ['0', '-1', '1.01', 'Infinity', '1e-99', '', '0x1']) assert.equal(parse(`?eps=${eps}`, catalogue).state.eps, 0.1, `eps=${eps}`);
});

test('numbers in words', () => {
  assert.deepEqual([number(0), number(0.1), number(1e-6), number(2.5e-5), number(-3), number(NaN), number(Infinity)], ['0', '0.1', '10⁻⁶', '2.5 × 10⁻⁵', '−3', '–', '∞']);
  assert.deepEqual([duration(5), duration(65), duration(3700)], ['0:05', '1:05', '1:01:40']);
  assert.deepEqual([1, 0.1, 1e-2, 1e-6].map(regime), ['free flight', 'transition', 'nearly fluid', 'fluid limit']);
});

test('round ticks', () => {
  assert.deepEqual(ticks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-0.13, 0.13), [-0.1, 0, 0.1]);
  assert.deepEqual(ticks(0, 6.2832), [0, 2, 4, 6]);
});

test('the error table as CSV', () => {
  const csv = errorsCSV({ t: 1, step: 10, eps: [1, 0.1], fields: ['rho', 'flux'], values: [[1e-3, 2e-3], [3e-2, NaN]] }, 'transport-mode');
  assert.equal(csv, '# relative L2 error, problem transport-mode, t 1, step 10\neps,rho,flux\n1,0.001,0.03\n0.1,0.002,\n');
});

test('the site has no inline script or style, and links only what exists', () => {
  for (const name of ['index.html', 'bench/index.html']) {
    const html = readFileSync(path.join(site, name), 'utf8');
    assert.doesNotMatch(html, /\son\w+=|\sstyle=|<style|javascript:/i);
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) assert.match(tag, /\bsrc=/);
    for (const [, file] of html.matchAll(/(?:src|href)="([^"#]+)"/g)) readFileSync(path.join(site, path.dirname(name), file.endsWith('/') ? `${file}index.html` : file));
  }
  const manifest = JSON.parse(readFileSync(path.join(site, 'manifest.json'), 'utf8'));
  assert.ok(Object.keys(manifest).some((name) => /^assets\/engine\.[0-9a-f]{12}\.wasm$/.test(name)));
});
