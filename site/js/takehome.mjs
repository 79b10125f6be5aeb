// What a visitor takes home for a paper or a talk: figures, a clip, data, and how to cite. The figure shows the fields over x at the
// chosen time for several Knudsen numbers, which the engine evaluates one after the other.

import { citations } from './citation.mjs';
import { clipKind, record, whyNoClip } from './clip.mjs';
import { dashed, figure, inks, png, print } from './figure.mjs';
import { download } from './files.mjs';
import { files } from './manifest.mjs';
import { distance } from './summary.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

const short = (v) => String(v).replace('e-0', 'e-');
const patience = 60_000; // ms for the engine to answer
const patienceInSweep = 1500; // ms for the reference of one of its pictures
const sweepFrames = 49;

/** Reads a list of Knudsen numbers; a sentence when it is none. */
export function readEps(text, least) {
  const values = text.split(/[\s,;]+/).filter(Boolean).map(Number);
  if (values.length === 0 || values.length > inks.length || values.some((v) => !(v >= least && v <= 1)) || new Set(values).size < values.length) {
    return { problem: `Knudsen numbers: ${text.slice(0, 40) || 'nothing'} given, allowed are 1 to ${inks.length} different numbers from ${short(least)} to 1.` };
  }
  return { values };
}

/** A name that tells what is in the file. */
export function fileName({ problem, fields, eps, t }) {
  return `${problem}-${fields.join('-')}-eps${eps.map(short).join('_')}-t${short(t)}`;
}

/** The least and the largest value of some rows, with room. */
function range(rows) {
  let low = Infinity, high = -Infinity;
  for (const row of rows) for (const v of row ?? []) if (Number.isFinite(v)) { low = Math.min(low, v); high = Math.max(high, v); }
  const room = Math.max(0.05 * (high - low), 1e-9 * Math.max(1, Math.abs(high)));
  return [low - room, high + room];
}

/** The figure of some evaluations at one time: lines is [{eps, line}], fields are places in the problem's list. */
export function linesFigure({ lines, fields, problem, width, about, limits = null }) {
  const hasReference = lines.some(({ line }) => line.reference);
  const panels = fields.map((f) => ({
    label: problem.fields[f].label, x: [problem.xMin, problem.xMax], y: limits?.[f] ?? range(lines.flatMap(({ line }) => [line.values[f], line.reference?.[f]])),
    curves: [
      ...lines.map(({ line }, k) => ({ x: line.x, y: line.values[f], color: inks[k], width: 1.3 })),
      ...lines.filter(({ line }) => line.reference).map(({ line }) => ({ x: line.x, y: line.reference[f], ...dashed })),
    ],
  }));
  const legend = [...lines.map(({ eps }, k) => ({ name: `ε = ${short(eps).replace('-', '−')}`, color: inks[k], width: 1.3 })), ...(hasReference ? [{ name: 'reference', ...dashed }] : [])];
  return figure({ panels, legend, width, about });
}

/** The error of a field along a line, in words. */
function errorOf({ values, reference }, f) {
  const error = distance(values[f], reference?.[f]);
  return Number.isFinite(error) ? error.toExponential(1) : reference ? 'unknown (the reference is zero)' : 'unknown';
}

/** The text below a figure. */
export function caption({ lines, fields, problem, config, t, step, check, version }) {
  const names = fields.map((f, i) => `${fields.length > 1 ? `(${String.fromCharCode(97 + i)}) ` : ''}${problem.fields[f].label}`).join('; ');
  const errors = fields.map((f) => `${problem.fields[f].name} ${lines.map(({ eps, line }) => `${errorOf(line, f)} at ε = ${short(eps)}`).join(', ')}`).join('; ');
  return `${problem.title} (${problem.name}): ${names} at t = ${short(t)} for ε = ${lines.map(({ eps }) => short(eps)).join(', ')}, from one network (operator ${config.operator}, ${config.optimizer}, seed ${config.seed}, step ${step}, check ${check || 'none'}).`
    + `${lines.some(({ line }) => line.reference) ? ` Dashed: deterministic reference. Relative L2 errors over the points of the figure: ${errors}.` : ''} HRGrad ${version}.`;
}

/** The version of the program: the hash of the engine. */
const version = () => /engine\.(\w+)\.wasm/.exec(files['engine.wasm']?.url ?? '')?.[1] ?? 'single file';

