// Line charts as SVG, for what is shown where the drawn view cannot run. Axes
// are linear or logarithmic; pointing at a chart tells its values.

import { number, power } from './format.mjs';

const space = 'http://www.w3.org/2000/svg';
const width = 450, height = 230, left = 58, right = 12, top = 12, bottom = 42;

function node(name, attributes, text) {
  const e = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  if (text !== undefined) e.textContent = text;
  return e;
}

/** Round numbers between two ends, about five of them. */
export function ticks(low, high) {
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough);
  const out = [];
  for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-12); i++) out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** Powers of ten between two ends, at most eight of them; within two decades also 2 and 5 times these, within half a decade round numbers. */
export function logTicks(low, high) {
  const from = Math.log10(low), to = Math.log10(high), within = (v) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9);
  if (to - from < 0.5) return ticks(low, high);
  const each = Math.max(1, Math.ceil((to - from) / 8)), factors = to - from < 1 ? [1, 2, 3, 5, 7] : to - from < 2 ? [1, 2, 5] : [1];
  const out = [];
  for (let p = Math.floor(from); p <= Math.ceil(to); p++) {
    if (p % each === 0) for (const m of factors) out.push(Number(`${m}e${p}`));
  }
  return out.filter(within);
}

/** The scale of an axis over some values: {low, high, at(v), ticks}; at maps to [0, 1]. pad is a share of the range. */
export function scale(values, log, pad) {
  const usable = values.filter((v) => Number.isFinite(v) && (!log || v > 0)), f = log ? Math.log10 : (v) => v;
  if (usable.length === 0) return null;
  let low = f(Math.min(...usable)), high = f(Math.max(...usable));
  if (!(high - low > 1e-12)) { low -= 0.5; high += 0.5; }
  const more = pad * (high - low);
  low -= more; high += more;
  const back = log ? (v) => 10 ** v : (v) => v;
  return { low: back(low), high: back(high), at: (v) => (f(v) - low) / (high - low), ticks: log ? logTicks(back(low), back(high)) : ticks(low, high), label: log && high - low > 2 ? power : number };
}

/**
 * One figure. x and y: {name, log}; curves: [{name, className, x, y}]; the first decides what pointing steps through. Its caption names the
 * curves, and while something is pointed at their values.
 */
function figure({ title, x, y, curves }) {
  const axisX = scale(curves.flatMap((c) => [...c.x]), x.log, 0), axisY = scale(curves.flatMap((c) => [...c.y]), y.log, 0.06);
  /** @type {any} */ // an element with a method of its own
  const out = document.createElement('figure'), caption = document.createElement('figcaption'), key = document.createElement('p'), readout = document.createElement('p');
  caption.append(title);
  key.className = 'key';
  for (const c of curves) {
    const sample = node('svg', { viewBox: '0 0 26 8', class: 'sample', 'aria-hidden': 'true' }), label = document.createElement('span');
    sample.append(node('path', { class: c.className, d: 'M0 4H26' }));
    label.append(sample, c.name);
    key.append(label);
  }
  readout.className = 'readout';
  if (!axisX || !axisY) {
    readout.textContent = 'Nothing to draw yet.';
    out.append(caption, readout);
    return out;
  }
  const toX = (v) => left + (width - left - right) * axisX.at(v), toY = (v) => height - bottom - (height - top - bottom) * axisY.at(v);
  const svg = node('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title });
  for (const v of axisY.ticks) svg.append(node('line', { class: 'axis', x1: left, x2: width - right, y1: toY(v), y2: toY(v) }), node('text', { x: left - 8, y: toY(v) + 4, 'text-anchor': 'end' }, axisY.label(v)));
  for (const v of axisX.ticks) svg.append(node('text', { x: toX(v), y: height - bottom + 16, 'text-anchor': 'middle' }, axisX.label(v)));
  svg.append(node('text', { x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle' }, x.name));
  curves.forEach((c, k) => {
    const down = apart * curves.slice(0, k).filter((other) => coincide(other, c, toY)).length;
    svg.append(node('path', { class: c.className, d: path(c, toX, (v) => toY(v) + down, y.log) }));
  });
  const cursor = node('line', { class: 'cursor', y1: top, y2: height - bottom, visibility: 'hidden' });
  svg.append(cursor);
  out.append(caption, svg, key, readout);
  const [first] = curves;
  out.tell = (share) => { // of the width of the chart; null: nothing is pointed at
    cursor.setAttribute('visibility', share === null ? 'hidden' : 'visible');
    if (share === null) { readout.textContent = ''; return; }
    const i = nearest(first.x, share * width, toX), at = first.x[i];
    cursor.setAttribute('x1', toX(at));
    cursor.setAttribute('x2', toX(at));
    readout.textContent = [`${x.name} ${number(at)}`, ...curves.map((c) => `${c.name} ${number(c.y[nearest(c.x, toX(at), toX)])}`)].join(', ');
  };
  return out;
}

const apart = 3; // of a curve from one that it would hide

/** Whether a curve of several that are compared lies on another one. */
export function coincide(a, b, toY) {
  return /^runner/.test(a.className) && /^runner/.test(b.className) && a.y.length > 1 && a.y.length === b.y.length && Array.from(a.y).every((v, i) => Math.abs(toY(v) - toY(b.y[i])) < 0.8);
}

/** The path of a curve; with dots it is a dot at each sample, by the round ends of its lines. */
function path({ x, y, dots }, toX, toY, log) {
  let d = '', pen = 'M';
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i]) || (log && y[i] <= 0)) { pen = 'M'; continue; }
    d += `${pen}${toX(x[i]).toFixed(1)} ${toY(y[i]).toFixed(1)}`;
    if (dots) d += 'h0';
    else pen = 'L';
  }
  return d;
}

/** Index of the sample whose place is next to a position. */
function nearest(x, position, toX) {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs(toX(x[i]) - position) < Math.abs(toX(x[best]) - position)) best = i;
  return best;
}

const pointed = new WeakMap(); // container: {index, share}

/** Draws charts into a container, in place of those before; a chart that is pointed at goes on telling its values. */
export function drawCharts(container, charts) {
  if (!pointed.has(container)) listen(container);
  container.replaceChildren(...charts.map(figure));
  tell(container);
}

function tell(container) {
  const { index, share } = pointed.get(container);
  [...container.children].forEach((figure, i) => figure.tell?.(i === index ? share : null));
}

function listen(container) {
  pointed.set(container, { index: -1, share: 0 });
  const point = ({ target, clientX }) => {
    const svg = target.closest?.('figure > svg'), box = svg?.getBoundingClientRect();
    pointed.set(container, svg ? { index: [...container.children].indexOf(svg.parentElement), share: (clientX - box.left) / box.width } : { index: -1, share: 0 });
    tell(container);
  };
  container.addEventListener('pointermove', point);
  container.addEventListener('pointerdown', point);
  container.addEventListener('pointerleave', ({ pointerType }) => {
    if (pointerType !== 'mouse') return; // a finger is lifted to read
    pointed.set(container, { index: -1, share: 0 });
    tell(container);
  });
}
