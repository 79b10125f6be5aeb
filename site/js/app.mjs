// The page: joins controls, engine and view. Data flows one way: a change of the
// state goes to the engine, and what the engine sends is shown.

import { Address } from './address.mjs';
import { showConservation } from './conservation.mjs';
import { copyOf } from './buffers.mjs';
import { catalogue } from './catalogue.mjs';
import { Computing } from './computing.mjs';
import { Controls } from './controls.mjs';
import { Engine } from './engine.mjs';
import { examples } from './examples.mjs';
import { Exercises } from './exercises.mjs';
import { Extras } from './extras.mjs';
import { Fitting } from './fit.mjs';
import { missing } from './features.mjs';
import { download, read } from './files.mjs';
import { count, scientific } from './format.mjs';
import { bindKeys } from './keyboard.mjs';
import { drawLines, drawRace } from './lineplot.mjs';
import { clear, notice } from './notices.mjs';
import { Own } from './own.mjs';
import { Editor, same } from './owneditor.mjs';
import { decode, keptName } from './ownlink.mjs';
import { ofPlane, parameterKey, Parameters, parameterText, parameterValues } from './parameters.mjs';
import { labels, Race } from './race.mjs';
import { Recovery } from './recovery.mjs';
import { link } from './share.mjs';
import { Shelf } from './shelf.mjs';
import { watchSight } from './sight.mjs';
import { Player } from './player.mjs';
import { Probe } from './probe.mjs';
import { Sliders } from './sliders.mjs';
import { check, config, defaults, format, fromText, opened, ownCode, ownKeys, parse, problemName, problemOf, trainingKeys, withSetting } from './state.mjs';
import { Solve } from './solve.mjs';
import * as status from './status.mjs';
import { Store } from './store.mjs';
import { Summary } from './summary.mjs';
import { errorsCSV, showErrors, showTasks } from './tables.mjs';
import { TakeHome } from './takehome.mjs';
import { tourSeesRun } from './tour.mjs';
import { describe, networkOf } from './trained.mjs';
import { explainMissing, pickText, ViewFrame } from './viewframe.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

// A problem from a file is known only once the engine has checked it; until then the page shows its default one.
const { query, bare } = opened(location.search);
const given = new URLSearchParams(query), linked = given.get('own');
const { state: initial, problems } = parse(linked === null ? query : visitors(given), catalogue);
/** @type {any} */ // the settings by key, and what the page adds; see state.mjs
let state = initial;
let keptChoices = []; // what the list of problems has beyond the settings: the problems that this browser keeps, and the editor
/** @type {import('./wire.gen.mjs').Hello} */
let hello = null;
/** @type {import('./wire.gen.mjs').Ready} */
let ready = null;
/** @type {import('./wire.gen.mjs').Progress} */
let progress = null;
/** @type {import('./wire.gen.mjs').Errors} */
let errors = null;
let lines = null; // the last fields, where they are drawn without the view
let view = null, running = false, away = false;
let starting = ''; // what a session was asked of the engine for: settings, reset, file, kept, lost; empty: none is
let pushed = false; // the settings have an entry of the browser's history that goes when the engine refuses them
let trained = false; // the session shows a network that was trained before
let sweep = bare && !matchMedia('(prefers-reduced-motion: reduce)').matches; // still to come
const fractions = new Map(); // of references under way, by Knudsen number

problems.forEach((text, i) => notice(`address-${i}`, text, { bad: true }));

