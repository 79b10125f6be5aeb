// The shelf of runs: paused and finished ones and those of races are kept in the browser, compared, opened again, and taken elsewhere as a file.

import { drawCharts } from './charts.mjs';
import { download } from './files.mjs';
import { count, duration, scientific } from './format.mjs';
import { clear, notice } from './notices.mjs';
import { differences, overlays, pack, thinned, unpack, unusual, worst } from './runs.mjs';
import { fill } from './tables.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

const folder = 'shelf', states = 'shelf states'; // what a run is, and its checkpoint
const most = 40; // runs that are kept; the oldest give way
const mostShown = 4; // at once
const largest = 64 << 20; // bytes of a file

export class Shelf {
  #store; #page; #runs = new Map(); #shown = []; #present = null; #course = null; #opening = null; #latest = null; #writing = Promise.resolve();

  /**
   * @param {import('./store.mjs').Store} store
   * @param {{now: () => {state: any, ready: any, progress: any, errors: any, record: any, query: string}, defaults: (problem: string) => Object<string, string>|undefined,
   *   open: (run: import('./runs.mjs').Run, bytes: Uint8Array|null) => void}} page
   */
  constructor(store, page) {
    this.#store = store;
    this.#page = page;
    byId('runs-export').addEventListener('click', () => this.#export());
    byId('runs-import').addEventListener('click', () => byId('runs-file').click());
    byId('runs-file').addEventListener('change', ({ target }) => this.#import(target));
    this.#load();
  }

  /** A session begins: what comes is another run. */
  ready({ step }) {
    const opened = this.#opening;
    this.#present = opened?.step === step ? opened : null;
    this.#course = this.#present ? { steps: [...opened.course.steps], seconds: [...opened.course.seconds], worst: opened.course.worst.map((row) => [...row]) } : { steps: [], seconds: [], worst: [] };
    this.#opening = this.#latest = null;
    this.#show();
  }

  /** A sound state of the present run. */
  state({ step, bytes }) {
    this.#latest = { step, bytes };
    this.paused();
  }

  /** Errors of the present run at a step. */
  errors(message, seconds) {
    const values = worst(message);
    if (!this.#course || values.length === 0 || values.some((value) => value === null) || message.step === this.#course.steps.at(-1)) return;
    this.#course.steps.push(message.step);
    this.#course.seconds.push(seconds);
    values.forEach((value, f) => (this.#course.worst[f] ??= []).push(value));
    if (this.#present && this.#page.now().progress?.step === message.step) this.paused(); // the errors of its last step come after it
  }

  /** The present run may have paused or finished. */
  paused() {
    const { ready, progress } = this.#page.now();
    if (!ready || ready.trained || !progress?.step || progress.running) return;
    this.#keep();
  }

  /** A race has ended: every entry of it is a run. */
  race(message, config, query) {
    for (const runner of message.runners) {
      if (runner.failure !== '') continue;
      const { steps, seconds, worst: course, total } = runner.history, of = message.seconds > 0 ? 'optimizer' : 'operator';
      this.#put({
        id: newId(), name: `${runner.title}, race`, kind: 'race', problem: message.problem, title: this.#page.now().ready.problem.title, query: withEntry(query, of, runner),
        config: { ...config, [of]: runner.name }, tasks: this.#page.now().ready.tasks, step: runner.step, steps: runner.steps, seconds: runner.seconds, at: Date.now(),
        losses: { steps: [...steps], total: [...total] },
        errors: { eps: [...message.decades], fields: [...message.fields], values: runner.errors.map((row) => [...row].map(known)), t: this.#page.now().ready.problem.tEnd },
        course: { steps: [...steps], seconds: message.seconds > 0 ? [...seconds] : [], worst: course.map((row) => [...row].map(known)) },
      });
    }
  }

  #keep() {
    const { ready, progress, errors, record, query } = this.#page.now(), before = this.#present;
    const points = thinned(record.steps.map((step, i) => [step, record.losses[i].reduce((sum, v) => sum + v, 0)]));
    const course = thinned(this.#course.steps.map((_, i) => i));
    this.#present = {
      id: before?.id ?? newId(), name: before?.name ?? this.#name(ready), kind: 'run', problem: ready.problem.name, title: ready.problem.title, query,
      config: ready.config, tasks: ready.tasks, step: progress.step, steps: progress.steps, seconds: progress.seconds, at: Date.now(),
      losses: { steps: points.map(([step]) => step), total: points.map(([, total]) => known(total)) },
      errors: errors && { eps: [...errors.eps], fields: [...errors.fields], values: errors.values.map((row) => [...row].map(known)), t: errors.t },
      course: { steps: course.map((i) => this.#course.steps[i]), seconds: course.map((i) => this.#course.seconds[i]), worst: this.#course.worst.map((row) => course.map((i) => row[i])) },
    };
    this.#put(this.#present, this.#latest?.step === progress.step ? this.#latest.bytes : null);
  }

  /** A name that tells runs apart: problem, operator and seed, with a number where that is taken. */
  #name({ problem, config }) {
    const taken = new Set([...this.#runs.values()].map(({ name }) => name)), name = `${problem.name}, ${config.operator}, seed ${config.seed}`;
    for (let n = 1; ; n++) {
      const next = n === 1 ? name : `${name} (${n})`;
      if (!taken.has(next)) return next;
    }
  }

  #put(run, bytes = null) {
    this.#runs.set(run.id, run);
    const old = [...this.#runs.values()].sort((a, b) => b.at - a.at).slice(most);
    for (const { id } of old) this.#runs.delete(id);
    this.#write({
      put: [{ folder, key: run.id, value: run }, ...(bytes ? [{ folder: states, key: run.id, value: bytes }] : [])],
      remove: old.flatMap(({ id }) => [{ folder, key: id }, { folder: states, key: id }]),
    });
    this.#show();
  }

  /** Changes the storage, one change after the other; what it refuses is said once. */
  #write(changes) {
    this.#writing = this.#writing.then(() => this.#store.change(changes)).then(() => clear('shelf'), (cause) => {
      notice('shelf', `The shelf of runs is kept only until this page is closed: ${cause.message.replace(/\.$/, '')}. Export all writes it to a file.`, { bad: true });
    });
  }

  async #load() {
    try {
      for (const [id, run] of await this.#store.list(folder)) if (!this.#runs.has(id)) this.#runs.set(id, run);
    } catch { /* said when there is something to keep */ }
    this.#show();
  }

  #show() {
    const runs = [...this.#runs.values()].sort((a, b) => b.at - a.at);
    this.#shown = this.#shown.filter((id) => this.#runs.has(id));
    byId('runs-none').hidden = runs.length > 0;
    byId('runs-export').disabled = runs.length === 0;
    const focus = /** @type {any} */ (document.activeElement)?.dataset ?? {}, { run: focused, what } = focus;
    if (what === 'name' && this.#runs.has(focused)) return; // somebody types a name
    fill(byId('runs-table'), 'Runs that are kept', ['Name', 'Show', 'Problem', 'Settings that are not its default', 'Step', 'Time', 'Worst errors', 'Do'], runs.map((run) => ({
      here: run.id === this.#present?.id,
      cells: ['', '', run.problem, unusual(run, this.#page.defaults(run.problem)) || 'none', count(run.step), duration(run.seconds), worst(run.errors).map((value, f) => `${run.errors.fields[f]} ${scientific(value)}`).join(', '), ''],
    })));
    [...byId('runs-table').querySelectorAll('tbody tr')].forEach((row, i) => this.#equip(row, runs[i]));
    if (focused) byId('runs-table').querySelector(`[data-run="${focused}"][data-what="${what}"]`)?.focus({ preventScroll: true });
    this.#compare();
  }

  /** Puts the controls of a run into its row. */
  #equip(row, run) {
    const control = (element, what, label) => {
      element.dataset.run = run.id;
      element.dataset.what = what;
      element.setAttribute('aria-label', `${label} ${run.name}`);
      return element;
    };
    const box = control(Object.assign(document.createElement('input'), { type: 'checkbox', checked: this.#shown.includes(run.id) }), 'show', 'Show');
    box.addEventListener('change', () => this.#choose(run.id, box));
    const name = control(Object.assign(document.createElement('input'), { type: 'text', value: run.name, maxLength: 80 }), 'name', 'Name of');
    name.addEventListener('change', () => this.#rename(run, name));
    const open = control(Object.assign(document.createElement('button'), { type: 'button', textContent: 'Open', disabled: !this.#page.now().ready }), 'open', 'Open'); // the engine takes it
    open.addEventListener('click', () => this.#open(run));
    const remove = control(Object.assign(document.createElement('button'), { type: 'button', textContent: 'Delete' }), 'delete', 'Delete');
    remove.addEventListener('click', () => this.#delete(run));
    row.children[0].append(name);
    row.children[1].append(box);
    row.lastElementChild.append(open, ' ', remove);
  }

  #choose(id, box) {
    if (box.checked && this.#shown.length >= mostShown) {
      box.checked = false;
      notice('shelf-shown', `At most ${mostShown} runs are shown at once.`);
      return;
    }
    this.#shown = box.checked ? [...this.#shown, id] : this.#shown.filter((other) => other !== id);
    this.#compare();
  }

  #rename(run, input) {
    const name = input.value.trim();
    if (name === '') { input.value = run.name; return; }
    run.name = name;
    this.#write({ put: [{ folder, key: run.id, value: run }] });
    input.blur();
    this.#show();
  }

  async #open(run) {
    try {
      this.#opening = run;
      this.#page.open(run, (await this.#store.get(states, run.id)) ?? null);
    } catch (cause) {
      this.#opening = null;
      notice('shelf', `This run cannot be read: ${cause.message}.`, { bad: true });
    }
  }

  #delete({ id }) {
    this.#runs.delete(id);
    if (this.#present?.id === id) this.#present = null;
    this.#write({ remove: [{ folder, key: id }, { folder: states, key: id }] });
    this.#show();
    byId('runs-import').focus({ preventScroll: true });
  }

  /** Draws the runs that are shown over each other, and the settings in which they differ. */
  #compare() {
    const runs = this.#shown.map((id) => this.#runs.get(id)).filter(Boolean);
    byId('runs-compared').hidden = runs.length === 0;
    if (runs.length === 0) return;
    const differ = differences(runs);
    byId('runs-differ-note').textContent = runs.length < 2 ? 'Show a second run to see what differs.' : differ.length === 0 ? 'These runs have the same settings.' : '';
    fill(byId('runs-differ'), 'Settings in which the runs that are shown differ', ['Setting', ...runs.map(({ name }) => name)], differ.map(([key, values]) => ({ cells: [key, ...values.map((value) => value ?? '–')] })));
    drawCharts(byId('runs-charts'), overlays(runs));
  }

  async #export() {
    try {
      await this.#writing;
      const bytes = new Map(await this.#store.list(states));
      download(`hrgrad-runs-${this.#runs.size}.json`, pack([...this.#runs.values()].map((run) => [run, bytes.get(run.id) ?? null])), 'application/json');
    } catch {
      download(`hrgrad-runs-${this.#runs.size}.json`, pack([...this.#runs.values()].map((run) => [run, null])), 'application/json');
    }
  }

  async #import(input) {
    const [file] = input.files;
    try {
      if (!file) return;
      if (file.size > largest) throw new Error(`${file.name} has ${(file.size / 1e6).toFixed(0)} MB; a file of runs has at most 64 MB.`);
      const entries = unpack(await file.text());
      for (const [run, bytes] of entries) this.#put(run, bytes);
      notice('shelf-import', `${entries.length} ${entries.length === 1 ? 'run was' : 'runs were'} taken from ${file.name}.`);
    } catch (cause) {
      notice('shelf-import', cause.message, { bad: true });
    } finally {
      input.value = '';
    }
  }
}

/** A number as JSON has it. */
const known = (value) => (Number.isFinite(value) ? value : null);

/** The address of an entry of a race. An optimiser has the settings that it brings. */
function withEntry(query, of, { name, step }) {
  const out = new URLSearchParams(query);
  if (of === 'optimizer' && (out.get(of) ?? '') !== name) for (const key of ['width', 'precision', 'head', 'depth', 'polish']) out.delete(key);
  if (of === 'optimizer') out.set('steps', step); // those that fitted
  out.set(of, name);
  out.delete('trained');
  return `?${out}`;
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
