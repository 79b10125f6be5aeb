// A change of the settings, and what follows from it: controls and address, another place to look at, or another session.

import { catalogue } from './catalogue.mjs';
import { drawOverTime, look, place, tabulate } from './looking.mjs';
import { notice, ofAddress } from './notices.mjs';
import { byId, page, parts } from './page.mjs';
import { ofPlane } from './parameters.mjs';
import { readPins } from './pins.mjs';
import { check, config, format, fromText, ownKeys, parse, problemOf, rows, sameRun, takenBack } from './state.mjs';
import * as status from './status.mjs';
import { networkOf } from './trained.mjs';

/** Takes a new state into the controls and the address. */
export function change(next) {
  const before = page.state;
  page.state = next;
  parts.controls.show(page.state);
  parts.race.show(page.state);
  byId('velocities').checked = page.state.velocities === 'show';
  byId('overTime').checked = page.state.overTime === 'show';
  if (page.state.overTime !== before.overTime) drawOverTime();
  if (page.state.pins !== before.pins) {
    parts.probe.show(page.state.pins);
    page.view?.pins(readPins(page.state.pins));
  }
  if (page.view && page.view.panel !== page.state.panel) page.view.focus(page.state.panel);
  parts.tasks.show(page.state.exercise);
  byId('enlarge').textContent = page.state.panel === '' ? 'Enlarge' : 'All plots';
  const choice = /** @type {HTMLInputElement} */ (document.querySelector(`input[name=show][value=${page.state.show}]`));
  if (!choice.checked) {
    choice.checked = true;
    page.view?.show(page.state.show);
  }
  parts.address.show(page.state);
}

/** Takes a state that the visitor has chosen; the browser's Back returns to the one before. */
export function choose(next) {
  parts.address.push(page.state, next);
  page.takenBack = takenBack(next, page.state, page.answered, catalogue);
  use(next);
  page.pushed = page.starting !== '';
}

/** Takes a state, and starts the run over if one of its settings is another one. */
export function use(next) {
  const same = sameRun(next, page.state, catalogue) && next.trained === page.state.trained;
  change(next);
  if (!same) {
    restart();
    return;
  }
  share();
  place(page.state);
  look();
  tabulate();
}

/** Looks at another place, sliders and address with it. */
export function goTo(there) {
  change({ ...page.state, ...there });
  place(page.state);
  look();
  tabulate();
}

/** Puts a plot into the full frame; an empty name: all of them. */
export function enlarge(panel) {
  if (check('panel', panel, page.state, catalogue) !== undefined) change({ ...page.state, panel });
}

/** Asks the engine for a session; why is told when it comes. */
export function begin(why, message, transfer) {
  page.starting = why;
  page.awaited++;
  parts.engine.post(message, transfer);
}

/** Ends what moves by itself. */
export function still() {
  parts.player.stop();
  page.sweep = false;
}

/** Starts a session for the state; one that was running runs again. */
export function restart() {
  const { tEnd } = problemOf(catalogue, page.state.problem);
  page.state.t = Math.min(page.state.t, tEnd);
  if (check('pins', page.state.pins, page.state, catalogue) === undefined) change({ ...page.state, pins: '' });
  place(page.state);
  if (!page.hello) return;
  const again = page.running;
  page.starting = 'settings';
  page.awaited++;
  const { trained: name } = page.state;
  if (name !== '') {
    showTrained(name);
    return;
  }
  parts.engine.post({ type: 'init', config: config(page.state, catalogue) });
  look();
  if (again) parts.engine.post({ type: 'run' });
}

/** Shows the trained network of an example. Without it the run starts from scratch. */
async function showTrained(name) {
  try {
    const bytes = await networkOf(name);
    if (page.state.trained !== name) return; // another choice in the meantime
    parts.engine.post({ type: 'show', bytes }, [bytes.buffer]);
    look();
  } catch (cause) {
    if (page.state.trained !== name) return;
    notice('trained', `${cause.message} This run is not trained yet.`, { bad: true });
    scratch();
  }
}

/** Leaves the trained network: the run of the same settings starts over. */
export function scratch() {
  still();
  change({ ...page.state, trained: '' });
  restart();
}

/** Tells the engine how many threads share a step. */
export function share() {
  if (page.hello) parts.engine.post({ type: 'workers', count: page.state.workers });
}

/** Whether a session is that of an earlier choice, which came after the visitor had made another: that of the present one is still to come. */
export function outdated(used) {
  if (page.awaited < 2 || page.starting !== 'settings' || page.state.trained !== '') return false;
  const asked = config(page.state, catalogue), taken = config(fromText(used, catalogue), catalogue);
  return Object.keys(asked).some((key) => asked[key] !== taken[key]);
}

/** Says which of the visitor's own values a new optimiser or operator has replaced by its defaults. */
function sayTakenBack(next) {
  const table = rows(catalogue, next.problem), changed = Object.entries(page.takenBack).filter(([key, value]) => next[key] !== value);
  page.takenBack = {};
  if (changed.length > 0) notice('defaults', `This choice brings its own defaults: ${changed.map(([key, value]) => `${table.get(key).label} ${next[key]} (you had ${value})`).join(', ')}.`);
}

/** A loaded checkpoint brings its own configuration. */
export function adoptConfig(used) {
  const next = { ...page.state, ...fromText(used, catalogue) };
  for (const key of Object.keys(next)) if (page.state[key] === undefined) page.answered[key] = next[key];
  sayTakenBack(next);
  if (next.problem !== page.state.problem) {
    const info = problemOf(catalogue, next.problem);
    next.t = info.tEnd;
    for (const { key, min, max } of ofPlane(info)) next[key] = (min + max) / 2;
    next.pins = '';
    if (check('panel', next.panel, next, catalogue) === undefined) next.panel = '';
  }
  if (format(next, catalogue) !== format(page.state, catalogue)) {
    change(next);
    place(next);
    look();
  }
}

/** Takes the settings of an example; what belongs to this visitor stays. */
export function take(query, title) {
  if (new URLSearchParams(query).has('own')) {
    location.assign(query); // its problem has to be read first
    return;
  }
  const { state: next, problems } = parse(query, catalogue);
  ofAddress(problems); // of a run that another version or another person has kept
  for (const key of ownKeys(catalogue)) next[key] = page.state[key];
  still();
  page.running = false; // an example stands still
  parts.address.push(page.state, next);
  change(next);
  restart();
  byId('stage').scrollIntoView({ block: 'start' });
  byId('run').focus({ preventScroll: true });
  status.announce(`${title}: trained, and ready to look at`);
}

/** Takes the settings of a run that is brought back, with the place that was looked at; those of the visitor stay. */
export function takeBack(query, problem) {
  // Where the problem of a file is not known yet, its settings come with the checkpoint.
  const own = problemOf(catalogue, problem)?.own && problem;
  if (!own && new URLSearchParams(query).has('own')) return;
  const { state: next } = parse(query, catalogue, own);
  for (const key of ownKeys(catalogue)) next[key] = page.state[key];
  change({ ...next, trained: '' });
  place(page.state);
}

/** Makes a session of these settings beside the present ones of the visitor. */
export function prepare(settings) {
  const { state: next } = parse(`?${new URLSearchParams({ v: '1', ...settings })}`, catalogue);
  for (const key of [...ownKeys(catalogue), 'seed', 'eps']) next[key] = page.state[key];
  if (!page.trained && sameRun(next, page.state, catalogue)) return true;
  still();
  page.running = false;
  page.prepared?.(false);
  return new Promise((resolve) => {
    page.prepared = (done) => { page.prepared = null; resolve(done); };
    change(next);
    restart();
  });
}