const address = new Address((of) => format(of, catalogue), (moved) => {
  const { query } = opened(moved);
  const code = new URLSearchParams(query).get('own'), own = catalogue.problems.find((p) => p.own && ownCode(p) === code);
  if (code !== null && !own) { // of an earlier visit to this page
    openLinked(code, query);
    return;
  }
  const { ui, kernels } = state; // stay as the page was opened
  use({ ...parse(query, catalogue, own?.name).state, ui, kernels });
});
const controls = new Controls(catalogue, (next) => choose(sameRun(next) ? next : { ...next, trained: '' }), { list: () => keptChoices, take: (name) => (name === 'own:edit' ? edit() : pick(name.slice('own:'.length))) });
const moved = (eps, t) => { change({ ...state, eps, t }); look(); tabulate(); };
const sliders = new Sliders(moved);
const player = new Player({ sliders, onMove: moved });
const probe = new Probe(() => look());
const point = new Parameters(byId('point'), (settings) => { change({ ...state, ...settings }); look(); }, ofPlane);
const parameters = new Parameters(byId('parameters'), (settings) => { change({ ...state, ...settings }); look(); tabulate(); });
const engine = new Engine({
  onMessage: (/** @type {any} */ message) => { if (receive[message.type]) receive[message.type](message); else view?.set(message); },
  onPost: (message) => recovery.posted(message),
  onLoading: (fraction) => status.loading('Loading the engine', fraction),
  onFailure: (role, reason) => {
    if (role === 'reference') {
      notice('reference', `Reference solutions are not available: ${reason}. Training works without them.`, { bad: true });
      return;
    }
    recovery.failed(reason);
  },
});
const store = initial.ui === 'min' ? null : new Store(); // within another page nothing is stored
const recovery = new Recovery(engine, store, {
  now: () => ({ query: format(state, catalogue), file: problemName(catalogue, state.problem), ready, progress, running: running || away, racing: race.active }),
  start: () => restart(),
  resume(bytes, run, query = null, problem = '') {
    still();
    if (query !== null) {
      // Where the problem of a file is not known yet, its settings come with the checkpoint.
      const own = problemOf(catalogue, problem)?.own && problem;
      if (own || !new URLSearchParams(query).has('own')) {
        const { state: next } = parse(query, catalogue, own);
        for (const key of ownKeys(catalogue)) next[key] = state[key];
        change(next);
        place(state);
      }
    }
    change({ ...state, trained: '' });
    begin(query === null ? 'lost' : 'kept', { type: 'resume', bytes }, [bytes.buffer]);
    look();
    if (run) engine.post({ type: 'run' });
  },
  enable,
});

const computing = new Computing(byId('computing'), (message) => engine.post(message));
const ownProblems = new Own(catalogue, (message) => engine.post(message));

const fitting = new Fitting({
  post: (message) => engine.post(message),
  onSet: (values) => goTo(Object.fromEntries(Object.entries(values).map(([name, value]) => [parameterKey(name), value]))),
  onLook: (eps, t) => goTo({ eps, t }),
});
const editor = new Editor({
  format: catalogue.file, examples, own: ownProblems,
  handlers: { onTrain: (entry) => train(entry, true), link: (entry) => link(defaults(catalogue, entry.name), catalogue), onKept: listKept },
});

