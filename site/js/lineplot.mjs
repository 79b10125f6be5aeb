// The plots where the drawn view cannot run: the fields over x at the chosen
// time, or a race.

import { drawCharts } from './charts.mjs';
import { number } from './format.mjs';

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** One chart per field of a line; fields are those of the problem, in whose order the lists of the line are. */
export function lineCharts(line, fields, t) {
  return fields.map(({ label, unit }, f) => {
    const { x } = line, other = line.reference?.[f];
    return {
      title: `${capital(label)}${unit && unit !== '1' ? ` (${unit})` : ''} over x at t = ${number(t)}${other ? '' : '; the reference is being computed'}`,
      x: { name: 'x' }, y: { name: label },
      curves: [
        { name: 'network', className: 'network', x, y: line.values[f] },
        ...(other ? [{ name: 'reference', className: 'reference', x, y: other }] : []),
        ...line.limits.map((l) => ({ name: l.label, className: 'limit', x, y: l.values[f] })),
      ],
    };
  });
}

/** Of every field of a race the worst error against the step, or against the seconds where time is equal, the error per Knudsen number, and the lines at the chosen time. */
export function raceCharts(race, names) {
  const timed = race.seconds > 0;
  const runners = race.runners.map((e, k) => ({ e, look: { name: e.title, className: `runner r${k}` } }));
  return race.fields.flatMap((field, f) => {
    const label = names[field] ?? field, lines = runners.filter(({ e }) => e.line);
    return [
      {
        title: `Worst relative L² error of ${label} over all ε, against ${timed ? 'the seconds of a processor' : 'the step'}`, x: { name: timed ? 'seconds' : 'step' }, y: { name: 'error', log: true },
        curves: runners.map(({ e, look }) => ({ ...look, x: timed ? e.history.seconds : e.history.steps, y: e.history.worst[f] })),
      },
      {
        title: `Relative L² error of ${label} per Knudsen number${timed ? '' : `, step ${race.compared}`}`, x: { name: 'ε', log: true }, y: { name: 'error', log: true },
        curves: runners.map(({ e, look }) => ({ ...look, x: race.decades, y: e.errors[f] })),
      },
      ...(lines.length > 0 ? [{
        title: `${capital(label)} over x at t = ${number(race.t)}, ε = ${number(race.eps)}`, x: { name: 'x' }, y: { name: label },
        curves: [
          ...lines.map(({ e, look }) => ({ ...look, x: race.x, y: e.line[f] })),
          ...(race.reference ? [{ name: 'reference', className: 'reference', x: race.x, y: race.reference[f] }] : []),
        ],
      }] : []),
    ];
  });
}

/** The losses of a record against the step: of every task, or their sum where those are too many to tell apart. */
export function lossChart({ steps, losses }, tasks) {
  const each = tasks.length <= 4 ? tasks.map((name, k) => ({ name, y: losses.map((row) => row[k]) })) : [{ name: `sum over ${tasks.length} tasks`, y: losses.map((row) => row.reduce((sum, v) => sum + v, 0)) }];
  return { title: 'Loss of each task', x: { name: 'step' }, y: { name: 'loss', log: true }, curves: each.map(({ name, y }, k) => ({ name, className: `runner r${k}`, x: steps, y })) };
}

/** Draws the last fields message, and the losses below; ready is the session's message. */
export function drawLines(container, { line, t }, record, { problem: { fields }, tasks }) {
  drawCharts(container, [...lineCharts(line, fields, t), lossChart(record, tasks)]);
}

/** Draws a race message; names are the labels of its fields. */
export function drawRace(container, race, names) {
  drawCharts(container, raceCharts(race, names));
}
