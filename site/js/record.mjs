// The history of the run as the page has seen it, and the files made from what
// the engine sent: fields, losses, or everything.

import { npz } from './npz.mjs';

/** Collects the losses of a run from its progress messages. */
export class Record {
  steps = []; losses = [];

  clear() {
    this.steps = [];
    this.losses = [];
  }

  /** Adds the new points of a progress message; after a rollback they replace those they overlap. */
  add({ steps, losses }) {
    if (!steps?.length) return;
    let n = this.steps.length;
    while (n > 0 && this.steps[n - 1] >= steps[0]) n--;
    this.steps.length = this.losses.length = n;
    for (let i = 0; i < steps.length; i++) {
      this.steps.push(steps[i]);
      this.losses.push([...losses[i]]);
    }
  }
}

const cell = (value) => (Number.isFinite(value) ? String(value) : '');
const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const rows = (lines) => lines.map((line) => line.join(',')).join('\n') + '\n';

/** One row per step: its number and the loss of every task. */
export function historyCSV(record, tasks) {
  return rows([['step', ...tasks.map(quoted)], ...record.steps.map((step, i) => [step, ...record.losses[i].map(cell)])]);
}

/**
 * The grid of a fields message: the values of the outer axis, which is t, or y in the plane, and of x, all with their end points.
 */
function axes({ nt, nx, ny, t }, { xMin, xMax, yMin, yMax, tEnd }) {
  const grid = (lo, hi, n) => Array.from({ length: n }, (_, i) => Number((lo + (hi - lo) * i / (n - 1)).toPrecision(9)));
  const plane = ny > 0;
  return { plane, x: grid(xMin, xMax, nx), outer: plane ? grid(yMin, yMax, ny) : grid(0, tEnd, nt), t };
}

/** One row per point of the grid: ε, t, x, in the plane y, every field, and its reference where that is known. */
export function fieldsCSV(message, problem) {
  const { plane, x, outer, t } = axes(message, problem);
  const names = problem.fields.map((f) => f.name), reference = message.reference ?? [];
  const columns = [...message.data, ...reference];
  const lines = [['eps', 't', 'x', ...(plane ? ['y'] : []), ...names, ...reference.map((_, f) => `${names[f]}_reference`)]];
  for (let i = 0; i < outer.length; i++) {
    for (let j = 0; j < x.length; j++) lines.push([message.eps, ...(plane ? [t, x[j], outer[i]] : [outer[i], x[j]]), ...columns.map((c) => cell(c[i * x.length + j]))]);
  }
  return rows(lines);
}

/** The same as an object: fields by name, rows in the order of t, or of y in the plane. */
export function fieldsObject(message, problem) {
  const { plane, x, outer, t } = axes(message, problem);
  const table = (data) => data && outer.map((_, i) => Array.from(data.subarray(i * x.length, (i + 1) * x.length), (v) => (Number.isFinite(v) ? v : null)));
  return {
    eps: message.eps, step: message.step, ...(plane ? { t, x, y: outer } : { t: outer, x }),
    fields: Object.fromEntries(problem.fields.map(({ name, label, unit }, f) => [name, { label, unit, network: table(message.data[f]), reference: table(message.reference?.[f] ?? null) }])),
  };
}

/** The same for numpy.load: fields by name as arrays over t and x, or y and x in the plane; about tells what made them, as JSON. */
export function fieldsNPZ(message, problem, about) {
  const { plane, x, outer, t } = axes(message, problem);
  const arrays = { about: JSON.stringify(about), eps: message.eps, ...(plane ? { t, y: outer } : { t: outer }), x };
  problem.fields.forEach(({ name }, f) => {
    arrays[name] = { data: message.data[f], shape: [outer.length, x.length] };
    if (message.reference) arrays[`${name}_reference`] = { data: message.reference[f], shape: [outer.length, x.length] };
  });
  return npz(arrays);
}

/** Everything the page knows of a run. */
export function runObject({ link, config, ready, progress, errors, overTime, fields, record }) {
  const known = (row) => Array.from(row, (v) => (Number.isFinite(v) ? v : null));
  return {
    program: 'hrgrad', link, config, parameters: ready.parameters, tasks: ready.tasks,
    step: progress?.step ?? 0, check: progress?.check ?? '', seconds: progress?.seconds ?? 0,
    history: { steps: record.steps, losses: record.losses },
    errors: errors && { t: errors.t, step: errors.step, eps: [...errors.eps], relativeL2: Object.fromEntries(errors.fields.map((name, i) => [name, known(errors.values[i])])), ...(errors.estimated?.length > 0 && { estimated: Object.fromEntries(errors.fields.map((name, i) => [name, known(errors.estimated[i])])) }) },
    errorsOverTime: overTime && { t: [...overTime.t], step: overTime.step, eps: [...overTime.eps], relativeL2: Object.fromEntries(overTime.fields.map((name, i) => [name, overTime.t.map((_, k) => known(overTime.values[i].slice(k * overTime.eps.length, (k + 1) * overTime.eps.length)))])) },
    fields: fields && fieldsObject(fields, ready.problem),
  };
}
