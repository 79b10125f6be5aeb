// The run as it stands in the address: a readable query string that names only
// what differs from the default. Every value is checked; a wrong one is left
// out and reported. The settings of the training are the rows of the catalogue,
// those of the page the rows below.

import { exerciseQuery, exercises } from './exercises.mjs';
import { keptCode } from './ownlink.mjs';
import { ofPlane, parameterKey } from './parameters.mjs';
import { mostPins, pinned } from './pins.mjs';
import { opening, presetQuery, presets } from './presets.mjs';
import { allowed, read } from './settings.mjs';
import { maxRunners, minRunners } from './wire.gen.mjs';

export const version = 1;

/** How many threads share a training step by default: one stays free for the page. Results do not depend on it. */
const defaultWorkers = Math.max(1, Math.min(256, (globalThis.navigator?.hardwareConcurrency ?? 2) - 1));

const named = (...list) => list.map((name) => ({ name, title: name }));

/** The rows of what is no part of the training, with their defaults; form: it has a field among the settings. */
function pageRows(catalogue, info) {
  return [
    { key: 'eps', kind: 'number', min: 1e-12, max: 1, default: 0.1, kept: true },
    { key: 't', kind: 'number', min: 0, max: info.tEnd, default: info.tEnd },
    ...(info.own?.parameters ?? []).map(({ name, min, max }) => ({ key: parameterKey(name), kind: 'number', min, max, default: Number(((min + max) / 2).toPrecision(12)) })),
    { key: 'show', kind: 'choice', choices: named('network', 'reference', 'error', 'all'), default: 'network', kept: true }, // what the maps show
    { key: 'panel', kind: 'choice', choices: named('', ...panels(info).map(([name]) => name)), default: '' }, // the plot in the full frame
    { key: 'velocities', kind: 'choice', choices: named('show', 'hide'), default: isGas(info) || isPlane(info) ? 'show' : 'hide' }, // the distribution over x and v
    { key: 'overTime', kind: 'choice', choices: named('show', 'hide'), default: 'hide', kept: true }, // the maps of the errors over Knudsen number and time
    ...(isPlane(info) ? ofPlane(info).map(({ key, min, max }) => ({ key, kind: 'number', min, max, default: (min + max) / 2 })) : []), // the point that is looked at
    { key: 'pins', kind: 'places', of: pinned(info), min: 0, max: mostPins, default: '' }, // places of the probe that stay
    { key: 'race', kind: 'several', min: minRunners, max: maxRunners, choices: named(...catalogue.operators.map(({ name }) => name)), default: 'hrgrad,config,ls', kept: true, own: true },
    { key: 'raceOf', kind: 'choice', choices: named('operators', 'optimizers'), default: 'operators', kept: true, own: true },
    { key: 'raceOptimizers', kind: 'several', min: minRunners, max: maxRunners, choices: named(...catalogue.optimizers.map(({ name }) => name)), default: 'soap,lm,solve', kept: true, own: true },
    { key: 'raceSeconds', kind: 'integer', min: 1, max: 3600, default: 10, kept: true, own: true },
    { key: 'raceSetup', kind: 'choice', choices: named('present', 'hard'), default: 'present', kept: true, own: true },
    { key: 'raceSteps', kind: 'integer', min: 1, max: 1_000_000, default: 1000, kept: true, own: true },
    { key: 'kernels', kind: 'choice', choices: named('auto', 'scalar', 'simd', 'relaxed'), default: 'auto', kept: true, own: true },
    { key: 'workers', label: 'Threads', kind: 'integer', min: 1, max: 256, default: defaultWorkers, kept: true, own: true, form: true },
    { key: 'hidden', label: 'When out of sight', kind: 'choice', choices: [{ name: 'pause', title: 'Pause' }, { name: 'train', title: 'Train on' }], default: 'pause', kept: true, own: true, form: true },
    { key: 'trained', kind: 'choice', choices: named('', ...presets.map(({ name }) => name)), default: '' }, // the example whose trained network is shown
    { key: 'exercise', kind: 'choice', choices: named('', ...exercises.map(({ name }) => name)), default: '' }, // the one that is being solved
    { key: 'ui', kind: 'choice', choices: named('full', 'min'), default: 'full', kept: true, own: true }, // min: without setup and text, for embedding
  ];
}

