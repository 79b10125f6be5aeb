// Plain line plots of the fields at the chosen time, as SVG: what is shown
// where the drawn view cannot run. Network solid, reference dashed.

import { number } from './format.mjs';

const space = 'http://www.w3.org/2000/svg';
const width = 640, height = 240, left = 62, right = 12, top = 12, bottom = 30;

function node(name, attributes, text) {
  const e = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  if (text !== undefined) e.textContent = text;
  return e;
}

function path(x, y, toX, toY) {
  let d = '', pen = 'M';
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) { pen = 'M'; continue; }
    d += `${pen}${toX(x[i]).toFixed(1)} ${toY(y[i]).toFixed(1)}`;
    pen = 'L';
  }
  return d;
}

/** Round numbers between two ends, about five of them. */
export function ticks(low, high) {
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough);
  const out = [];
  for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-12); i++) out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** Draws one figure per field of a line {x, values, reference, limits} into a container. */
export function drawLines(container, line, fields, t) {
  const figures = fields.filter((f) => line.values[f.name]).map((field) => {
    const { x } = line, own = line.values[field.name], other = line.reference?.[field.name] ?? null;
    const limits = (line.limits ?? []).filter((l) => l.values?.[field.name]);
    const all = [own, other ?? [], ...limits.map((l) => l.values[field.name])].flatMap((values) => [...values]).filter(Number.isFinite);
    let low = Math.min(...all), high = Math.max(...all);
    if (!(high - low > 1e-12)) { low -= 0.5; high += 0.5; }
    const pad = 0.06 * (high - low);
    low -= pad; high += pad;
    const x0 = x[0], x1 = x[x.length - 1];
    const toX = (v) => left + (width - left - right) * (v - x0) / (x1 - x0);
    const toY = (v) => height - bottom - (height - top - bottom) * (v - low) / (high - low);
    const svg = node('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${field.label} over x at t = ${number(t)}` });
    for (const v of ticks(low, high)) {
      svg.append(node('line', { class: 'axis', x1: left, x2: width - right, y1: toY(v), y2: toY(v) }));
      svg.append(node('text', { x: left - 8, y: toY(v) + 4, 'text-anchor': 'end' }, number(v)));
    }
    for (const v of ticks(x0, x1)) {
      svg.append(node('text', { x: toX(v), y: height - 9, 'text-anchor': 'middle' }, number(v)));
    }
    for (const limit of limits) svg.append(node('path', { class: 'limit', d: path(x, limit.values[field.name], toX, toY) }));
    svg.append(node('path', { class: 'network', d: path(x, own, toX, toY) }));
    if (other) svg.append(node('path', { class: 'reference', d: path(x, other, toX, toY) }));
    const figure = document.createElement('figure'), caption = document.createElement('figcaption');
    caption.textContent = `${field.label} over x at t = ${number(t)}: network solid${other ? ', reference dashed' : '; the reference is being computed'}${limits.length > 0 ? `; thin: ${limits.map((l) => l.label).join(', ')}` : ''}`;
    figure.append(svg, caption);
    return figure;
  });
  container.replaceChildren(...figures);
}
