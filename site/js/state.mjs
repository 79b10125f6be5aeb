// The run as it stands in the address: a readable query string that names only
// what differs from the default. Every value is checked; a wrong one is left
// out and reported.

import { maxRunners, minRunners } from './wire.gen.mjs';

export const version = 1;

/** Settings that define the training; a change of one starts it over. */
export const trainingKeys = [
  'problem', 'operator', 'optimizer', 'tasksBy', 'tasks', 'head', 'initial', 'seed',
  'formulation', 'momentum', 'schedule', 'precision', 'steps', 'rate', 'points', 'width', 'depth', 'epsMin', 'metric', 'length', 'polish', 'termWeights',
];

/** Settings whose default depends on optimiser and operator: undefined leaves them to the engine, which says what it took. */
const planKeys = ['precision', 'width', 'metric', 'polish'];
const planned = (state, base) => state.optimizer !== base.optimizer || state.operator !== base.operator;

/** A state with one setting changed; a new optimiser or operator brings its own defaults. */
export function withSetting(state, key, value) {
  const next = { ...state, [key]: value };
  if (key === 'optimizer' || key === 'operator') for (const k of planKeys) next[k] = undefined;
  return next;
}

/** Settings that another problem leaves as they are. */
export const keptKeys = ['seed', 'eps', 'show', 'race', 'raceSteps', 'kernels', 'workers', 'hidden', 'ui'];

/** How many threads share a training step by default: one stays free for the page. Results do not depend on it. */
const defaultWorkers = Math.max(1, Math.min(256, (globalThis.navigator?.hardwareConcurrency ?? 2) - 1));

const maxSeed = Number.MAX_SAFE_INTEGER;
const kernelNames = ['auto', 'scalar', 'simd', 'relaxed'];

/** The problem of the catalogue with that name, or undefined. */
export function problemOf(catalogue, name) {
  return catalogue.problems.find((p) => p.name === name);
}

const isGas = (info) => info.class === 'gas';

/** The default state for a problem; an unknown or missing name selects the first of the catalogue. */
export function defaults(catalogue, problem) {
  const info = problemOf(catalogue, problem) ?? problemOf(catalogue, catalogue.default) ?? catalogue.problems[0];
  const settings = read(info.defaults, catalogue, info);
  return { ...settings, eps: 0.1, t: info.tEnd, show: 'network', panel: '', velocities: isGas(info) ? 'show' : 'hide', race: 'hrgrad,config,ls', raceSteps: 1000, kernels: 'auto', workers: defaultWorkers, hidden: 'pause', ui: 'full' };
}

/** The settings of the training out of text by key, as the engine and the catalogue give them. */
export function read(values, catalogue, info) {
  const table = rules(catalogue, info);
  return Object.fromEntries(trainingKeys.map((key) => [key, values[key] === undefined ? undefined : table[key].read(values[key])]));
}

const oneOf = (allowed) => ({ read: (s) => (allowed.includes(s) ? s : undefined), allowed: allowed.join(', ') });
const whole = (min, max) => ({ read: (s) => (/^\d{1,16}$/.test(s) && +s >= min && +s <= max ? +s : undefined), allowed: `whole numbers from ${min} to ${max}` });
const real = (min, max) => ({ read: (s) => (/^\d*\.?\d+(e[-+]?\d{1,3})?$/i.test(s) && +s >= min && +s <= max ? +s : undefined), allowed: `${min} to ${max}` });

/** Weights of loss terms; which terms there are the engine knows. */
const weights = {
  read: (s) => (s === '' || s.split(',').every((word) => /^[a-z-]+=\d*\.?\d+(e[-+]?\d{1,3})?$/i.test(word) && +word.split('=')[1] >= 1e-9 && +word.split('=')[1] <= 1e9) ? s : undefined),
  allowed: 'TERM=WEIGHT with weights from 1e-9 to 1e9, with commas between them, as in initial=100,micro=0.1',
};

const several = (allowed, min, max) => ({
  read: (s) => { const list = s.split(','); return list.length >= min && list.length <= max && new Set(list).size === list.length && list.every((name) => allowed.includes(name)) ? s : undefined; },
  allowed: `${min} to ${max} of ${allowed.join(', ')}, with commas between them`,
});

