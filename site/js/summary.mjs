// What the plots show in a sentence, under them and for those who do not see them. It changes when the page has come to rest.

import { number } from './format.mjs';

const rest = 1200; // milliseconds without news
const percent = (value) => `${number(100 * value, 2)} %`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Relative L2 distance of two curves; NaN where the second is not known, or zero but for rounding. */
export function distance(a, b) {
  if (!b) return NaN;
  let d = 0, r = 0;
  for (let i = 0; i < a.length; i++) {
    d += (a[i] - b[i]) ** 2;
    r += b[i] ** 2;
  }
  return r > 1e-20 * d ? Math.sqrt(d / r) : NaN;
}

const rms = (values, from = null) => Math.sqrt(values.reduce((sum, value, i) => sum + (value - (from?.[i] ?? 0)) ** 2, 0) / values.length);

/** The error of a curve in words. Where the reference is below one part in a hundred of what it is over the whole map, a relative error says nothing. */
function errorOf(values, reference, map, eps) {
  const relative = distance(values, reference), at = `at ε = ${number(eps)}`;
  if (Number.isFinite(relative) && map && rms(reference) < 0.01 * rms(map)) return `error ${number(rms(values, reference), 2)} (root mean square; the reference nearly vanishes here) ${at}`;
  return Number.isFinite(relative) ? `error ${percent(relative)} ${at}` : reference ? `its reference is zero ${at}` : `the reference ${at} is being computed`;
}

/** The largest error of a field over all Knudsen numbers and times, {value, eps, t}; null while some are unknown. */
function largestOverTime(overTime, name) {
  const values = overTime?.values[overTime.fields.indexOf(name)];
  if (!values?.every(Number.isFinite)) return null;
  const at = values.indexOf(Math.max(...values)), n = overTime.eps.length;
  return { value: values[at], eps: overTime.eps[at % n], t: overTime.t[Math.floor(at / n)] };
}

/** The sentence: per field the error at the place that is looked at, the largest of the table with its Knudsen number, and the largest over time. */
export function summarize(problem, fields, errors, overTime = null) {
  if (!problem || !fields) return '';
  const { line, eps, t } = fields;
  return problem.fields.map(({ name, label }, f) => {
    const column = errors?.values[errors.fields.indexOf(name)] ?? [];
    const known = Array.from(column, (value, i) => ({ value, eps: errors.eps[i] })).filter(({ value }) => Number.isFinite(value));
    const worst = known.reduce((most, one) => (one.value > (most?.value ?? -1) ? one : most), /** @type {any} */ (null));
    const absolute = errors?.absolute?.includes(name);
    const size = (value) => (absolute ? number(value, 2) : percent(value));
    const parts = [errorOf(line.values[f], line.reference?.[f], fields.reference?.[f], eps)];
    if (worst && known.length === column.length) parts.push(`largest ${size(worst.value)} at ε = ${number(worst.eps)}${errors.t === t ? '' : `, t = ${number(errors.t)}`}`);
    const over = largestOverTime(overTime, name);
    if (over) parts.push(`over time at most ${overTime.absolute.includes(name) ? number(over.value, 2) : percent(over.value)} (ε = ${number(over.eps)}, t = ${number(over.t)})`);
    return `${capital(label)} at t = ${number(t)}: ${parts.join(', ')}.`;
  }).join(' ');
}

export class Summary {
  #element; #timer = 0; #now;

  /** element: a polite live region; now(): {problem, fields, errors, overTime, running}. */
  constructor(element, now) {
    this.#element = element;
    this.#now = now;
  }

  /** Something is new. A run that trains is summed up when it rests. */
  news() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      const { problem, fields, errors, overTime, running } = this.#now();
      if (running) return;
      const text = summarize(problem, fields, errors, overTime);
      if (this.#element.textContent !== text) this.#element.textContent = text;
    }, rest);
  }
}
