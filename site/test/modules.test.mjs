// The page's modules that need no browser, against the real catalogue.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buffers, copyOf } from '../js/buffers.mjs';
import { logTicks, scale, ticks } from '../js/charts.mjs';
import { commands } from '../js/command.mjs';
import { explainEnd } from '../js/failures.mjs';
import { duration, number, power, regime } from '../js/format.mjs';
import { raceCharts } from '../js/lineplot.mjs';
import { advance } from '../js/player.mjs';
import { presetQuery, presets } from '../js/presets.mjs';
import { fieldsCSV, fieldsObject, historyCSV, Record } from '../js/record.mjs';
import { embedCode, link } from '../js/share.mjs';
import { check, config, defaults, format, fromText, opened, parse, rows, takenBack, trainArguments, trainingKeys, withSetting } from '../js/state.mjs';
import { allowed, read } from '../js/settings.mjs';
import { mostPins, pinned, readPins, withoutPin, withPin } from '../js/pins.mjs';
import { atPoint, between, column, series } from '../js/probe.mjs';
import { differences, overlays, pack, thinned, unpack, unusual, worst } from '../js/runs.mjs';
import { distance, summarize } from '../js/summary.mjs';
import { errorsCSV } from '../js/tables.mjs';
import { parts } from '../js/typeset.mjs';
import { buildSite, root } from './harness.mjs';

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
    for (const key of trainingKeys(catalogue)) assert.ok(check(key, state[key], state, catalogue) !== undefined, `${name}: ${key} = ${state[key]}`);
  }
});

test('directions are a setting of the plane alone, the circle where nothing is said', () => {
  for (const { name, dimensions } of catalogue.problems) assert.deepEqual(rows(catalogue, name).get('directions').choices.map((choice) => choice.name), dimensions === 2 ? ['circle', 'sphere'] : [''], name);
  const { state, problems } = parse('?v=1&problem=transport2d-mode&directions=sphere', catalogue);
  assert.deepEqual([state.directions, problems], ['sphere', []]);
  assert.equal(format(state, catalogue), '?v=1&problem=transport2d-mode&directions=sphere');
  assert.deepEqual(trainArguments(state, catalogue).slice(-2), ['--directions', 'sphere']);
  assert.equal(withSetting(state, 'problem', 'transport-mode', catalogue).directions, '');
  assert.equal(format(defaults(catalogue, 'transport2d-mode'), catalogue), '?v=1&problem=transport2d-mode');
  assert.equal(parse('?v=1&problem=transport-mode&directions=sphere', catalogue).problems.length, 1);
});

test('the default state needs only the version, and every other state returns from its query', () => {
  assert.equal(format(defaults(catalogue), catalogue), '?v=1');
  const state = { ...defaults(catalogue, 'transport-smooth'), operator: 'ls', seed: '7', eps: 0.0031, t: 0.02, kernels: 'scalar', tasksBy: 'eps', initial: 'soft', length: 'own', termWeights: 'initial=100,micro=1e-1' };
  const query = format(state, catalogue);
  assert.match(query, /&termWeights=initial=100,micro=1e-1/, 'readable');
  assert.match(query, /^\?v=1&problem=transport-smooth/);
  assert.deepEqual(parse(query, catalogue), { state, problems: [] });
  assert.equal(config(state, catalogue).eps, undefined, 'what is looked at is no part of the training');
});