/** All rows, as they are for a problem, by key. */
export function rows(catalogue, problem) {
  const info = problemOf(catalogue, problem);
  const training = catalogue.settings.map((row) => {
    const known = info.choices[row.key];
    const choices = row.key === 'problem' ? [...row.choices, ...ownChoices(catalogue)] : known && knownChoices(row, known);
    return { ...row, training: true, form: true, ...(choices && { choices }) };
  });
  return new Map([...training, ...pageRows(catalogue, info)].map((row) => [row.key, row]));
}

/** The choices that a problem knows; one that has none of a setting leaves it empty. */
const knownChoices = (row, known) => (known.length > 0 ? row.choices.filter(({ name }) => known.includes(name)) : [{ name: '', title: 'None' }]);

/** Keys of the settings that define the training; a change of one starts it over. */
export const trainingKeys = (catalogue) => catalogue.settings.map(({ key }) => key);

/** Whether a run with the settings of one state goes on with those of the other. */
export const sameRun = (next, state, catalogue) => trainingKeys(catalogue).every((key) => next[key] === state[key]);

/** Keys of the settings that belong to this visitor, which an example leaves as they are. */
export const ownKeys = (catalogue) => pageRows(catalogue, catalogue.problems[0]).filter(({ own }) => own).map(({ key }) => key);

/** Keys of the settings whose defaults depend on that of another key, optimizer or operator. Such a default is undefined here: the engine says what it took. */
const plannedBy = (key, catalogue) => catalogue.settings.filter(({ planned }) => planned === key).map((row) => row.key);
const plannedKeys = (state, base, catalogue) => ['optimizer', 'operator'].filter((key) => state[key] !== base[key]).flatMap((key) => plannedBy(key, catalogue));

/** So is one that is another where the optimiser solves instead of training. */
const linearKeys = (catalogue) => catalogue.settings.filter(({ linear }) => linear).map(({ key }) => key);
const solves = (optimizer) => optimizer === 'solve';

/** A state with one setting changed. A new optimiser or operator brings its own defaults for what depends on it, a new problem its tuned settings. */
export function withSetting(state, key, value, catalogue) {
  if (key === 'problem') {
    const kept = [...rows(catalogue, value).values()].filter((row) => row.kept && row.key !== 'operator');
    return withSetting({ ...defaults(catalogue, value), ...Object.fromEntries(kept.map((row) => [row.key, state[row.key]])) }, 'operator', state.operator, catalogue);
  }
  const next = { ...state, [key]: value };
  if (key === 'optimizer' && solves(value) !== solves(state.optimizer)) for (const k of linearKeys(catalogue)) next[k] = solves(value) ? undefined : defaults(catalogue, state.problem)[k];
  for (const k of plannedBy(key, catalogue)) next[k] = undefined; // also by the optimiser that follows solve
  return next;
}

/**
 * What a change of a setting took back of the visitor's own: values by key that differ from the problem's defaults and are left to the engine now,
 * or are replaced by those of another problem, but for those that the engine had answered where they were left to it before. The settings of a
 * trained example are not the visitor's.
 */
export function takenBack(next, state, answered, catalogue) {
  const base = defaults(catalogue, state.problem), other = next.problem !== state.problem;
  if (other && state.trained !== '') return {};
  const lost = (key) => (other ? key !== 'problem' && next[key] !== state[key] : next[key] === undefined);
  const keys = trainingKeys(catalogue).filter((key) => lost(key) && state[key] !== undefined && state[key] !== base[key] && state[key] !== answered[key]);
  return Object.fromEntries(keys.map((key) => [key, state[key]]));
}

/** The problem of the catalogue with that name, or undefined. */
export function problemOf(catalogue, name) {
  return catalogue.problems.find((p) => p.name === name);
}

/** The name of a problem in files: that of a problem from a file stands in it. */
export function problemName(catalogue, problem) {
  return problemOf(catalogue, problem).own?.name ?? problem;
}

/** The problems from files that the catalogue has, as choices. */
function ownChoices(catalogue) {
  return catalogue.problems.filter(({ own }) => own).map(({ name, title, summary, own }) => ({ name, title, group: 'Your own', summary: [summary, ...own.notes].join(' ') }));
}