/** The plots that the view can have for a problem, as [name, title]; some come only with certain settings, or with a race. */
export function panels(info) {
  return [
    ...info.fields.flatMap(({ name, label }) => [[`field:${name}`, `Map of ${label}`], [`line:${name}`, `Lines of ${label}`]]),
    ['distribution', 'Distribution f(x, v)'], ['velocities', 'Distribution at one x'],
    ['loss', 'Losses'], ['error', 'Errors'], ['cosine', 'Cosine matrix'], ['cone', 'Harmonized cone'],
    ...(isGas(info) ? [['conservation', 'Conservation'], ['entropy', 'Entropy']] : []),
    ...info.fields.flatMap(({ name, label }) => [[`race:worst:${name}`, `Race: worst error of ${label}`], [`race:decades:${name}`, `Race: errors of ${label}`], [`race:line:${name}`, `Race: lines of ${label}`]]),
    ['race:score', 'Race: operators'],
  ];
}

/** What each key may hold, for the problem of the state. */
function rules(catalogue, info) {
  return {
    problem: oneOf(catalogue.problems.map((p) => p.name)),
    operator: oneOf(catalogue.operators.map((o) => o.name)),
    optimizer: oneOf(catalogue.optimizers.map((o) => o.name)),
    tasksBy: oneOf(['eps', 'term', 'term-band']),
    tasks: whole(1, 32),
    head: oneOf(info.heads),
    initial: oneOf(['hard', 'soft']),
    seed: whole(0, maxSeed),
    formulation: oneOf(info.formulations),
    momentum: oneOf(['task', 'raw']),
    schedule: oneOf(['cosine', 'exponential', 'constant']),
    precision: oneOf(['float32', 'float64']),
    metric: oneOf(['euclidean', 'preconditioned']),
    length: oneOf(['unit', 'own']),
    termWeights: weights,
    polish: whole(0, 10_000_000),
    steps: whole(1, 10_000_000),
    rate: real(1e-9, 1),
    points: whole(4, 4096),
    width: whole(1, 512),
    depth: whole(1, 16),
    epsMin: real(1e-12, 1),
    eps: real(1e-12, 1),
    t: real(0, info.tEnd),
    show: oneOf(['network', 'reference', 'error']), // what the maps show
    panel: oneOf(['', ...panels(info).map(([name]) => name)]), // the plot in the full frame
    velocities: oneOf(['show', 'hide']), // the distribution over x and v
    race: several(catalogue.operators.map((o) => o.name), minRunners, maxRunners),
    raceSteps: whole(1, 1_000_000),
    kernels: oneOf(kernelNames),
    workers: whole(1, 256),
    hidden: oneOf(['pause', 'train']), // what happens while the page is out of sight
    ui: oneOf(['full', 'min']), // min: without setup and text, for embedding
  };
}

/** Reads a query string: {state, problems}, where problems are sentences about values that were not taken. */
export function parse(query, catalogue) {
  const given = new URLSearchParams(query);
  const problems = [];
  const complain = (key, value, allowed, used) => problems.push(`${key}=${String(value).slice(0, 60)} in the address is not possible (allowed: ${allowed}); ${used} is used.`);
  const stated = given.get('v');
  if (stated !== null && stated !== String(version)) complain('v', stated, version, `version ${version}`);
  const name = given.get('problem');
  const state = defaults(catalogue, name);
  if (name !== null && name !== state.problem) complain('problem', name, catalogue.problems.map((p) => p.name).join(', '), state.problem);
  const table = rules(catalogue, problemOf(catalogue, state.problem));
  for (const [key, value] of given) {
    if (key === 'v' || key === 'problem') continue;
    if (!(key in table)) { problems.push(`${key.slice(0, 40)} in the address is not a setting of this page and was left out.`); continue; }
    const read = table[key].read(value);
    if (read === undefined) complain(key, value, table[key].allowed, state[key]);
    else state[key] = read;
  }
  if (planned(state, defaults(catalogue, state.problem))) {
    for (const key of planKeys) if (!given.has(key)) state[key] = undefined;
  }
  return { state, problems };
}

/** The query string of a state, with only what differs from the defaults; empty when nothing does. */
export function format(state, catalogue) {
  const base = defaults(catalogue, state.problem);
  const first = defaults(catalogue);
  const out = new URLSearchParams();
  if (state.problem !== first.problem) out.set('problem', state.problem);
  for (const key of Object.keys(base)) {
    if (key === 'problem' || state[key] === undefined) continue;
    if (state[key] !== base[key] || (planKeys.includes(key) && planned(state, base))) out.set(key, String(state[key]));
  }
  const text = out.toString().replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%3D', '=');
  return text === '' ? '' : `?v=${version}&${text}`;
}

/** Checks one value as typed into a control; undefined when it is not allowed. */
export function check(key, value, state, catalogue) {
  return rules(catalogue, problemOf(catalogue, state.problem))[key].read(String(value));
}

/** The configuration of a session, as the engine expects it. */
export function config(state) {
  return Object.fromEntries(trainingKeys.filter((key) => state[key] !== undefined).map((key) => [key, String(state[key])]));
}