/** What the engine sends, by type. */
/** @type {{ [M in import('./wire.gen.mjs').Message as M['type']]?: (message: M) => void }} */
const receive = {
  hello(message) {
    hello = message;
    share();
    if (recovery.hello()) return;
    if (linked !== null) openLinked(linked, query);
    else restart();
  },
  pong() { recovery.answered(); },
  mended({ message }) { notice('mended', message); },
  fit(message) {
    fitting.receive(message);
    view?.set(message);
  },
  checked: (message) => ownProblems.checked(message),
  ready(message) {
    const another = ['settings', 'reset', 'file'].includes(starting);
    starting = '';
    pushed = false;
    ready = message;
    shown = null;
    trained = message.trained;
    describe(trained ? state.trained : '');
    if (message.own) {
      ownProblems.enter(message.own);
      ownProblems.prune(message.own.text);
      ownProblems.register(message.own).then(() => change(state)); // its text in the address
    }
    progress = errors = null;
    fractions.clear();
    adoptConfig(message.config);
    clear('fault');
    enable(true);
    byId('save').disabled = trained; // it would hold the network without the state of its run
    view?.set(message);
    showTasks(byId('tasks-table'), message.tasks, [], null);
    extras.ready(message);
    fitting.ready(problemOf(catalogue, state.problem));
    probe.ready(message);
    shelf?.ready(message);
    recovery.ready(message, another);
    prepared?.(true);
    race.ready();
    byId('conservation-box').hidden = true;
    solve.ready(message);
    tabulate();
    status.show(null, message.parameters, hello.kernels);
  },
  progress(message) {
    const was = running;
    progress = message;
    running = message.running;
    byId('run').textContent = trained ? 'Train it yourself' : running ? 'Pause' : progress.step >= progress.steps ? 'Train on' : 'Run'; // beyond the plan it goes on until paused
    view?.set(message);
    extras.progress(message);
    recovery.progress(message);
    solve.progress(message);
    if (!running && was) summary.news();
    if (!running && (was || message.step > 0)) shelf?.paused();
    status.show(message, ready.parameters, hello.kernels, { away, trained });
    showTasks(byId('tasks-table'), ready.tasks, message.losses, message.gradient);
    describeConflict(message.gradient);
    if (running !== was) {
      if (running) tourSeesRun();
      status.announce(running ? 'Training' : away ? 'Paused while out of sight' : `Paused at step ${count(message.step)}, loss ${Number.isFinite(message.total) ? message.total.toExponential(1) : 'unknown'}`);
    }
  },
  solving(message) { solve.receive(message); },
  fields(message) {
    if (takeHome.takes(message)) {
      engine.post({ type: 'ack' });
      return;
    }
    const mine = view ? copyOf(message) : message;
    shown = mine;
    summary.news();
    extras.fields(mine);
    probe.fields(mine);
    player.seen(message);
    if (sweep && trained) {
      sweep = false;
      player.sweep();
    }
    if (view) view.set(message);
    else {
      lines = message;
      requestAnimationFrame(() => { if (!race.active) drawRun(); engine.post({ type: 'ack' }); });
    }
  },
  errors(message) {
    errors = message;
    summary.news();
    shelf?.errors(message, progress?.seconds ?? 0);
    view?.set(message);
    tabulate();
  },
  distribution(message) {
    probe.distribution(view ? copyOf(message) : message);
    if (state.velocities === 'show') view?.set(message);
  },
  conservation(message) {
    view?.set(message);
    byId('conservation-box').hidden = false;
    showConservation(byId('conservation'), byId('conservation-note'), message);
  },
  race(message) {
    if (!race.receive(view ? copyOf(message) : message)) return;
    if (view) view.set(message);
    else drawRace(byId('line'), message, labels(ready.problem));
  },
  reference({ eps, fraction, limit }) {
    computing.progress({ eps, fraction, limit }, state.eps);
    if (limit) return;
    fractions.set(eps, fraction);
    if (fraction < 1) tabulate();
  },
  checkpoint(message) {
    if (message.auto && trained) return;
    if (message.auto) shelf?.state(message);
    recovery.checkpoint(message);
  },
  fault({ message, action }) {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    // Settings that do not go together: the session before is kept, and so are its settings.
    if (starting && ready) adoptConfig(ready.config);
    if (pushed) history.back();
    starting = '';
    pushed = false;
    race.refused();
    prepared?.(false);
    notice('fault', `${sentence}. ${action}`, { bad: true });
  },
};

/** Takes a new state into the controls and the address. */
function change(next) {
  state = next;
  controls.show(state);
  race.show(state);
  byId('velocities').checked = state.velocities === 'show';
  if (view && view.panel !== state.panel) view.focus(state.panel);
  tasks.show(state.exercise);
  byId('enlarge').textContent = state.panel === '' ? 'Enlarge' : 'All plots';
  const choice = /** @type {HTMLInputElement} */ (document.querySelector(`input[name=show][value=${state.show}]`));
  if (!choice.checked) {
    choice.checked = true;
    view?.show(state.show);
  }
  address.show(state);
}

/** Takes a state that the visitor has chosen; the browser's Back returns to the one before. */
function choose(next) {
  address.push(state, next);
  use(next);
  pushed = starting !== '';
}

/** Whether a state has the settings of the present run, which then goes on with it. */
function sameRun(next) {
  return trainingKeys(catalogue).every((key) => next[key] === state[key]);
}

