// The page: makes its parts and joins them. Data flows one way: a change of the
// state goes to the engine (choices, looking), and what the engine sends is shown (receiving).

import { Address } from './address.mjs';
import { catalogue } from './catalogue.mjs';
import { begin, change, choose, enlarge, goTo, prepare, restart, still, take, takeBack, use } from './choices.mjs';
import { bindCommands } from './commands.mjs';
import { Computing } from './computing.mjs';
import { Controls } from './controls.mjs';
import { startView } from './display.mjs';
import { Engine } from './engine.mjs';
import { examples } from './examples.mjs';
import { Exercises } from './exercises.mjs';
import { Extras } from './extras.mjs';
import { missing } from './features.mjs';
import { Fitting } from './fit.mjs';
import { count } from './format.mjs';
import { drawRun, enable, look, place, tabulate } from './looking.mjs';
import { notice, ofAddress } from './notices.mjs';
import { Own } from './own.mjs';
import { edit, listKept, openLinked, pick, train } from './ownchoice.mjs';
import { Editor } from './owneditor.mjs';
import { byId, opening, page, parts } from './page.mjs';
import { ofPlane, parameterKey, Parameters } from './parameters.mjs';
import { Player } from './player.mjs';
import { Probe } from './probe.mjs';
import { Race } from './race.mjs';
import { receive } from './receiving.mjs';
import { Recovery } from './recovery.mjs';
import { link } from './share.mjs';
import { Shelf } from './shelf.mjs';
import { watchSight } from './sight.mjs';
import { Sliders } from './sliders.mjs';
import { Solve } from './solve.mjs';
import { defaults, format, opened, ownCode, parse, problemName, problemOf, sameRun } from './state.mjs';
import * as status from './status.mjs';
import { Store } from './store.mjs';
import { Summary } from './summary.mjs';
import { TakeHome } from './takehome.mjs';
import { describe } from './trained.mjs';
import { explainMissing } from './viewframe.mjs';

ofAddress(opening.problems);

// Settings and places, and the address that holds them.

parts.address = new Address((of) => format(of, catalogue), (moved) => {
  const { query } = opened(moved);
  const code = new URLSearchParams(query).get('own'), own = catalogue.problems.find((p) => p.own && ownCode(p) === code);
  if (code !== null && !own) { // of an earlier visit to this page
    openLinked(code, query);
    return;
  }
  const { ui, kernels } = page.state; // stay as the page was opened
  use({ ...parse(query, catalogue, own?.name).state, ui, kernels });
});
parts.controls = new Controls(catalogue, (next) => choose(sameRun(next, page.state, catalogue) ? next : { ...next, trained: '' }), { list: () => page.keptChoices, take: (name) => (name === 'own:edit' ? edit() : pick(name.slice('own:'.length))) });
const moved = (eps, t) => { change({ ...page.state, eps, t }); look(); tabulate(); };
parts.sliders = new Sliders(moved);
parts.player = new Player({ sliders: parts.sliders, onMove: moved });
parts.probe = new Probe({ onOpen: () => look(), onPins(pins) { change({ ...page.state, pins }); parts.shelf?.paused(); } }); // a run that rests keeps them
parts.point = new Parameters(byId('point'), (settings) => { change({ ...page.state, ...settings }); look(); }, ofPlane);
parts.parameters = new Parameters(byId('parameters'), (settings) => { change({ ...page.state, ...settings }); look(); tabulate(); });

// The engine, and what keeps its runs.

const engine = parts.engine = new Engine({
  onMessage: (/** @type {any} */ message) => { if (receive[message.type]) receive[message.type](message); else page.view?.set(message); },
  onPost: (message) => parts.recovery.posted(message),
  onLoading: (fraction) => status.loading('Loading the engine', fraction),
  onFailure: (role, reason) => {
    if (role === 'reference') {
      notice('reference', `Reference solutions are not available: ${reason}. Training works without them.`, { bad: true });
      return;
    }
    parts.recovery.failed(reason);
  },
});
const store = page.state.ui === 'min' ? null : new Store(); // within another page nothing is stored
parts.recovery = new Recovery(engine, store, {
  now: () => ({ query: format(page.state, catalogue), file: problemName(catalogue, page.state.problem), ready: page.ready, progress: page.progress, running: page.running || page.away, racing: parts.race.active }),
  start: () => restart(),
  resume(bytes, run, query = null, problem = '') {
    still();
    if (query !== null) takeBack(query, problem);
    change({ ...page.state, trained: '' });
    begin(query === null ? 'lost' : 'kept', { type: 'resume', bytes }, [bytes.buffer]);
    look();
    if (run) engine.post({ type: 'run' });
  },
  enable,
});
parts.computing = new Computing(byId('computing'), (message) => engine.post(message), () => { page.fractions.clear(); tabulate(); });