test('what depends on the optimiser is left to the engine until it has said, and is then in the address', () => {
  const solving = withSetting(defaults(catalogue, 'transport-smooth'), 'optimizer', 'solve', catalogue);
  for (const key of ['precision', 'width', 'polish']) assert.equal(withSetting(solving, 'optimizer', 'lm', catalogue)[key], undefined, `${key} after solve is left to the engine`);
  const changed = withSetting(defaults(catalogue, 'transport-smooth'), 'optimizer', 'lm', catalogue);
  assert.equal(config(changed, catalogue).precision, undefined);
  assert.equal(format(changed, catalogue), '?v=1&problem=transport-smooth&optimizer=lm');
  assert.deepEqual(parse('?v=1&problem=transport-smooth&optimizer=lm', catalogue).state, changed);
  const answered = { ...changed, precision: 'float64', width: 32, metric: 'euclidean', polish: 0 };
  assert.deepEqual(parse(format(answered, catalogue), catalogue).state, answered);
  const own = withSetting(defaults(catalogue, 'transport-smooth'), 'width', 20, catalogue), other = withSetting(own, 'operator', 'upgrad', catalogue);
  assert.equal(other.width, 20, 'an operator leaves what depends on the optimiser alone');
  assert.deepEqual([other.metric, takenBack(other, own, {}, catalogue)], [undefined, {}]);
  assert.deepEqual(takenBack(withSetting(own, 'optimizer', 'lm', catalogue), own, {}, catalogue), { width: 20 }, 'what the visitor had set is known, to be told');
  assert.deepEqual(takenBack(withSetting(own, 'optimizer', 'lm', catalogue), own, { width: 20 }, catalogue), {}, 'what the engine had chosen is not');
  const typed = withSetting(withSetting(defaults(catalogue), 'steps', 500, catalogue), 'seed', 9, catalogue), moved = withSetting(typed, 'problem', 'transport-smooth', catalogue);
  assert.equal(moved.seed, 9);
  assert.deepEqual(takenBack(moved, typed, {}, catalogue), { steps: 500 }, 'another problem takes typed steps back, and the page tells');
  assert.deepEqual(takenBack(moved, { ...typed, trained: 'mode' }, {}, catalogue), {}, 'those of a trained example are not the visitor\'s');
});

test('wrong values are reported, one by one, and left out', () => {
  const bad = { problem: 'nonsense', operator: 'x', tasksBy: 'y', seed: '-1', eps: '7', t: '99', kernels: 'gpu', tasks: '0', nope: '1', v: '9', rate: 'NaN', width: '1e9', epsMin: '0', length: 'long', termWeights: 'initial=0' };
  const { state, problems } = parse(`?${new URLSearchParams(bad)}`, catalogue);
  assert.deepEqual(state, defaults(catalogue));
  assert.equal(problems.length, Object.keys(bad).length);
  for (const [key, value] of Object.entries(bad)) assert.ok(problems.some((text) => text.includes(key) && text.includes(value) || key === 'nope' && text.includes(key)), key);
  for (const weights of ['initial', '=1', 'initial=', 'initial=1e10', 'a=1,', 'a=1;b=2', 'a=-1']) assert.equal(parse(`?termWeights=${encodeURIComponent(weights)}`, catalogue).state.termWeights, '', weights);
  for (const eps of ['0', '-1', '1.01', 'Infinity', '1e-99', '', '0x1']) assert.equal(parse(`?eps=${eps}`, catalogue).state.eps, 0.1, `eps=${eps}`);
});

test('seeds of 64 bits stay exact in address, configuration and command', () => {
  for (const seed of ['0', '9007199254740993', '18446744073709551615']) {
    const { state, problems } = parse(`?v=1&seed=${seed}`, catalogue);
    assert.deepEqual(problems, []);
    assert.equal(state.seed, seed);
    assert.equal(config(state, catalogue).seed, seed);
    assert.equal(format(state, catalogue), seed === '0' ? '?v=1' : `?v=1&seed=${seed}`);
    assert.deepEqual(trainArguments(state, catalogue).slice(2), seed === '0' ? [] : ['--seed', seed]);
    assert.deepEqual(fromText(config(state, catalogue), catalogue).seed, seed);
  }
  assert.equal(parse('?seed=007', catalogue).state.seed, '7');
  for (const seed of ['18446744073709551616', '-1', '1e3', '1.5', '', ' ', '0x10', '9'.repeat(40)]) assert.equal(parse(`?seed=${encodeURIComponent(seed)}`, catalogue).state.seed, '0', seed);
});