/** Takes a state, and starts the run over if one of its settings is another one. */
function use(next) {
  const same = sameRun(next) && next.trained === state.trained;
  change(next);
  if (!same) {
    restart();
    return;
  }
  share();
  place(state);
  look();
  tabulate();
}

/** Asks the engine for a session; why is told when it comes. */
function begin(why, message, transfer) {
  starting = why;
  engine.post(message, transfer);
}

/** Ends what moves by itself. */
function still() {
  player.stop();
  sweep = false;
}

/** Starts a session for the state; one that was running runs again. */
function restart() {
  const { tEnd } = problemOf(catalogue, state.problem);
  state.t = Math.min(state.t, tEnd);
  place(state);
  if (!hello) return;
  const again = running;
  starting = 'settings';
  const { trained: name } = state;
  if (name !== '') {
    showTrained(name);
    return;
  }
  engine.post({ type: 'init', config: config(state, catalogue) });
  look();
  if (again) engine.post({ type: 'run' });
}

/** Shows the trained network of an example. Without it the run starts from scratch. */
async function showTrained(name) {
  try {
    const bytes = await networkOf(name);
    if (state.trained !== name) return; // another choice in the meantime
    engine.post({ type: 'show', bytes }, [bytes.buffer]);
    look();
  } catch (cause) {
    if (state.trained !== name) return;
    notice('trained', `${cause.message} This run is not trained yet.`, { bad: true });
    scratch();
  }
}

/** Leaves the trained network: the run of the same settings starts over. */
function scratch() {
  still();
  change({ ...state, trained: '' });
  restart();
}

/** What of an address belongs to the visitor: all that is taken before the problem in it is known. */
function visitors(given) {
  return `?${new URLSearchParams([...given].filter(([key]) => ownKeys(catalogue).includes(key)))}`;
}

/** Takes the problem in the address, and then the settings beside it; without a sound one the page starts with its default. */
async function openLinked(linked, query) {
  const fail = (reason) => {
    notice('own', `The problem in the address could not be taken: ${reason}. The page shows another one.`, { bad: true });
    restart();
  };
  const name = keptName(linked);
  let text;
  try {
    text = name ? editor.named(name) : await decode(linked, catalogue.file.maxSize);
    if (text === undefined) throw new Error(`${name} is not kept in this browser`);
  } catch (cause) {
    fail(cause.message);
    return;
  }
  const { own: found, faults } = await ownProblems.check(text);
  if (!found) {
    fail(`${faults[0].key && `${faults[0].key}: `}${faults[0].message}`);
    editor.open({ text });
    return;
  }
  const entry = await ownProblems.register(found);
  const { state: next, problems } = parse(query, catalogue, entry.name);
  problems.forEach((text, i) => notice(`address-${i}`, text, { bad: true }));
  change(next);
  restart();
}

/** Looks at another place, sliders and address with it. */
function goTo(there) {
  change({ ...state, ...there });
  place(state);
  look();
  tabulate();
}

/** The problems that this browser keeps, in the list of problems; those that stand there already are left out. */
function listKept() {
  const kept = editor?.kept() ?? [];
  keptChoices = [
    ...kept.filter(({ text }) => !catalogue.problems.some(({ own }) => own && same(own.text, text))).map(({ id, title }) => ({ name: `own:${id}`, title, group: 'Your own' })),
    { name: 'own:edit', title: kept.length ? 'Write or change one …' : 'Write one …', group: 'Your own' },
  ];
  controls.show(state);
}

/** Opens the editor, with the problem on the page if that is the visitor's own. */
function edit() {
  const { own } = problemOf(catalogue, state.problem);
  editor.open({ text: own?.indented });
}

/** Takes a kept problem; one that is not sound goes to the editor. */
async function pick(id) {
  const { text } = editor.kept().find((k) => k.id === id), { own: found } = await ownProblems.check(text);
  if (found) train(await ownProblems.register(found), false);
  else editor.open({ id });
}