/** Where a clip through the Knudsen numbers stops: equal steps of log eps, downwards. */
const decades = ({ epsMin, epsMax }) => Array.from({ length: sweepFrames }, (_, i) => ({
  eps: Math.max(epsMin, Math.min(epsMax, Number((epsMax * (epsMin / epsMax) ** (i / (sweepFrames - 1))).toPrecision(3)))),
}));

/** Where a clip through time stops. */
const times = ({ tEnd }) => Array.from({ length: sweepFrames }, (_, i) => ({ t: tEnd * i / (sweepFrames - 1) }));

export class TakeHome {
  #now; #evaluate; #data; #waiting = null; #busy = false; #stop = false;

  /** now() tells {state, ready, progress, config, references: whether any can come}; evaluate({eps, t}) asks the engine to look there, without a place to look back; data(kind) saves data. */
  constructor({ now, evaluate, data }) {
    this.#now = now;
    this.#evaluate = evaluate;
    this.#data = data;
    byId('takehome-open').addEventListener('click', () => this.open());
    byId('takehome').addEventListener('close', () => { this.#stop = true; });
    byId('figure-svg').addEventListener('click', () => this.#do(async (f) => download(`${f.name}.svg`, f.drawn.text, 'image/svg+xml')));
    byId('figure-png').addEventListener('click', () => this.#do(async (f) => download(`${f.name}.png`, await png(f.drawn, f.dpi), 'image/png')));
    byId('figure-pdf').addEventListener('click', () => this.#do(async (f) => print(f.drawn)));
    byId('clip-record').addEventListener('click', () => this.#clip());
    for (const kind of ['csv', 'json', 'npz']) byId(`data-${kind}`).addEventListener('click', () => this.#data(`fields-${kind}`));
    byId('cite-software').value = citations.software;
    byId('cite-paper').value = citations.paper;
  }

  open() {
    const { state, ready } = this.#now();
    const fields = byId('figure-field'), before = fields.value, { problem } = ready;
    fields.replaceChildren(new Option('All fields', ''), ...problem.fields.map((f) => new Option(f.label, f.name)));
    if (problem.fields.some((f) => f.name === before)) fields.value = before;
    if (!byId('figure-eps').value) byId('figure-eps').value = [...new Set([1, 0.1, 1e-3, state.eps])].filter((e) => e >= state.epsMin && e <= state.epsMax).sort((a, b) => b - a).map(short).join(', ');
    const plane = problem.dimensions > 1;
    byId('figure-what').textContent = `Fields over x at t = ${short(state.t)}${plane ? ', along the cut' : ''}, for several Knudsen numbers, with the reference where it is known in time.`;
    whyNoClip().then((why) => {
      byId('clip-why').textContent = why;
      byId('clip').disabled = why !== '';
      byId('clip').dataset.known = '';
    });
    byId('takehome').showModal();
  }

  /** Takes a fields message that was asked for here; false for any other. */
  takes(message) {
    const wait = this.#waiting;
    if (!wait) return false;
    if (message.eps !== wait.eps || message.t !== wait.t) return true; // the one from before
    wait.last = message;
    if (message.line.reference || wait.enough) wait.done();
    return true;
  }

  /** The engine stands ready: the dialog can be opened, and one that was started again is asked again. */
  ready() {
    byId('takehome-open').disabled = false;
    if (this.#waiting) this.#evaluate(this.#waiting);
  }

  /** The fields at a Knudsen number and a time; with the reference if it comes within some milliseconds. */
  #at({ eps, t }, within = this.#now().references ? patience : 0) {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(first);
        clearTimeout(last);
        this.#waiting = null;
        if (wait.last) resolve(structuredClone(wait.last));
        else reject(new Error('The engine has not answered.'));
      };
      const wait = { eps, t, enough: false, last: null, done: end }, last = setTimeout(end, patience);
      const first = setTimeout(() => { wait.enough = true; if (wait.last) end(); }, within);
      this.#waiting = wait;
      this.#evaluate({ eps, t });
    });
  }

  #say(text) { byId('takehome-said').textContent = text; }

  /** Runs a task with the buttons off; whatever goes wrong is said. */
  async #alone(task) {
    if (this.#busy) return;
    this.#busy = true;
    this.#stop = false;
    const buttons = [...byId('takehome').querySelectorAll('button.work')];
    for (const b of buttons) b.disabled = true;
    try {
      await task();
    } catch (cause) {
      this.#say(cause.message);
    }
    for (const b of buttons) b.disabled = false;
    this.#busy = false;
    this.#waiting = null;
    this.#evaluate(null);
  }

  /** The chosen fields, as places. */
  #fields(problem) {
    const name = byId('figure-field').value;
    return name === '' ? problem.fields.map((_, f) => f) : [problem.fields.findIndex((f) => f.name === name)];
  }

  #do(save) {
    return this.#alone(async () => {
      const { state, ready, progress, config } = this.#now(), { problem } = ready;
      const width = Number(byId('figure-width').value), dpi = Number(byId('figure-dpi').value);
      const { values, problem: wrong } = readEps(byId('figure-eps').value, state.epsMin);
      if (wrong) throw new Error(wrong);
      if (!(width >= 30 && width <= 500)) throw new Error(`Width: ${byId('figure-width').value || 'nothing'} given, allowed is 30 to 500 mm.`);
      if (!(dpi >= 50 && dpi <= 1200)) throw new Error(`Pixels per inch: ${byId('figure-dpi').value || 'nothing'} given, allowed is 50 to 1200.`);
      const lines = [];
      for (const eps of values) {
        this.#say(`Computing ε = ${short(eps)}, ${lines.length + 1} of ${values.length}`);
        const { line } = await this.#at({ eps, t: state.t });
        if (this.#stop) throw new Error('Stopped.');
        lines.push({ eps, line });
      }
      const fields = this.#fields(problem), name = fileName({ problem: problem.name, fields: fields.map((f) => problem.fields[f].name), eps: values, t: state.t });
      const about = caption({ lines, fields, problem, config, t: state.t, step: progress?.step ?? 0, check: progress?.check, version: version() });
      byId('figure-caption').value = about;
      await save({ drawn: linesFigure({ lines, fields, problem, width, about }), name, dpi });
      this.#say(`${name}: done. The caption is below.`);
    });
  }

  /** The pictures of a clip through time, from one map over (t, x). */
  async #frames({ eps, t }, { tEnd }) {
    this.#say('Computing');
    const { nt, nx, data, reference, line } = await this.#at({ eps, t });
    return Array.from({ length: nt }, (_, i) => {
      const rows = (all) => all && all.map((d) => d.subarray(i * nx, (i + 1) * nx));
      return { eps, t: tEnd * i / (nt - 1), line: { x: line.x, values: rows(data), reference: rows(reference) } };
    });
  }