test('names that JavaScript objects inherit are no settings, problems or choices', () => {
  for (const name of [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'length1']) {
    const { state, problems } = parse(`?${name}=1&problem=${name}&head=${name}&race=${name},ls`, catalogue);
    assert.deepEqual(state, defaults(catalogue), name);
    assert.equal(problems.length, 4, name);
  }
});

test('parameters of mail and chat programs are ignored quietly', () => {
  const { state, problems } = parse('?utm_source=x&utm_medium=y&fbclid=1&gclid=2&mc_eid=3&igshid=4&msclkid=5&ref=6&seed=8', catalogue);
  assert.deepEqual(problems, []);
  assert.equal(format(state, catalogue), '?v=1&seed=8');
});

test('links of the page before still mean the same', () => {
  const old = '?v=1&problem=transport-inflow&operator=config&optimizer=adam&tasksBy=eps&tasks=4&head=input&initial=soft&seed=12&formulation=even-odd&momentum=raw&schedule=constant&precision=float64&steps=500&rate=0.002&points=32&width=24&depth=2&epsMin=0.00001&metric=euclidean&length=own&polish=0&termWeights=initial=1e2,micro=.5&eps=0.01&t=0.05&show=error&panel=line:rho&race=ls,rgb&raceSteps=50&kernels=scalar&workers=3&hidden=train&ui=min';
  const { state, problems } = parse(old, catalogue);
  assert.deepEqual(problems, []);
  assert.deepEqual([state.problem, state.tasks, state.seed, state.rate, state.epsMin, state.termWeights, state.t, state.panel, state.workers], ['transport-inflow', 4, '12', 0.002, 1e-5, 'initial=1e2,micro=.5', 0.05, 'line:rho', 3]);
  assert.deepEqual(parse(format(state, catalogue), catalogue), { state, problems: [] });
});

test('every setting with a field has a label, and text that comes back', () => {
  for (const { name } of catalogue.problems) {
    const state = defaults(catalogue, name);
    for (const row of rows(catalogue, name).values()) {
      assert.ok(!row.form || row.label, row.key);
      assert.equal(check(row.key, state[row.key], state, catalogue), state[row.key], `${name}: ${row.key}`);
    }
  }
});

test('numbers in words', () => {
  assert.deepEqual([number(0), number(0.1), number(1e-6), number(2.5e-5), number(-3), number(NaN), number(Infinity)], ['0', '0.1', '10⁻⁶', '2.5 × 10⁻⁵', '−3', '–', '∞']);
  assert.deepEqual([duration(5), duration(65), duration(3700)], ['0:05', '1:05', '1:01:40']);
  assert.deepEqual([1, 0.1, 1e-2, 1e-6].map(regime), ['transition', 'transition', 'slip', 'continuum']);
});

test('logarithmic axes: powers of ten, finer within two decades, and nothing that has no logarithm', () => {
  assert.deepEqual(logTicks(1e-6, 1), [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]);
  assert.deepEqual(logTicks(0.004, 0.3), [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]);
  assert.deepEqual(logTicks(0.08, 0.17), [0.08, 0.1, 0.12, 0.14, 0.16]);
  assert.ok(logTicks(1e-30, 1).length <= 9);
  const axis = scale([1, NaN, 0, -3, 1e-4], true, 0);
  assert.deepEqual([axis.at(1e-4), axis.at(1e-2), axis.at(1)], [0, 0.5, 1]);
  assert.equal(scale([NaN, 0], true, 0), null);
  assert.deepEqual([1e-3, 0.1, 1, 10, 1e5].map(power), ['10⁻³', '10⁻¹', '1', '10', '10⁵']);
});

