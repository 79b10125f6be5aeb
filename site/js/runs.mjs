// Runs as the shelf keeps them: what one is, how several differ, and the file that takes them elsewhere.

/**
 * @typedef {object} Run
 * @property {string} id
 * @property {string} name
 * @property {'run'|'race'} kind       race: one operator of a race, without a checkpoint
 * @property {string} problem
 * @property {string} title            of the problem
 * @property {string} query            address of the page with all settings
 * @property {Object<string, string>} config  settings of the training as text by key
 * @property {string[]} tasks
 * @property {number} step
 * @property {number} steps            planned
 * @property {number} seconds          of training
 * @property {number} at               when, in milliseconds since 1970
 * @property {{steps: number[], total: number[]}} losses   sum over the tasks
 * @property {{eps: number[], fields: string[], values: (number|null)[][], t: number}|null} errors  the last ones
 * @property {{steps: number[], seconds: number[], worst: (number|null)[][]}} course  worst error of every field while it trained
 */

export const mostCurve = 400; // points of a curve

/** A curve of at most so many points: the last stays, of the others every n-th. */
export function thinned(list, most = mostCurve) {
  if (list.length <= most) return [...list];
  const every = Math.ceil(list.length / most);
  return list.filter((_, i) => i % every === 0 || i === list.length - 1);
}

/** The worst error of every field; null where one is not known. */
export function worst(errors) {
  return (errors?.values ?? []).map((row) => (row.every(Number.isFinite) ? Math.max(...row) : null));
}

/** Settings in which runs differ, as [key, values]; undefined where a run has no such setting. */
export function differences(runs) {
  const keys = [...new Set(runs.flatMap(({ config }) => Object.keys(config)))];
  return keys.map((key) => /** @type {[string, string[]]} */ ([key, runs.map(({ config }) => config[key])])).filter(([, values]) => new Set(values).size > 1);
}

/** What of a run's settings is not the default of its problem, as "key value, ...". */
export function unusual({ config }, defaults) {
  return Object.keys(config).filter((key) => key !== 'problem' && config[key] !== defaults?.[key] && config[key] !== '').map((key) => `${key} ${config[key]}`).join(', ');
}

const toText = (bytes) => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
};

/** The file of runs, [run, bytes of its checkpoint or null] each. */
export function pack(entries) {
  return `${JSON.stringify({ format: 'hrgrad-runs', version: 1, runs: entries.map(([run, bytes]) => ({ ...run, checkpoint: bytes ? toText(bytes) : null })) })}\n`;
}

const shapes = { id: 'string', name: 'string', kind: 'string', problem: 'string', title: 'string', query: 'string', step: 'number', steps: 'number', seconds: 'number', at: 'number' };

/** Reads a file of runs: [run, bytes or null] each. Throws one clear line for anything else. */
export function unpack(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error('The file is not JSON. Choose one that Export all has written.');
  }
  if (file?.format !== 'hrgrad-runs' || !Array.isArray(file.runs)) throw new Error('The file is no file of runs: its format is not hrgrad-runs. Choose one that Export all has written.');
  if (file.version !== 1) throw new Error(`The file is of version ${String(file.version).slice(0, 20)}; this page reads version 1.`);
  return file.runs.map(({ checkpoint, ...run }, i) => {
    for (const [key, kind] of Object.entries(shapes)) if (typeof run[key] !== kind) throw new Error(`runs[${i}].${key}: ${JSON.stringify(run[key])?.slice(0, 40) ?? 'nothing'} given, a ${kind} is needed.`);
    if (typeof run.config !== 'object' || run.config === null || Object.values(run.config).some((value) => typeof value !== 'string')) throw new Error(`runs[${i}].config: settings as texts by key are needed.`);
    const list = (value, of) => Array.isArray(value) && value.every(of), number = (v) => v === null || typeof v === 'number';
    if (!list(run.losses?.steps, number) || !list(run.losses?.total, number) || !list(run.course?.steps, number) || !list(run.course?.worst, (row) => list(row, number))) throw new Error(`runs[${i}]: curves of losses and errors as lists of numbers are needed.`);
    if (run.errors !== null && (!list(run.errors?.eps, number) || !list(run.errors?.values, (row) => list(row, number)))) throw new Error(`runs[${i}].errors: lists of numbers or null are needed.`);
    try {
      return [/** @type {Run} */ (run), checkpoint === null ? null : Uint8Array.from(atob(checkpoint), (c) => c.charCodeAt(0))];
    } catch {
      throw new Error(`runs[${i}].checkpoint: it is not base64.`);
    }
  });
}

const nan = (value) => (value === null ? NaN : value);

/** Charts of the losses, of the errors over the Knudsen number and of the errors over the steps and the seconds of training, one curve per run and field. */
export function overlays(runs) {
  const look = runs.map((run, k) => ({ run, name: run.name, className: `runner r${k}` }));
  const fields = [...new Set(runs.flatMap(({ errors }) => errors?.fields ?? []))];
  return [
    { title: 'Loss, summed over the tasks', x: { name: 'step' }, y: { name: 'loss', log: true }, curves: look.map(({ run, ...rest }) => ({ ...rest, x: run.losses.steps, y: run.losses.total.map(nan) })) },
    ...fields.flatMap((field) => {
      const place = ({ errors }) => errors?.fields.indexOf(field) ?? -1, known = look.filter(({ run }) => place(run) >= 0);
      // An operator of a race has no seconds of its own for every step.
      const course = (over) => ({ y: { name: 'error', log: true }, curves: known.filter(({ run }) => run.course[over]?.length === run.course.steps.length).map(({ run, ...rest }) => ({ ...rest, x: run.course[over], y: (run.course.worst[place(run)] ?? []).map(nan) })) });
      return [
        { title: `Relative L² error of ${field} per Knudsen number`, x: { name: 'ε', log: true }, y: { name: 'error', log: true }, curves: known.map(({ run, ...rest }) => ({ ...rest, x: run.errors.eps, y: run.errors.values[place(run)].map(nan) })) },
        { title: `Worst error of ${field} over the steps`, x: { name: 'step' }, ...course('steps') },
        { title: `Worst error of ${field} over the seconds of training`, x: { name: 'seconds' }, ...course('seconds') },
      ];
    }),
  ];
}