/** Starts a session for a problem from a file; run tells whether it trains at once. */
function train({ name, own }, run) {
  editor.keep(own.indented);
  change(withSetting(state, 'problem', name, catalogue));
  restart();
  if (run && !running) engine.post({ type: 'run' });
  if (run) byId('run').focus();
}

/** Tells the engine how many threads share a step. */
function share() {
  if (hello) engine.post({ type: 'workers', count: state.workers });
}

/** Puts the sliders where a state looks; they reach down to the least Knudsen number of the training. */
function place(state) {
  const { problem, eps, t, epsMin } = state, info = problemOf(catalogue, problem);
  sliders.show(eps, t, info.tEnd, Math.min(epsMin, eps));
  parameters.show(info, state);
  point.show(info, state);
}

/** A loaded checkpoint brings its own configuration. */
function adoptConfig(used) {
  const next = { ...state, ...fromText(used, catalogue) };
  if (next.problem !== state.problem) {
    const info = problemOf(catalogue, next.problem);
    next.t = info.tEnd;
    for (const { key, min, max } of ofPlane(info)) next[key] = (min + max) / 2;
    if (check('panel', next.panel, next, catalogue) === undefined) next.panel = '';
  }
  if (format(next, catalogue) !== format(state, catalogue)) {
    change(next);
    place(next);
    look();
  }
}

/** The plots where the view is missing. */
function drawRun() {
  if (lines && ready) drawLines(byId('line'), lines, extras.record, ready);
}

/** Tells the engine where to evaluate. Scalar kernels get a coarser grid. */
function look(eps = state.eps) {
  if (!hello) return;
  computing.clear();
  const info = problemOf(catalogue, state.problem), plane = info.dimensions === 2, fast = hello.kernels !== 'scalar';
  const [nt, nx] = plane ? (fast ? [64, 64] : [40, 40]) : fast ? [64, 96] : [32, 64];
  if (plane) view?.point(state.x, state.y);
  engine.post({ type: 'view', eps, t: state.t, set: parameterValues(info, state), nt, nx, ny: nt, y: state.y ?? 0, distribution: probe.open || (view !== null && state.velocities === 'show') });
}

function tabulate() {
  const labels = Object.fromEntries((ready?.problem.fields ?? []).map((f) => [f.name, f.label]));
  showErrors(byId('errors'), errors, labels, state.eps, fractions);
  byId('csv').disabled = !errors;
  if (errors) byId('errors-note').replaceChildren(...noteParts(errors));
}

function noteParts({ t, step, fields, estimates }) {
  const at = parameterText(problemOf(catalogue, state.problem), state);
  const own = estimates.length === fields.length ? ` Its own errors are estimated as up to ${fields.map((name, i) => `${scientific(estimates[i])} (${name})`).join(', ')}.` : '';
  const i = document.createElement('i'), sup = document.createElement('sup');
  i.textContent = 'L';
  sup.textContent = '2';
  return ['Relative ', i, sup, ` error at t = ${t}${at && ` and ${at}`} against the deterministic reference, step ${count(step)}. The row nearest to the chosen ε is marked.${own}`];
}

function describeConflict(gradient) {
  if (!gradient) return;
  const { m, conflicts, minCosine, stepCosine, alignment } = gradient;
  const two = (x) => x.toFixed(2).replace('-', '−');
  byId('conflict-note').textContent = `${conflicts} of ${m} tasks in conflict at this step; least cosine with a task gradient: of the update ${two(minCosine)}, of the step that was taken ${two(stepCosine)}; alignment ${two(alignment)}.`;
}

function enable(on) {
  for (const id of ['run', 'step', 'reset', 'save', 'load', 'solve']) byId(id).disabled = !on;
  if (!on) running = false;
}

