// The probe: what the network has at one place, its reference beside it: values at the chosen time, the time series there, and f over the
// velocity. Places that are pinned stay for comparison.

import { drawCharts } from './charts.mjs';
import { number } from './format.mjs';
import { mostPins, readPins, withoutPin, withPin } from './pins.mjs';
import { fill } from './tables.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

/** Index and weight of a place on a grid with n points from low to high: the value there is (1 − w) a[i] + w a[i + 1]. */
export function between(place, low, high, n) {
  const s = Math.max(0, Math.min(1, (place - low) / (high - low))) * (n - 1), i = Math.min(Math.floor(s), n - 2);
  return { i, w: s - i };
}

/** The values over t of a field at x; data is its grid of nt rows and nx columns. */
export function series(data, { nt, nx }, x, { xMin, xMax }) {
  const { i, w } = between(x, xMin, xMax, nx);
  return Array.from({ length: nt }, (_, k) => (1 - w) * data[k * nx + i] + w * data[k * nx + i + 1]);
}

/** The value of a time series at t. */
export function at(values, t, tEnd) {
  const { i, w } = between(t, 0, tEnd, values.length);
  return (1 - w) * values[i] + w * values[i + 1];
}

/** The value of a field over a plane, a grid of ny rows and nx columns, at (x, y). */
export function atPoint(data, { nx, ny }, x, y, { xMin, xMax, yMin, yMax }) {
  const across = between(x, xMin, xMax, nx), up = between(y, yMin, yMax, ny), k = up.i * nx + across.i;
  const row = (from) => (1 - across.w) * data[from] + across.w * data[from + 1];
  return (1 - up.w) * row(k) + up.w * row(k + nx);
}

/** The column of a distribution at x: f of network, reference and equilibrium over v. */
export function column(message, x) {
  const { nx, nv, xMin, xMax, vMin, vMax } = message, { i, w } = between(x, xMin, xMax, nx);
  const of = (data) => data && Array.from({ length: nv }, (_, j) => (1 - w) * data[j * nx + i] + w * data[j * nx + i + 1]);
  return { v: Array.from({ length: nv }, (_, j) => vMin + (vMax - vMin) * j / (nv - 1)), network: of(message.data), reference: of(message.reference), equilibrium: of(message.maxwellian) };
}

export class Probe {
  #problem = null; #fields = null; #distribution = null; #x = NaN; #text = ''; #pins = []; #frame = 0; #closed = false;

  #onPins;