const isGas = (info) => info.class === 'gas';
const isPlane = (info) => info.dimensions === 2;

/** Whether f(x, v) holds all invariants: a gas in one velocity dimension, as info.Problem.OneVelocity. */
const oneVelocity = (info) => isGas(info) && !info.fields.some(({ name }) => name === 'stress');

/** The default state for a problem; an unknown or missing name selects the default of the catalogue. */
export function defaults(catalogue, problem) {
  const info = problemOf(catalogue, problem) ?? problemOf(catalogue, catalogue.default) ?? catalogue.problems[0];
  return { ...fromText(info.defaults, catalogue), ...Object.fromEntries(pageRows(catalogue, info).map((row) => [row.key, row.default])) };
}

/** The settings of the training out of text by key, as the engine and the catalogue give them. */
export function fromText(values, catalogue) {
  const table = rows(catalogue, values.problem);
  return Object.fromEntries(trainingKeys(catalogue).map((key) => [key, read(table.get(key), values[key])]));
}

/** The configuration of a session as the engine expects it: text by key, without what is left to the engine. */
export function config(state, catalogue) {
  return Object.fromEntries(trainingKeys(catalogue).filter((key) => state[key] !== undefined).map((key) => [key, String(state[key])]));
}

/** The plots that the view can have for a problem, as [name, title]; some come only with certain settings, or with a race. */
export function panels(info) {
  const maps = (name, label) => [[`field:${name}`, `Map of ${label}`], [`reference:${name}`, `Map of the reference of ${label}`], [`difference:${name}`, `Map of the error of ${label}`]];
  const measures = new Map(info.fields.map(({ name, vector, label }) => [vector ?? name, vector ?? label]));
  return [
    ...(isPlane(info) ? [...measures].flatMap(([name, label]) => maps(name, label)) : []),
    ...info.fields.flatMap(({ name, label }) => [...(isPlane(info) ? [] : maps(name, label)), [`line:${name}`, `Lines of ${label}`]]),
    ...(isPlane(info) ? [['velocities', 'Distribution over direction']] : [['distribution', 'Distribution f(x, v)'], ['velocities', 'Distribution at one x']]),
    ['loss', 'Losses'], ['error', 'Errors'], ...[...measures].map(([name, label]) => [`overtime:${name}`, `Errors of ${label} over time`]), ['cosine', 'Cosine matrix'], ['cone', 'Harmonized cone'],
    ...(oneVelocity(info) ? [['conservation', 'Conservation'], ['entropy', 'Entropy']] : []),
    ...info.fields.flatMap(({ name, label }) => [[`race:worst:${name}`, `Race: worst error of ${label}`], [`race:decades:${name}`, `Race: errors of ${label}`], [`race:line:${name}`, `Race: lines of ${label}`]]),
    ['race:score', 'Race: entries'],
  ];
}

/** What stands in an address for a problem from a file: the file itself, or its name in this browser. */
export function ownCode({ own }) {
  return own.code ?? keptCode(own.name);
}

/** Parameters that mail, chat and advertising programs add to a link. */
const foreign = /^(utm_|mtm_|pk_|hsa_|mc_|_ga|_gl)|^(fbclid|gclid|gbraid|wbraid|dclid|msclkid|twclid|ttclid|yclid|igsh|igshid|li_fat_id|si|ref|ref_src)$/;

/**
 * The query that an address stands for: one without any setting of its own for the opening, trained; one that names an exercise alone for that with
 * its settings; others for themselves. bare: it was the first kind.
 */
export function opened(query) {
  const given = new URLSearchParams(query), keys = [...given.keys()], bare = keys.every((key) => foreign.test(key));
  const exercise = exercises.find(({ name }) => name === given.get('exercise'));
  if (exercise && keys.every((key) => ['v', 'exercise', 'ui'].includes(key) || foreign.test(key))) return { query: exerciseQuery(exercise) + (given.has('ui') ? `&ui=${given.get('ui')}` : ''), bare };
  return { query: bare ? `${presetQuery(presets.find(({ name }) => name === opening))}&raceSetup=hard` : query, bare };
}

/** Whether a state has the settings of training that the network of its example was trained with. */
function asTrained(state, catalogue) {
  const { settings } = presets.find(({ name }) => name === state.trained);
  const made = parse(`?${new URLSearchParams({ v: String(version), ...settings })}`, catalogue).state;
  return trainingKeys(catalogue).every((key) => made[key] === undefined || made[key] === state[key]); // undefined: left to the engine
}