const commands = {
  run: () => {
    if (race.active) return race.toggle();
    if (byId('run').disabled) return;
    if (trained) scratch();
    engine.post({ type: running ? 'pause' : 'run' });
  },
  step: () => {
    if (byId('step').disabled) return;
    if (trained) scratch();
    engine.post({ type: 'step', count: 1 });
  },
  reset: () => {
    if (byId('reset').disabled) return;
    if (trained) scratch();
    else begin('reset', { type: 'reset' });
  },
  help: () => byId('help').showModal(),
};
const keys = { ' ': commands.run, s: commands.step, r: commands.reset, '?': commands.help };
bindKeys(keys);
byId('run').addEventListener('click', commands.run);
byId('step').addEventListener('click', commands.step);
byId('reset').addEventListener('click', commands.reset);
byId('own-open').addEventListener('click', edit);
byId('help-open').addEventListener('click', commands.help);
byId('save').addEventListener('click', () => recovery.save());
byId('load').addEventListener('click', () => byId('file').click());
byId('file').addEventListener('change', async ({ target }) => {
  try {
    const bytes = await read(target);
    change({ ...state, trained: '' });
    begin('file', { type: 'resume', bytes }, [bytes.buffer]);
  } catch (cause) {
    notice('fault', `The checkpoint could not be read: ${cause.message}`, { bad: true });
  } finally {
    target.value = '';
  }
});
for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[name=show]'))) {
  choice.addEventListener('change', () => { change({ ...state, show: choice.value }); view?.show(state.show); });
}
byId('velocities').addEventListener('change', ({ target }) => {
  change({ ...state, velocities: target.checked ? 'show' : 'hide' });
  look();
  if (!target.checked) view?.drop('distribution');
});
byId('csv').addEventListener('click', () => download(`hrgrad-${problemName(catalogue, state.problem)}-errors.csv`, errorsCSV(errors, problemName(catalogue, state.problem)), 'text/csv'));