  /** onOpen(): the probe has been opened or closed, and wants f over v or no longer. onPins(text): the visitor has pinned a place or removed one. */
  constructor({ onOpen, onPins }) {
    this.#onPins = onPins;
    byId('probe').addEventListener('toggle', () => {
      this.#closed = !this.open;
      onOpen();
      this.#draw();
    });
    byId('probe-x').addEventListener('change', ({ target }) => this.#type(target));
    byId('probe-pin').addEventListener('click', () => this.#pin());
  }

  /** Whether it is open, and so wants the distribution. */
  get open() { return byId('probe').open; }

  /** A session begins; another problem has other places. */
  ready({ problem }) {
    if (problem.name !== this.#problem?.name) this.#x = (problem.xMin + problem.xMax) / 2;
    this.#problem = problem;
    this.#fields = this.#distribution = null;
    this.#draw();
  }

  fields(message) { this.#fields = message; this.#draw(); }

  distribution(message) { this.#distribution = message; this.#draw(); }

  /** The pins are those of a text; places that come with a link or a run are shown at once. */
  show(pins) {
    if (pins === this.#text) return;
    const more = pins !== '' && this.#text === '';
    this.#text = pins;
    this.#pins = readPins(pins);
    if (more && !this.#closed) byId('probe').open = true;
    this.#draw();
  }

  /** A place was touched on a plot: the probe opens, unless it was closed by hand. */
  touch(x) {
    if (!this.#problem || !Number.isFinite(x)) return;
    this.#x = x;
    if (!this.#closed) byId('probe').open = true;
    this.#draw();
  }

  #type(input) {
    const x = Number(input.value.trim().replace(',', '.')), { xMin, xMax } = this.#problem ?? {};
    const sound = input.value.trim() !== '' && x >= xMin && x <= xMax;
    input.setAttribute('aria-invalid', String(!sound));
    byId('probe-wrong').textContent = sound || !this.#problem ? '' : `“${input.value.slice(0, 40)}” is not possible; allowed is a number from ${number(xMin)} to ${number(xMax)}.`;
    if (!sound) return;
    this.#x = x;
    this.#draw();
  }

  #pin() {
    if (!this.#fields) return;
    this.#onPins(withPin(this.#text, [this.#x, this.#problem.dimensions === 2 ? this.#fields.y : this.#fields.t]));
  }

  /** Draws at most once a frame, and nothing while it is closed. */
  #draw() {
    if (this.#frame || !this.open) return;
    this.#frame = requestAnimationFrame(() => { this.#frame = 0; this.#paint(); });
  }

  #remover(k) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: `Remove pin ${k + 1}` });
    button.addEventListener('click', () => { byId('probe-pin').focus(); this.#onPins(withoutPin(this.#text, k)); });
    return button;
  }

  /** In two space dimensions: the values on the cut through the chosen point, and f over the direction of flight. */
  #paintPlane(message, problem) {
    const { line, t, y, eps } = message, { i, w } = between(this.#x, problem.xMin, problem.xMax, line.x.length), of = (values) => (values ? (1 - w) * values[i] + w * values[i + 1] : NaN);
    const row = (name, x, at, values) => ({ here: name === 'here', cells: [name, number(x), number(at), number(t), ...values.flatMap(([value, other]) => [number(value, 4), number(other, 4), number(value - other, 2)])] });
    fill(byId('probe-values'), 'Values at the probe and at the pins', ['Place', 'x', 'y', 't', ...problem.fields.flatMap(({ label }) => [label, 'reference', 'difference'])], [
      row('here', this.#x, y, problem.fields.map((_, f) => [of(line.values[f]), of(line.reference?.[f])])),
      ...this.#pins.map(([px, py], k) => row(`pin ${k + 1}`, px, py, problem.fields.map((_, f) => [message.data[f], message.reference?.[f]].map((data) => (data ? atPoint(data, message, px, py, problem) : NaN))))),
    ]);
    const d = this.#distribution, charts = [];
    if (d && d.eps === eps && d.t === t && d.y === y) {
      const { v, network, reference } = column(d, this.#x);
      charts.push({
        title: `f over the direction of flight at x = ${number(this.#x)}, y = ${number(y)}, t = ${number(t)}`, x: { name: 'angle' }, y: { name: 'f' },
        curves: [{ name: 'network', className: 'network', x: v, y: network }, ...(reference ? [{ name: 'reference', className: 'reference', x: v, y: reference }] : [])],
      });
    }
    drawCharts(byId('probe-charts'), charts);
  }

  #paint() {
    const message = this.#fields, problem = this.#problem;
    byId('probe-note').textContent = message ? `At ε = ${number(message.eps)}, step ${message.step}. ${message.reference ? '' : 'The reference is being computed.'}` : 'The fields are being computed.';
    byId('probe-pin').disabled = !message || this.#pins.length >= mostPins;
    if (problem && document.activeElement !== byId('probe-x')) byId('probe-x').value = String(Number(this.#x.toPrecision(4)));
    byId('probe-pins').replaceChildren(...this.#pins.map((_, k) => this.#remover(k)));
    if (!message) return;
    if (problem.dimensions === 2) { this.#paintPlane(message, problem); return; }
    const curves = (data, x) => data && series(data, message, x, problem);
    const places = [{ name: 'here', x: this.#x, t: message.t }, ...this.#pins.map(([x, t], k) => ({ name: `pin ${k + 1}`, x, t }))];
    fill(byId('probe-values'), 'Values at the probe and at the pins', ['Place', 'x', 't', ...problem.fields.flatMap(({ label }) => [label, 'reference', 'difference'])], places.map(({ name, x, t }) => ({
      here: name === 'here',
      cells: [name, number(x), number(t), ...problem.fields.flatMap((_, f) => {
        const value = at(curves(message.data[f], x), t, problem.tEnd), other = message.reference ? at(curves(message.reference[f], x), t, problem.tEnd) : NaN;
        return [number(value, 4), number(other, 4), number(value - other, 2)];
      })],
    })));
    const t = Array.from({ length: message.nt }, (_, k) => problem.tEnd * k / (message.nt - 1));
    const charts = problem.fields.map(({ label }, f) => ({
      title: `${label.charAt(0).toUpperCase()}${label.slice(1)} over t at x = ${number(this.#x)}`, x: { name: 't' }, y: { name: label },
      curves: [
        { name: 'network', className: 'network', x: t, y: curves(message.data[f], this.#x) },
        ...(message.reference ? [{ name: 'reference', className: 'reference', x: t, y: curves(message.reference[f], this.#x) }] : []),
        ...this.#pins.map(([x], k) => ({ name: `pin ${k + 1}, x = ${number(x)}`, className: `runner r${k}`, x: t, y: curves(message.data[f], x) })),
      ],
    }));
    const d = this.#distribution;
    if (d && d.eps === message.eps && d.t === message.t) {
      const { v, network, reference, equilibrium } = column(d, this.#x);
      charts.push({
        title: `f over v at x = ${number(this.#x)}, t = ${number(d.t)}`, x: { name: 'v' }, y: { name: 'f' },
        curves: [
          { name: 'network', className: 'network', x: v, y: network },
          ...(reference ? [{ name: 'reference', className: 'reference', x: v, y: reference }] : []),
          ...(equilibrium ? [{ name: 'local Maxwellian', className: 'limit', x: v, y: equilibrium }] : []),
        ],
      });
    }
    drawCharts(byId('probe-charts'), charts);
  }
}
