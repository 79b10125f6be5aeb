// What the engine sends, by type of message: taken into what the page knows, and shown.

import { copyOf } from './buffers.mjs';
import { catalogue } from './catalogue.mjs';
import { adoptConfig, change, outdated, restart, share } from './choices.mjs';
import { showConservation } from './conservation.mjs';
import { count } from './format.mjs';
import { drawRace } from './lineplot.mjs';
import { describeConflict, drawRun, enable, labelRun, tabulate } from './looking.mjs';
import { clear, notice } from './notices.mjs';
import { openLinked } from './ownchoice.mjs';
import { byId, opening, page, parts } from './page.mjs';
import { labels } from './race.mjs';
import { problemOf } from './state.mjs';
import * as status from './status.mjs';
import { showTasks } from './tables.mjs';
import { tourSeesRun } from './tour.mjs';
import { describe } from './trained.mjs';

/** @type {{ [M in import('./wire.gen.mjs').Message as M['type']]?: (message: M) => void }} */
export const receive = {
  hello(message) {
    page.hello = message;
    page.awaited = 0;
    share();
    parts.ownProblems.hello();
    if (parts.recovery.hello()) return;
    if (opening.linked !== null) openLinked(opening.linked, opening.query);
    else restart();
  },
  pong() { parts.recovery.answered(); },
  mended({ message }) { notice('mended', message); },
  fit(message) {
    parts.fitting.receive(message);
    page.view?.set(message);
  },
  checked: (message) => parts.ownProblems.checked(message),
  ready(message) {
    const another = ['settings', 'reset', 'file'].includes(page.starting), late = outdated(message.config);
    page.awaited = Math.max(0, page.awaited - 1);
    if (!late) {
      page.starting = '';
      page.pushed = false;
    }
    page.ready = message;
    page.shown = null;
    page.trained = message.trained;
    describe(page.trained ? page.state.trained : '');
    if (message.own) {
      parts.ownProblems.enter(message.own);
      parts.ownProblems.prune(message.own.text);
      parts.ownProblems.register(message.own).then(() => change(page.state)); // its text in the address
    }
    page.progress = page.errors = page.overTime = null;
    page.fractions.clear();
    if (!late) adoptConfig(message.config);
    clear('fault');
    enable(true);
    byId('save').disabled = page.trained; // it would hold the network without the state of its run
    page.view?.set(message);
    showTasks(byId('tasks-table'), message.tasks, [], null);
    parts.extras.ready(message);
    parts.fitting.ready(problemOf(catalogue, page.state.problem));
    parts.probe.ready(message);
    parts.takeHome.ready();
    parts.shelf?.ready(message);
    parts.recovery.ready(message, another);
    page.prepared?.(true);
    parts.race.ready();
    byId('conservation-box').hidden = true;
    parts.solve.ready(message);
    tabulate();
    status.show(null, message.parameters, page.hello.kernels);
  },
  progress(message) {
    const was = page.running;
    page.progress = message;
    page.running = message.running;
    labelRun();
    page.view?.set(message);
    parts.extras.progress(message);
    parts.recovery.progress(message);
    parts.solve.progress(message);
    if (!page.running && was) parts.summary.news();
    if (!page.running && (was || message.step > 0)) parts.shelf?.paused();
    status.show(message, page.ready.parameters, page.hello.kernels, { away: page.away, trained: page.trained });
    showTasks(byId('tasks-table'), page.ready.tasks, message.losses, message.gradient);
    describeConflict(message.gradient);
    if (page.running !== was) {
      if (page.running) tourSeesRun();
      status.announce(page.running ? 'Training' : page.away ? 'Paused while out of sight' : `Paused at step ${count(message.step)}, loss ${Number.isFinite(message.total) ? message.total.toExponential(1) : 'unknown'}`);
    }
  },
  solving(message) { parts.solve.receive(message); },
  fields(message) {
    if (parts.takeHome.takes(message)) {
      parts.engine.post({ type: 'ack' });
      return;
    }
    const mine = page.view ? copyOf(message) : message;
    page.shown = mine;
    parts.summary.news();
    parts.extras.fields(mine);
    parts.probe.fields(mine);
    parts.player.seen(message);
    if (page.sweep && page.trained) {
      page.sweep = false;
      parts.player.sweep();
    }
    if (page.view) page.view.set(message);
    else {
      requestAnimationFrame(() => { if (!parts.race.active) drawRun(); parts.engine.post({ type: 'ack' }); });
    }
  },
  errors(message) {
    page.errors = message;
    parts.summary.news();
    parts.shelf?.errors(message, page.progress?.seconds ?? 0);
    page.view?.set(message);
    tabulate();
  },
  errorsOverTime(message) {
    page.overTime = message;
    parts.summary.news();
    if (page.state.overTime === 'show') page.view?.set(message);
    tabulate();
  },
  distribution(message) {
    parts.probe.distribution(page.view ? copyOf(message) : message);
    if (page.state.velocities === 'show') page.view?.set(message);
  },
  conservation(message) {
    page.view?.set(message);
    byId('conservation-box').hidden = false;
    showConservation(byId('conservation'), byId('conservation-note'), message);
  },
  race(message) {
    if (!parts.race.receive(page.view ? copyOf(message) : message)) return;
    if (page.view) page.view.set(message);
    else drawRace(byId('line'), message, labels(page.ready.problem));
  },
  reference({ eps, fraction, limit }) {
    parts.computing.progress({ eps, fraction, limit }, page.state.eps);
    if (limit || parts.computing.given) return;
    page.fractions.set(eps, fraction);
    if (fraction < 1) tabulate();
  },
  checkpoint(message) {
    if (message.auto && page.trained) return;
    if (message.auto) parts.shelf?.state(message);
    parts.recovery.checkpoint(message);
  },
  fault({ message, action }) {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    // Settings that do not go together: the session before is kept, and so are its settings.
    page.awaited = Math.max(0, page.awaited - 1);
    if (page.starting && page.ready) adoptConfig(page.ready.config);
    if (page.pushed) history.back();
    page.starting = '';
    page.pushed = false;
    parts.race.refused();
    page.prepared?.(false);
    notice('fault', `${sentence}. ${action}`, { bad: true });
  },
};
