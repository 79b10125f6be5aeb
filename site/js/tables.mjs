// The numbers of the plots as tables, and the error table as CSV.

import { number, scientific } from './format.mjs';

const element = (name, text, attributes = {}) => {
  const e = document.createElement(name);
  e.textContent = text;
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  return e;
};

/** Fills a table: rows are {cells, here}, cells texts or {text, className}. */
export function fill(table, caption, head, rows) {
  const thead = document.createElement('thead'), tbody = document.createElement('tbody');
  const first = document.createElement('tr');
  first.append(...head.map((text) => element('th', text, { scope: 'col' })));
  thead.append(first);
  for (const row of rows) {
    const tr = document.createElement('tr');
    if (row.here) tr.className = 'here';
    tr.append(element('th', row.cells[0], { scope: 'row' }), ...row.cells.slice(1).map((cell) => {
      const td = element('td', cell.text ?? cell);
      if (cell.className) td.className = cell.className;
      return td;
    }));
    tbody.append(tr);
  }
  table.replaceChildren(element('caption', caption, { class: 'hidden' }), thead, tbody);
}

/** The place of the Knudsen number that is nearest to eps. */
const nearestTo = (numbers, eps) => numbers.reduce((best, e, i) => (Math.abs(Math.log(e / eps)) < Math.abs(Math.log(numbers[best] / eps)) ? i : best), 0);

/**
 * Fills the table of relative errors: at the end, and the worst over time. errors and overTime are the engine's messages or null. Where a
 * reference is missing its share in fractions (by Knudsen number) is shown, while it is computed.
 */
export function showErrors(table, errors, overTime, labels, eps, fractions) {
  if (!errors || errors.eps.length === 0) { table.replaceChildren(); return; }
  const names = errors.fields;
  const nearest = nearestTo(errors.eps, eps);
  const head = (n) => (labels[n] ?? n) + (errors.absolute?.includes(n) ? ', root mean square where the reference vanishes or nearly' : '');
  const cell = (value, missing) => (value === null || value === undefined || Number.isNaN(value) ? { text: missing, className: 'pending' } : { text: scientific(value), className: value <= 1e-2 ? 'small' : '' });
  fill(table, 'Relative L2 error of every field per decade of the Knudsen number, at the end and the worst over time', ['ε', ...names.map(head), ...names.map((n) => `${labels[n] ?? n}, worst over t`)],
    errors.eps.map((e, i) => {
      const missing = fractions.has(e) ? `reference ${Math.round(100 * fractions.get(e))} %` : 'no reference yet';
      return { here: i === nearest, cells: [number(e), ...names.map((_, f) => cell(errors.values[f][i], missing)), ...names.map((_, f) => cell(overTime?.worst[f]?.[i], errors.values[f][i] >= 0 ? '…' : missing))] };
    }));
}

/** Fills the table of the errors that are estimated without a reference, and tells whether there are any. */
export function showEstimates(table, errors, labels, eps) {
  if (!errors || errors.estimated.length === 0) { table.replaceChildren(); return false; }
  fill(table, 'Estimated relative L2 error of every field per decade of the Knudsen number', ['ε', ...errors.fields.map((n) => `${labels[n] ?? n}, estimated`)],
    errors.eps.map((e, i) => ({ here: i === nearestTo(errors.eps, eps), cells: [number(e), ...errors.estimated.map((row) => (Number.isFinite(row[i]) ? scientific(row[i]) : '…'))] })));
  return true;
}

/** The error table as CSV: one row per Knudsen number, relative errors at time t, the worst over time, and what is estimated without a reference. */
export function errorsCSV(errors, overTime, problem) {
  const estimated = errors.estimated ?? [];
  const notes = [...(errors.absolute ?? []).map((f) => `${f}: root mean square where its reference vanishes or nearly`), ...(overTime ? [`worst: the largest at t ${overTime.t.join(', ')}`] : []), ...(estimated.length > 0 ? ['estimated: from the residuals, without the reference'] : [])];
  const lines = [[`# relative L2 error, problem ${problem}, t ${errors.t}, step ${errors.step}`, ...notes].join('; '), ['eps', ...errors.fields, ...(overTime ? errors.fields.map((f) => `${f}_worst`) : []), ...estimated.map((_, f) => `${errors.fields[f]}_estimated`)].join(',')];
  const known = (value) => (Number.isFinite(value) ? value : '');
  errors.eps.forEach((e, i) => lines.push([e, ...errors.values.map((row) => known(row[i])), ...(overTime?.worst ?? []).map((row) => known(row[i])), ...estimated.map((row) => known(row[i]))].join(',')));
  return lines.join('\n') + '\n';
}

/** Fills the table of the fields at the chosen time: every eighth position, network and reference side by side; fields are those of the problem. */
export function showValues(table, { line, t, eps }, fields) {
  const at = [];
  for (let i = 0; i < line.x.length; i += 8) at.push(i);
  if (at.at(-1) !== line.x.length - 1) at.push(line.x.length - 1);
  fill(table, `Fields over x at t = ${number(t)}, Knudsen number ${number(eps)}`, ['x', ...fields.flatMap(({ label }) => [label, 'reference'])],
    at.map((i) => ({ cells: [number(line.x[i]), ...fields.flatMap((_, f) => [number(line.values[f][i], 4), number(line.reference?.[f][i], 4)])] })));
}

/** Fills the table of tasks: loss, and how its gradient meets the others. */
export function showTasks(table, names, losses, gradient) {
  const m = names.length;
  const cosines = gradient?.cosine?.length === m * m ? gradient.cosine : null;
  const worst = (i) => {
    let least = Infinity;
    for (let j = 0; j < m; j++) if (j !== i) least = Math.min(least, cosines[i * m + j]);
    return least;
  };
  const angles = gradient?.angles?.length === m;
  const head = ['Task', 'Loss'];
  if (cosines && m > 1) head.push('Least cosine');
  if (angles) head.push('Rotated by');
  fill(table, 'Loss and gradient of every task', head, names.map((name, i) => {
    const cells = [name, losses?.[i] === undefined ? '–' : scientific(losses[i])];
    if (cosines && m > 1) cells.push(`${worst(i).toFixed(2).replace('-', '−')}${gradient.conflict[i] ? ' conflict' : ''}`);
    if (angles) cells.push(`${(gradient.angles[i] * 180 / Math.PI).toFixed(0)}°`);
    return { cells };
  }));
}