function startView() {
  const withoutView = (sentence) => {
    view = null;
    byId('viewbar').hidden = true;
    explainMissing(byId('view'), `${sentence} Training, line plots, tables and CSV work without it.`);
    byId('line').hidden = false;
    look();
    engine.post({ type: 'ack' });
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const theme = () => view?.theme(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', theme);
  view = new ViewFrame(byId('view'), {
    onReady: () => {
      document.documentElement.dataset.view = '';
      theme();
      view.show(state.show);
    },
    onEmpty: () => engine.post({ type: 'again' }),
    onRead: (text) => status.announce(text),
    onPicture: (bytes) => download(`hrgrad-${problemName(catalogue, state.problem)}-${progress?.step ?? 0}.png`, bytes, 'image/png'),
    onDrawn: () => engine.post({ type: 'ack' }),
    onKey: (key) => keys[key.toLowerCase()]?.(),
    onPick: (pick) => {
      status.announce(pickText(pick));
      if (Number.isFinite(pick.x)) probe.touch(pick.x);
      const eps = Number.isFinite(pick.eps) && pick.eps > 0 && pick.eps <= 1 ? pick.eps : state.eps;
      const t = Number.isFinite(pick.t) ? pick.t : state.t;
      const at = Number.isFinite(pick.y) ? { x: pick.x, y: pick.y } : {};
      if (eps === state.eps && t === state.t && !('y' in at)) return;
      place({ ...state, ...at, eps, t });
      change({ ...state, ...at, eps: sliders.eps, t: sliders.t });
      look();
      tabulate();
    },
    onFocus: (panel) => { if (check('panel', panel, state, catalogue) !== undefined) change({ ...state, panel }); },
    onPanels: (names) => extras.panels(names),
    onFailure: withoutView,
  });
  view.focus(state.panel);
}

/** Takes the settings of an example; what belongs to this visitor stays. */
function take(query, title) {
  if (new URLSearchParams(query).has('own')) {
    location.assign(query); // its problem has to be read first
    return;
  }
  const { state: next } = parse(query, catalogue);
  for (const key of ownKeys(catalogue)) next[key] = state[key];
  player.stop();
  sweep = false;
  running = false; // an example stands still
  address.push(state, next);
  change(next);
  restart();
  byId('stage').scrollIntoView({ block: 'start' });
  byId('run').focus({ preventScroll: true });
  status.announce(`${title}: trained, and ready to look at`);
}

const extras = new Extras(catalogue, { now: () => ({ state, ready, progress, errors }), apply: take, picture: (panel) => view?.picture(panel), enlarge, entitle: (titles) => view?.entitle(titles) });

const takeHome = new TakeHome({
  now: () => ({ state, ready, progress, config: state }),
  evaluate: (eps) => {
    look(eps ?? state.eps);
    engine.post({ type: 'again' }); // also where nothing has changed
  },
  data: (kind) => extras.export(kind),
});

/** Puts a plot into the full frame; an empty name: all of them. */
function enlarge(panel) {
  if (check('panel', panel, state, catalogue) !== undefined) change({ ...state, panel });
}


/** The last fields, which answers to exercises are checked against. */
let shown = null;
const summary = new Summary(byId('summary'), () => ({ problem: ready?.problem, fields: shown, errors, running: running || player.playing !== '' }));
const tasks = new Exercises({ page: () => ({ fields: shown, errors, problem: ready?.problem }), open: take });

/** The shelf of runs; none within another page. */
const shelf = store && new Shelf(store, {
  now: () => ({ state, ready, progress, errors, record: extras.record, query: format({ ...state, trained: '' }, catalogue) }),
  defaults: (problem) => problemOf(catalogue, problem)?.defaults,
  open(run, bytes) {
    player.stop();
    sweep = false;
    if (bytes) {
      change({ ...state, trained: '' });
      begin('file', { type: 'resume', bytes }, [bytes.buffer]);
    } else {
      take(run.query, run.name);
    }
    byId('stage').scrollIntoView({ block: 'start' });
  },
});

/** Told by ready or fault whether the session that a race asked for has come. */
let prepared = null;

/** Makes a session of these settings beside the present ones of the visitor. */
function prepare(settings) {
  const { state: next } = parse(`?${new URLSearchParams({ v: '1', ...settings })}`, catalogue);
  for (const key of [...ownKeys(catalogue), 'seed', 'eps']) next[key] = state[key];
  if (!trained && trainingKeys(catalogue).every((key) => next[key] === state[key])) return true;
  player.stop();
  sweep = running = false;
  prepared?.(false);
  return new Promise((resolve) => {
    prepared = (done) => { prepared = null; resolve(done); };
    change(next);
    restart();
  });
}

const solve = new Solve({ post: (message) => engine.post(message), announce: status.announce });

const race = new Race(catalogue, {
  prepare,
  onFinished: (message) => shelf?.race(message, ready.config, format({ ...state, trained: '' }, catalogue)),
  post: (message) => engine.post(message),
  onChoice(settings) {
    const next = { ...state, ...settings };
    address.push(state, next);
    change(next);
  },
  onActive: (active) => {
    enable(!active);
    if (!active) view?.drop('race');
    if (!active && !view) drawRun();
  },
});

// A hidden page pauses the run and resumes it when it is visible again.
watchSight((seen) => {
  if (state.hidden === 'pause') race.sight(seen);
  if (!seen && running && state.hidden === 'pause') {
    away = true;
    engine.post({ type: 'pause' });
  } else if (seen && away) {
    away = false;
    engine.post({ type: 'run' });
  }
});

listKept();
describe(state.trained);
tasks.show(state.exercise);
race.show(state);
byId('velocities').checked = state.velocities === 'show';
/** @type {HTMLInputElement} */ (document.querySelector(`input[name=show][value=${state.show}]`)).checked = true;
place(state);
const reasons = missing();
if (reasons.length > 0) {
  reasons.forEach((text, i) => notice(`missing-${i}`, text, { bad: true }));
  explainMissing(byId('view'), 'Nothing can be trained or drawn in this browser.');
  status.say('Not available in this browser');
} else {
  // The engine comes first: fields can be drawn only once there is something to draw.
  engine.start(state.kernels).catch((cause) => {
    status.say('Not loaded');
    notice('engine', cause.message, { bad: true, action: { label: 'Reload', run: () => location.reload() } });
  });
  startView();
}

// For start.js, which speaks for a page that does not come this far.
document.documentElement.dataset.started = '';
document.getElementById('start-failed')?.remove();
