// Where the page looks: what the engine is asked to evaluate, and the tables and plots of the page itself that follow.

import { catalogue } from './catalogue.mjs';
import { count, number, scientific } from './format.mjs';
import { drawLines } from './lineplot.mjs';
import { byId, page, parts } from './page.mjs';
import { parameterText, parameterValues } from './parameters.mjs';
import { problemOf } from './state.mjs';
import { showErrors, showEstimates } from './tables.mjs';

/** Tells the engine where to evaluate. Scalar kernels get a coarser grid. */
export function look({ eps, t } = page.state) {
  if (!page.hello) return;
  parts.computing.clear();
  const info = problemOf(catalogue, page.state.problem), plane = info.dimensions === 2, fast = page.hello.kernels !== 'scalar';
  const [nt, nx] = plane ? (fast ? [64, 64] : [40, 40]) : fast ? [64, 96] : [32, 64];
  if (plane) page.view?.point(page.state.x, page.state.y);
  parts.engine.post({ type: 'view', eps, t, set: parameterValues(info, page.state), nt, nx, ny: nt, y: page.state.y ?? 0, distribution: parts.probe.open || (page.view !== null && page.state.velocities === 'show') });
}

/** Puts the sliders where a state looks; they reach down to the least Knudsen number of the training. */
export function place(state) {
  const { problem, eps, t, epsMin } = state, info = problemOf(catalogue, problem);
  parts.sliders.show(eps, t, info.tEnd, Math.min(epsMin, eps));
  parts.parameters.show(info, state);
  parts.point.show(info, state);
}

/** The plots where the view is missing. */
export function drawRun() {
  if (page.shown && page.ready) drawLines(byId('line'), page.shown, parts.extras.record, page.ready);
}

/** Draws the maps of the errors over time, or takes them away. */
export function drawOverTime() {
  if (page.state.overTime !== 'show') page.view?.drop('errorsOverTime');
  else if (page.overTime) page.view?.set(page.overTime);
}

/** Shows the errors in their table, with what they are. */
export function tabulate() {
  const labels = Object.fromEntries((page.ready?.problem.fields ?? []).map((f) => [f.name, f.label]));
  showErrors(byId('errors'), page.errors, page.overTime, labels, page.state.eps, page.fractions);
  byId('estimates').hidden = !showEstimates(byId('estimated'), page.errors, labels, page.state.eps);
  byId('csv').disabled = !page.errors;
  if (page.errors) byId('errors-note').replaceChildren(...noteParts(page.errors));
}

function noteParts({ t, step, fields, estimates }) {
  const at = parameterText(problemOf(catalogue, page.state.problem), page.state);
  const own = estimates.length === fields.length ? ` Its own errors are estimated as up to ${fields.map((name, i) => `${scientific(estimates[i])} (${name})`).join(', ')}.` : '';
  const i = document.createElement('i'), sup = document.createElement('sup');
  i.textContent = 'L';
  sup.textContent = '2';
  return ['Relative ', i, sup, ` error at t = ${t}${at && ` and ${at}`} against the deterministic reference, step ${count(step)}. Over t: the largest at ${page.overTime ? page.overTime.t.map((time) => number(time)).join(', ') : 'six times'}. The row nearest to the chosen ε is marked.${own}`];
}

/** Tells how the gradients of the tasks stand to each other. */
export function describeConflict(gradient) {
  if (!gradient) return;
  const { m, conflicts, minCosine, stepCosine, alignment } = gradient;
  const two = (x) => x.toFixed(2).replace('-', '−');
  byId('conflict-note').textContent = `${conflicts} of ${m} tasks in conflict at this step; least cosine with a task gradient: of the update ${two(minCosine)}, of the step that was taken ${two(stepCosine)}; alignment ${two(alignment)}.`;
}

/** Switches the buttons that need a session. */
export function enable(on) {
  for (const id of ['run', 'step', 'reset', 'save', 'load', 'solve']) byId(id).disabled = !on;
  if (!on) page.running = false;
  labelRun();
}

/** Names what a press of the run's button does now. */
export function labelRun() {
  const beyond = page.progress !== null && page.progress.step >= page.progress.steps; // of the plan: it goes on until paused
  byId('run').textContent = page.trained ? 'Train it yourself' : page.running ? 'Pause' : beyond ? 'Train on' : 'Run';
}
