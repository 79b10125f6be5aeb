// The plots where the drawn view cannot run: the fields over x at the chosen
// time, or a race.

import { drawCharts } from './charts.mjs';
import { number } from './format.mjs';

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** One chart per field of a line {x, values, reference, limits}. */
export function lineCharts(line, fields, t) {
  return fields.filter((f) => line.values[f.name]).map(({ name, label, unit }) => {
    const { x } = line, other = line.reference?.[name];
    const limits = (line.limits ?? []).filter((l) => l.values?.[name]);
    return {
      title: `${capital(label)}${unit && unit !== '1' ? ` (${unit})` : ''} over x at t = ${number(t)}${other ? '' : '; the reference is being computed'}`,
      x: { name: 'x' }, y: { name: label },
      curves: [
        { name: 'network', className: 'network', x, y: line.values[name] },
        ...(other ? [{ name: 'reference', className: 'reference', x, y: other }] : []),
        ...limits.map((l) => ({ name: l.label, className: 'limit', x, y: l.values[name] })),
      ],
    };
  });
}

/** Of every field of a race the worst error against the step, the error per Knudsen number, and the lines at the chosen time. */
export function raceCharts(race, names) {
  const runners = race.entries.map((e, k) => ({ e, look: { name: e.title, className: `runner r${k}` } }));
  return race.fields.flatMap((field) => {
    const label = names[field] ?? field, lines = runners.filter(({ e }) => e.line?.values[field]);
    return [
      {
        title: `Worst relative L² error of ${label} over all ε, against the step`, x: { name: 'step' }, y: { name: 'error', log: true },
        curves: runners.map(({ e, look }) => ({ ...look, x: e.history.steps, y: e.history.worst[field] })),
      },
      {
        title: `Relative L² error of ${label} per Knudsen number, step ${race.compared}`, x: { name: 'ε', log: true }, y: { name: 'error', log: true },
        curves: runners.map(({ e, look }) => ({ ...look, x: e.errors.eps, y: e.errors.values[field] })),
      },
      ...(lines.length > 0 ? [{
        title: `${capital(label)} over x at t = ${number(race.t)}, ε = ${number(race.eps)}`, x: { name: 'x' }, y: { name: label },
        curves: [
          ...lines.map(({ e, look }) => ({ ...look, x: e.line.x, y: e.line.values[field] })),
          ...(race.reference ? [{ name: 'reference', className: 'reference', x: race.reference.x, y: race.reference.values[field] }] : []),
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

/** Draws the last fields message, and the losses below. */
export function drawLines(container, { line, fields, t }, record, tasks) {
  drawCharts(container, [...lineCharts(line, fields, t), lossChart(record, tasks)]);
}

/** Draws a race message; names are the labels of its fields. */
export function drawRace(container, race, names) {
  drawCharts(container, raceCharts(race, names));
}