  /** The pictures of a clip that the engine is asked for one by one, at places that differ from the state in eps or t. */
  async #frameByFrame(places, state) {
    const frames = [];
    for (const place of places) {
      if (this.#stop) break;
      this.#say(`Computing ${frames.length + 1} of ${places.length}`);
      const { eps, t } = { ...state, ...place };
      frames.push({ eps, t, line: (await this.#at({ eps, t }, patienceInSweep)).line });
    }
    return frames;
  }

  #clip() {
    return this.#alone(async () => {
      const { state, ready } = this.#now(), { problem } = ready, fields = this.#fields(problem), overTime = byId('clip-kind').value === 't';
      const frames = overTime && problem.dimensions === 1 ? await this.#frames(state, problem) : await this.#frameByFrame(overTime ? times(problem) : decades(state), state);
      const limits = problem.fields.map((_, f) => range(frames.flatMap(({ line }) => [line.values[f], line.reference?.[f]])));
      const drawn = frames.map(({ eps, t, line }) => {
        const one = linesFigure({ lines: [{ eps, line }], fields, problem, width: 160, about: '', limits });
        return overTime ? { ...one, text: one.text.replace('</text>', `, t = ${t.toPrecision(2)}</text>`) } : one;
      });
      const bytes = await record(drawn, { say: (n) => this.#say(`Recording ${n} of ${drawn.length}`), stopped: () => this.#stop });
      const kind = clipKind().split(';')[0], name = fileName({ problem: problem.name, fields: fields.map((f) => problem.fields[f].name), eps: overTime ? [state.eps] : [state.epsMax, state.epsMin], t: overTime ? problem.tEnd : state.t });
      download(`${name}${overTime ? '-in-time' : '-sweep'}.${kind.split('/')[1]}`, bytes, kind);
      this.#say(`${drawn.length} pictures: done.`);
    });
  }
}