/**
 * Reads a query string: {state, problems}, where problems are sentences about values that were not taken. The problem of a file in it is
 * for the caller to read; own is its name in the catalogue.
 */
export function parse(query, catalogue, own) {
  const given = new URLSearchParams(query);
  const problems = [];
  const complain = (key, value, what, used) => problems.push(`${key}=${String(value).slice(0, 60)} in the address is not possible (allowed: ${what}); ${used === '' ? 'none' : used} is used.`);
  const stated = given.getAll('v').at(-1) ?? null;
  if (stated !== null && stated !== String(version)) complain('v', stated, version, `version ${version}`);
  const name = own ?? given.getAll('problem').at(-1) ?? null;
  const state = defaults(catalogue, name);
  const table = rows(catalogue, state.problem);
  if (own !== undefined && given.has('problem')) problems.push(`problem=${given.get('problem').slice(0, 60)} in the address was left out, because own holds the problem.`);
  if (name !== null && name !== state.problem) complain('problem', name, allowed(table.get('problem')), state.problem);
  for (const key of new Set(given.keys())) {
    const all = given.getAll(key), value = all.at(-1);
    if (all.length > 1 && !foreign.test(key)) problems.push(`${key.slice(0, 40)} stands in the address ${all.length} times; the last one is used.`);
    if (key === 'v' || key === 'problem' || key === 'own' || foreign.test(key)) continue;
    const row = table.get(key);
    if (!row) { problems.push(`${key.slice(0, 40)} in the address is not a setting of this page and was left out.`); continue; }
    const taken = read(row, value);
    if (taken === undefined) complain(key, value, allowed(row), state[key]);
    else state[key] = taken;
  }
  for (const key of plannedKeys(state, defaults(catalogue, state.problem), catalogue)) if (!given.has(key)) state[key] = undefined;
  if (solves(state.optimizer)) for (const key of linearKeys(catalogue)) if (!given.has(key)) state[key] = undefined;
  if (state.panel.startsWith('overtime:')) state.overTime = 'show';
  if (state.trained !== '' && !asTrained(state, catalogue)) {
    problems.push(`trained=${state.trained} in the address is a network of other settings; this run is not trained yet.`);
    state.trained = '';
  }
  return { state, problems };
}

/** What of a state differs from the defaults, as [key, text]. */
function differences(state, catalogue) {
  const base = defaults(catalogue, state.problem), planned = [...plannedKeys(state, base, catalogue), ...(solves(state.optimizer) ? linearKeys(catalogue) : [])];
  return Object.keys(base)
    .filter((key) => key !== 'problem' && state[key] !== undefined && (state[key] !== base[key] || planned.includes(key)))
    .map((key) => [key, String(state[key])]);
}

/** The query string of a state, with only what differs from the defaults. It always names its version: an address without any setting opens an example. */
export function format(state, catalogue) {
  const entry = problemOf(catalogue, state.problem);
  const out = new URLSearchParams(entry.own ? [['own', ownCode(entry)]] : state.problem === defaults(catalogue).problem ? [] : [['problem', state.problem]]);
  for (const [key, text] of differences(state, catalogue)) out.set(key, text);
  const text = out.toString().replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%3D', '=');
  return `?v=${version}${text === '' ? '' : `&${text}`}`;
}

/** The arguments of `hrgrad train` for a state: the problem, and the other settings of the training in its address. */
export function trainArguments(state, catalogue) {
  const { own } = problemOf(catalogue, state.problem);
  const given = new Map(/** @type {[string, any][]} */ ([['problem', own ? `${own.name}.json` : state.problem], ...differences(state, catalogue)]));
  return catalogue.settings
    .filter(({ key, kind }) => given.has(key) && given.get(key) !== '' && (given.get(key) !== '0' || kind === 'unsigned')) // zero is the default of a flag, never written out
    .flatMap(({ key, flag }) => [`--${flag}`, given.get(key)]);
}

/** Checks one value as typed into a control; undefined when it is not allowed. */
export function check(key, value, state, catalogue) {
  return read(rows(catalogue, state.problem).get(key), String(value).trim());
}