test('a race has three charts per field, one curve per operator', () => {
  const entry = (title) => ({ title, history: { steps: [20, 40], worst: [[1, 0.1]] }, errors: [[0.1, 0.2]], line: [[1, 2]] });
  const charts = raceCharts({ fields: ['rho'], t: 0.1, eps: 0.01, compared: 40, decades: [1, 0.1], runners: [entry('A'), entry('B')], x: [0, 1], reference: [[1, 2]] }, { rho: 'density' });
  assert.deepEqual(charts.map((c) => c.curves.map(({ name }) => name)), [['A', 'B'], ['A', 'B'], ['A', 'B', 'reference']]);
  assert.match(charts[0].title, /density.*step/);
});

test('round ticks', () => {
  assert.deepEqual(ticks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-0.13, 0.13), [-0.1, 0, 0.1]);
  assert.deepEqual(ticks(0, 6.2832), [0, 2, 4, 6]);
});

test('the error table as CSV', () => {
  const csv = errorsCSV({ t: 1, step: 10, eps: [1, 0.1], fields: ['rho', 'flux'], values: [[1e-3, 2e-3], [3e-2, NaN]] }, null, 'transport-mode');
  assert.equal(csv, '# relative L2 error, problem transport-mode, t 1, step 10\neps,rho,flux\n1,0.001,0.03\n0.1,0.002,\n');
  const over = errorsCSV({ t: 1, step: 10, eps: [1, 0.1], fields: ['rho'], values: [[1e-3, 2e-3]] }, { t: [0.1, 1], worst: [[5e-3, NaN]] }, 'transport-mode');
  assert.equal(over, '# relative L2 error, problem transport-mode, t 1, step 10; worst: the largest at t 0.1, 1\neps,rho,rho_worst\n1,0.001,0.005\n0.1,0.002,\n');
});