// The visitor's own problems.

parts.ownProblems = new Own(catalogue, (message) => engine.post(message));
parts.fitting = new Fitting({
  post: (message) => engine.post(message),
  onSet: (values) => goTo(Object.fromEntries(Object.entries(values).map(([name, value]) => [parameterKey(name), value]))),
  onLook: (eps, t) => goTo({ eps, t }),
  onProblem(text, from) {
    if (text.length <= catalogue.file.maxSize) parts.editor.open({ text });
    else notice('dropped', `${from} has ${count(text.length)} characters; a problem file has at most ${count(catalogue.file.maxSize)} bytes.`, { bad: true });
  },
  onRefused: (words) => notice('dropped', words, { bad: true }),
});
parts.editor = new Editor({
  format: catalogue.file, examples, own: parts.ownProblems,
  handlers: { onTrain: (entry) => train(entry, true), link: (entry) => link(defaults(catalogue, entry.name), catalogue), onKept: listKept },
});

// What is shown beside the fields, and taken home.

parts.extras = new Extras(catalogue, { now: () => page, apply: take, picture: (panel) => page.view?.picture(panel), enlarge, entitle: (titles) => page.view?.entitle(titles) });
parts.takeHome = new TakeHome({
  now: () => ({ state: page.state, ready: page.ready, progress: page.progress, config: page.state, references: engine.references }),
  evaluate: (place) => {
    look(place ?? page.state);
    engine.post({ type: 'again' }); // also where nothing has changed
  },
  data: (kind) => parts.extras.export(kind),
});
parts.summary = new Summary(byId('summary'), () => ({ problem: page.ready?.problem, fields: page.shown, errors: page.errors, overTime: page.overTime, running: page.running || parts.player.playing !== '' }));
parts.tasks = new Exercises({ page: () => ({ fields: page.shown, errors: page.errors, problem: page.ready?.problem }), open: take });
parts.solve = new Solve({ post: (message) => engine.post(message), announce: status.announce });

// Runs: those that are kept, none within another page, and the race.

parts.shelf = store && new Shelf(store, {
  now: () => ({ state: page.state, ready: page.ready, progress: page.progress, errors: page.errors, record: parts.extras.record, query: format({ ...page.state, trained: '' }, catalogue) }),
  defaults: (problem) => problemOf(catalogue, problem)?.defaults,
  open(run, bytes) {
    still();
    if (bytes) {
      takeBack(run.query, run.config.problem);
      change({ ...page.state, trained: '' });
      begin('file', { type: 'resume', bytes }, [bytes.buffer]);
      look();
    } else {
      take(run.query, run.name);
    }
    byId('stage').scrollIntoView({ block: 'start' });
  },
});
parts.race = new Race(catalogue, {
  prepare,
  onFinished: (message) => parts.shelf?.race(message, page.ready.config, format({ ...page.state, trained: '' }, catalogue)),
  post: (message) => engine.post(message),
  onChoice(settings) {
    const next = { ...page.state, ...settings };
    parts.address.push(page.state, next);
    change(next);
  },
  onActive: (active) => {
    enable(!active);
    if (!active) page.view?.drop('race');
    if (!active && !page.view) drawRun();
  },
});

// A hidden page pauses the run and resumes it when it is visible again.
watchSight((seen) => {
  if (page.state.hidden === 'pause') parts.race.sight(seen);
  if (!seen && page.running && page.state.hidden === 'pause') {
    page.away = true;
    engine.post({ type: 'pause' });
  } else if (seen && page.away) {
    page.away = false;
    engine.post({ type: 'run' });
  }
});

bindCommands();
listKept();
describe(page.state.trained);
parts.tasks.show(page.state.exercise);
parts.race.show(page.state);
byId('velocities').checked = page.state.velocities === 'show';
byId('overTime').checked = page.state.overTime === 'show';
/** @type {HTMLInputElement} */ (document.querySelector(`input[name=show][value=${page.state.show}]`)).checked = true;
parts.probe.show(page.state.pins);
place(page.state);
const reasons = missing();
if (reasons.length > 0) {
  reasons.forEach((text, i) => notice(`missing-${i}`, text, { bad: true }));
  explainMissing(byId('view'), 'Nothing can be trained or drawn in this browser.');
  status.say('Not available in this browser');
} else {
  // The engine comes first: fields can be drawn only once there is something to draw.
  engine.start(page.state.kernels).catch((cause) => {
    status.say('Not loaded');
    notice('engine', cause.message, { bad: true, action: { label: 'Reload', run: () => location.reload() } });
  });
  startView();
}

// For start.js, which speaks for a page that does not come this far.
document.documentElement.dataset.started = '';
document.getElementById('start-failed')?.remove();