test('estimated errors have columns of their own in the CSV', () => {
  const csv = errorsCSV({ t: 1, step: 10, eps: [1, 0.1], fields: ['rho', 'u'], values: [[1e-3, NaN], [3e-2, NaN]], estimated: [[2e-3, 4e-3], [5e-2, NaN]] }, { t: [0.1, 1], worst: [[5e-3, NaN], [6e-2, NaN]] }, 'own');
  assert.equal(csv, '# relative L2 error, problem own, t 1, step 10; worst: the largest at t 0.1, 1; estimated: from the residuals, without the reference\neps,rho,u,rho_worst,u_worst,rho_estimated,u_estimated\n1,0.001,0.03,0.005,0.06,0.002,0.05\n0.1,,,,,0.004,\n');
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

test('examples: settings are possible, names are unique, pictures are small', () => {
  assert.equal(new Set(presets.map((p) => p.name)).size, presets.length);
  assert.ok(presets.length >= 6);
  for (const preset of presets) {
    assert.deepEqual(Object.keys(preset), ['name', 'title', 'look', 'settings', 'picture']);
    const { state, problems } = parse(presetQuery(preset), catalogue);
    assert.deepEqual(problems, [], preset.name);
    for (const [key, value] of Object.entries(preset.settings)) assert.equal(state[key], value, `${preset.name}: ${key}`);
    assert.notEqual(check('panel', preset.picture, state, catalogue), undefined, `${preset.name}: panel`);
    assert.ok(preset.look.length > 40 && preset.look.length < 220, `${preset.name}: one or two sentences`);
    for (const name of [preset.name, `${preset.name}-dark`]) {
      const picture = readFileSync(path.join(root, 'site/gallery', `${name}.webp`));
      assert.equal(picture.toString('latin1', 0, 4) + picture.toString('latin1', 8, 12), 'RIFFWEBP');
      assert.ok(picture.length <= 20_000, `${name}: ${picture.length} bytes`);
    }
  }
  const pictures = readdirSync(path.join(root, 'site/gallery'));
  assert.deepEqual(pictures.sort(), presets.flatMap((p) => [`${p.name}.webp`, `${p.name}-dark.webp`]).sort(), 'pictures without an example');
});

test('the command line has a flag for every setting of the training', () => {
  const help = execFileSync('sh', ['-c', 'go run ./tools/hrgrad train -help 2>&1 || true'], { cwd: root, encoding: 'utf8' });
  for (const flag of [...catalogue.settings.map((row) => row.flag), 'stop-at', 'checkpoint', 'out']) assert.match(help, new RegExp(`^\\s+-${flag}\\b`, 'm'), flag);
});

test('commands name what differs from the defaults', () => {
  const plain = defaults(catalogue);
  assert.deepEqual(trainArguments(plain, catalogue), ['--problem', plain.problem]);
  const state = { ...defaults(catalogue, 'transport-smooth'), seed: '7', tasksBy: 'eps', epsMin: 1e-7, eps: 0.01, t: 0.05, show: 'error', workers: 3 };
  assert.deepEqual(trainArguments(state, catalogue), ['--problem', 'transport-smooth', '--tasks-by', 'eps', '--seed', '7', '--eps-min', '1e-7']);
  const [train, evaluation] = commands(state, catalogue, 12).split('\n');
  assert.match(train, / --stop-at 12 /);
  assert.match(evaluation, / --eps 0\.01 --t 0\.05 /);
  assert.doesNotMatch(commands(state, catalogue, state.steps).split('\n')[0], /stop-at/);
  const planned = { ...withSetting(plain, 'optimizer', 'adam', catalogue), polish: 0, precision: plain.precision };
  assert.ok(!trainArguments(planned, catalogue).includes('--polish'), 'a zero that was not asked for');
  assert.ok(trainArguments(planned, catalogue).includes('--precision'), 'what the engine took is said');
});

test('links and embedding code', () => {
  const at = new URL('https://example.org/a/?v=1&seed=4#x'), state = { ...defaults(catalogue), seed: '9', panel: 'line:rho' };
  assert.equal(link(state, catalogue, at), 'https://example.org/a/?v=1&seed=9&panel=line:rho');
  assert.equal(link(defaults(catalogue), catalogue, at), 'https://example.org/a/?v=1');
  const code = embedCode(state, catalogue, 'a "title" <b>', at);
  assert.match(code, /src="https:\/\/example\.org\/a\/\?v=1&amp;seed=9&amp;panel=line:rho&amp;ui=min" title="HRGrad: a &quot;title&quot; &lt;b>"/);
});

test('histories grow, and a rollback replaces what it overlaps', () => {
  const record = new Record();
  record.add({ steps: [1, 2, 3], losses: [[1, 2], [3, 4], [5, NaN]] });
  record.add({ steps: [], losses: [] });
  record.add({ steps: [3, 4], losses: [[6, 7], [8, 9]] });
  assert.equal(historyCSV(record, ['a', 'b, c']), 'step,a,"b, c"\n1,1,2\n2,3,4\n3,6,7\n4,8,9\n');
  record.clear();
  assert.equal(historyCSV(record, ['a']), 'step,a\n');
});

test('fields as CSV and as an object', () => {
  const problem = { xMin: -1, xMax: 1, tEnd: 0.5, fields: [{ name: 'rho', label: 'density', unit: '1' }, { name: 'flux', label: 'flux', unit: '1' }] };
  const message = { eps: 0.1, step: 3, nt: 2, nx: 2, data: [Float32Array.of(1, 2, 3, NaN), Float32Array.of(0, 0.5, 0, 0)], reference: [Float32Array.of(5, 6, 7, 8), Float32Array.of(0, 0, 0, 1)] };
  assert.equal(fieldsCSV(message, problem), 'eps,t,x,rho,flux,rho_reference,flux_reference\n0.1,0,-1,1,0,5,0\n0.1,0,1,2,0.5,6,0\n0.1,0.5,-1,3,0,7,0\n0.1,0.5,1,,0,8,1\n');
  assert.equal(fieldsCSV({ ...message, reference: null }, problem).split('\n')[0], 'eps,t,x,rho,flux');
  assert.equal(fieldsObject({ ...message, reference: null }, problem).fields.rho.reference, null);
  const { t, x, fields } = fieldsObject(message, problem);
  assert.deepEqual([t, x, fields.rho.network, fields.flux.reference], [[0, 0.5], [-1, 1], [[1, 2], [3, null]], [[0, 0], [0, 1]]]);
});

test('the end of a program in words', () => {
  assert.match(explainEnd('RangeError: Array buffer allocation failed'), /memory was used up.*smaller network/);
  assert.match(explainEnd('the program ended with code 1'), /stopped: the program ended with code 1\. Reload/);
});

test('a copy of a message has its own arrays, over one buffer as the message has', () => {
  const buffer = new ArrayBuffer(24);
  const message = { type: 'fields', nt: 1, data: [new Float32Array(buffer, 0, 2), new Float32Array(buffer, 8, 2)], reference: null, line: { x: new Float64Array(buffer, 16, 1), limits: [] } };
  message.data[1][1] = 7;
  const copy = copyOf(message);
  assert.deepEqual(copy, message);
  assert.deepEqual(buffers(message), [buffer]);
  assert.equal(buffers(copy).length, 1);
  message.data[1][1] = 8;
  assert.equal(copy.data[1][1], 7);
  assert.deepEqual(buffers({ type: 'ready', tasks: ['a'], problem: null }), []);
});

test('playing goes down and back for the Knudsen number, to the end for the time, and for ever with loop', () => {
  const run = (what, from, loop, n) => {
    let here = { at: from, turn: -1, done: false };
    const seen = [];
    for (let i = 0; i < n && !here.done; i++) { here = advance(what, here, 0.5, loop); seen.push(here.at); }
    return { seen, done: here.done };
  };
  const once = run('eps', 1, false, 100);
  assert.ok(once.done && Math.min(...once.seen) === 0 && once.seen.at(-1) === 1);
  assert.ok(!run('eps', 1, true, 100).done);
  const time = run('t', 0, false, 100);
  assert.ok(time.done && time.seen.at(-1) === 1 && time.seen.every((at, i) => i === 0 || at > time.seen[i - 1]));
  const round = run('t', 0.9, true, 5);
  assert.deepEqual([round.done, round.seen[0], round.seen[1]], [false, 1, 0]);
});

test('an address without a setting stands for the opening, whatever mail programs add; every example is a whole address', () => {
  for (const query of ['', '?', '?utm_source=mail']) assert.ok(opened(query).bare, query);
  for (const query of ['?v=1', '?ui=min', '?seed=0', '?nonsense=1']) assert.deepEqual(opened(query), { query, bare: false });
  for (const preset of presets) {
    const { state, problems } = parse(presetQuery(preset), catalogue);
    assert.deepEqual(problems, [], preset.name);
    assert.equal(state.trained, preset.name);
    assert.deepEqual(parse(format(state, catalogue), catalogue), { state, problems: [] });
  }
});

test('formulas have real sub- and superscripts', () => {
  assert.deepEqual(parts('ε² f_t = −ρ_x/3'), [['', 'ε'], ['sup', '2'], ['', ' f'], ['sub', 't'], ['', ' = −ρ'], ['sub', 'x'], ['', '/3']]);
  assert.deepEqual(parts('(2πT)^(−1/2) 10⁻⁶ x_{ij}^2'), [['', '(2πT)'], ['sup', '−1/2'], ['', ' 10'], ['sup', '−6'], ['', ' x'], ['sub', 'ij'], ['sup', '2']]);
  assert.deepEqual(parts('β φ_xx = v_xT'), [['', 'β φ'], ['sub', 'xx'], ['', ' = v'], ['sub', 'x'], ['', 'T']]); // second derivatives
  assert.deepEqual(parts('plain'), [['', 'plain']]);
});

test('of a setting that an address names twice the last one is taken, and that is said', () => {
  const { state, problems } = parse('?v=1&eps=1&problem=transport-smooth&eps=0.1&problem=transport-mode&fbclid=1&fbclid=2', catalogue);
  assert.deepEqual([state.eps, state.problem, problems], [0.1, 'transport-mode', ['eps stands in the address 2 times; the last one is used.', 'problem stands in the address 2 times; the last one is used.']]);
  assert.deepEqual(parse('?v=1&own=abc&problem=bgk-smooth', catalogue, 'transport-mode').problems, ['problem=bgk-smooth in the address was left out, because own holds the problem.']);
});

test('pins in an address: pairs of numbers within the domain, each once, at most four', () => {
  const row = { key: 'pins', kind: 'places', max: mostPins, min: 0, of: pinned({ xMin: 0, xMax: 2, tEnd: 1 }) };
  assert.deepEqual(['', '1:0.5', '1.0:5e-1,2:1'].map((text) => read(row, text)), ['', '1:0.5', '1:0.5,2:1']);
  for (const text of ['3:0', '1:2', '1', '1:0:0', 'a:b', '1:', '1:0,1:0.0', '0:0,0:.1,0:.2,0:.3,0:.4', ',', '1:NaN', '1:-0.1']) assert.equal(read(row, text), undefined, text);
  assert.match(allowed(row), /at most 4 different places x:t .* x from 0 to 2 and t from 0 to 1/);
  let text = '';
  for (const x of [0, 0, 1 / 3, 1, 2, 0.5]) text = withPin(text, [x, 1]);
  assert.deepEqual(readPins(text), [[0, 1], [1 / 3, 1], [1, 1], [2, 1]]);
  assert.equal(read(row, text), text);
  assert.equal(withoutPin(withoutPin(text, 0), 2), `${1 / 3}:1,1:1`);
  assert.deepEqual(readPins(''), []);
  assert.deepEqual(pinned({ xMin: 0, xMax: 1, yMin: -1, yMax: 1, dimensions: 2 })[1], { name: 'y', min: -1, max: 1 });
  const grid = { nx: 2, ny: 2 }, domain = { xMin: 0, xMax: 1, yMin: 0, yMax: 2 };
  assert.deepEqual([[0, 0], [1, 2], [0.5, 1], [0.25, 2]].map(([x, y]) => atPoint([0, 4, 8, 12], grid, x, y, domain)), [0, 12, 6, 9]);
});

test('the probe reads between the points of the grid, and keeps inside it', () => {
  assert.deepEqual(between(0.25, 0, 1, 3), { i: 0, w: 0.5 });
  assert.deepEqual([between(-1, 0, 1, 3), between(2, 0, 1, 3)], [{ i: 0, w: 0 }, { i: 1, w: 1 }]);
  assert.deepEqual(series([0, 1, 2, 10, 11, 12], { nt: 2, nx: 3 }, 0.75, { xMin: 0, xMax: 1 }), [1.5, 11.5]);
  const f = column({ nx: 2, nv: 2, xMin: 0, xMax: 1, vMin: -1, vMax: 1, data: [0, 4, 8, 16], reference: null, maxwellian: null }, 0.25);
  assert.deepEqual(f, { v: [-1, 1], network: [1, 10], reference: null, equilibrium: null });
});

const run = (name, config, more = {}) => ({
  id: name, name, kind: 'run', problem: 'p', title: 'P', query: '?v=1', config: { problem: 'p', ...config }, tasks: ['a'], step: 2, steps: 4, seconds: 1, at: 5,
  losses: { steps: [1, 2], total: [1, null] }, errors: { eps: [1, 0.1], fields: ['rho'], values: [[0.1, 0.3]], t: 1 }, course: { steps: [1, 2], seconds: [0, 1], worst: [[0.5, 0.3]] }, ...more,
});

test('runs: differences, what is unusual, curves, and a file that comes back', () => {
  const a = run('a', { seed: '1', width: '8' }), b = run('b', { seed: '2', width: '8', rate: '0.1' });
  assert.deepEqual(differences([a, b]), [['seed', ['1', '2']], ['rate', [undefined, '0.1']]]);
  assert.equal(unusual(b, { seed: '0', width: '8' }), 'seed 2, rate 0.1');
  assert.deepEqual([worst(a.errors), worst(null), worst({ values: [[1, null]] })], [[0.3], [], [null]]);
  assert.deepEqual(thinned([1, 2, 3, 4, 5], 3), [1, 3, 5]);
  assert.equal(thinned(Array.from({ length: 1000 }, (_, i) => i), 400).at(-1), 999);
  assert.deepEqual(overlays([a, b]).map(({ curves }) => curves.length), [2, 2, 2, 2]);
  assert.deepEqual(overlays([a, b]).at(-1).curves[0].x, [0, 1], 'over the seconds');
  assert.deepEqual(overlays([a, run('c', {}, { course: { ...a.course, seconds: [] } })]).map(({ curves }) => curves.length), [2, 2, 2, 1], 'operators of a race have none');
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 251);
  assert.deepEqual(unpack(pack([[a, bytes], [b, null]])), [[a, bytes], [b, null]]);
});

test('a file of runs that is none is refused in one line that names the part', () => {
  const file = (changes) => pack([[run('a', {}, changes), null]]);
  for (const [text, words] of [['{', /not JSON/], ['[]', /not hrgrad-runs/], [pack([]).replace('"version":1', '"version":2'), /version 2/], [file({ step: 'x' }), /runs\[0\]\.step: "x" given/], [file({ losses: null }), /curves/],
    [file({ config: { a: 1 } }), /config/], [file({ errors: { eps: 1 } }), /errors/], [file({}).replace('"checkpoint":null', '"checkpoint":"***"'), /base64/]]) assert.throws(() => unpack(text), words);
});

test('the plots in a sentence', () => {
  const problem = { fields: [{ name: 'rho', label: 'density ρ' }] }, line = { values: [[1, 2]], reference: [[1, 2.002]] };
  const errors = { t: 0.1, eps: [1, 0.1], fields: ['rho'], values: [[0.02, 0.001]] };
  assert.equal(summarize(problem, { line, eps: 0.1, t: 0.1 }, errors), 'Density ρ at t = 0.1: error 0.089 % at ε = 0.1, largest 2 % at ε = 1.');
  assert.match(summarize(problem, { line: { values: [[1, 2]], reference: null }, eps: 0.1, t: 0.05 }, { ...errors, values: [[0.02, null]] }), /being computed\.$/);
  const over = { t: [0.01, 0.1], eps: [1, 0.1], fields: ['rho'], values: [[0.001, 0.05, 0.02, 0.001]], absolute: [] };
  assert.match(summarize(problem, { line, eps: 0.1, t: 0.1 }, errors, over), /largest 2 % at ε = 1, over time at most 5 % \(ε = 0\.1, t = 0\.01\)\.$/);
  assert.doesNotMatch(summarize(problem, { line, eps: 0.1, t: 0.1 }, errors, { ...over, values: [[0.001, null, 0.02, 0.001]] }), /over time/);
  assert.equal(summarize(null, null, null), '');
  const still = { line: { values: [[1e-3, 2e-3]], reference: [[2e-3, 1e-3]] }, reference: [[2e-3, 1e-3, 2, 1]], eps: 0.1, t: 0.1 };
  assert.equal(summarize(problem, still, errors), 'Density ρ at t = 0.1: error 0.001 (root mean square; the reference nearly vanishes here) at ε = 0.1, largest 2 % at ε = 1.');
  assert.match(summarize(problem, { ...still, reference: null }, errors), /error 63 % at ε = 0\.1/);
  assert.ok(Number.isNaN(distance([1], [0])) && Number.isNaN(distance([1], [1e-17])) && Number.isNaN(distance([1], null)));
});
