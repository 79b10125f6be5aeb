// The exercises: each is a link to a trained network or a problem, a question, and a check of the answer by the numbers that are on the page at
// that moment. Nothing but the answer is typed, and nothing is stored.

import { presets } from './presets.mjs';
import { series } from './probe.mjs';

/**
 * @typedef {object} Page   what an answer is checked against: the last messages of the engine
 * @property {any} fields
 * @property {any} errors
 * @property {any} problem
 *
 * @typedef {object} Exercise
 * @property {string} name
 * @property {string} title
 * @property {string} text       what to do and the question
 * @property {string} unit       what is to be typed, for the label
 * @property {Object<string, string|number>} settings  keys and values of the address
 * @property {(page: Page) => {wait?: string, value?: number, within?: number, why?: string}} solve
 *   the right answer and how far off it may be, with a sentence for who has found it; or what has to be set first
 */

const preset = (name) => ({ ...presets.find((p) => p.name === name).settings, trained: name });
const digits = (value) => String(Number(value.toPrecision(3))).replace('-', '−');

/** The place right of low where a curve falls most steeply. */
export function steepest({ x, y }, low) {
  let best = NaN, most = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const fall = (y[i] - y[i + 1]) / (x[i + 1] - x[i]);
    if (x[i] >= low && fall > most) { most = fall; best = (x[i] + x[i + 1]) / 2; }
  }
  return best;
}

/** The first place where a curve passes a value, on the line between two samples; NaN where it does not. */
export function crossing({ x, y }, value) {
  for (let i = 0; i + 1 < x.length; i++) if ((y[i] - value) * (y[i + 1] - value) <= 0 && y[i] !== y[i + 1]) return x[i] + (x[i + 1] - x[i]) * (value - y[i]) / (y[i + 1] - y[i]);
  return NaN;
}

/** @type {Exercise[]} */
export const exercises = [
  {
    name: 'diffusive',
    title: 'From kinetic to diffusive',
    text: 'The density is 1 plus a wave whose height decays like exp(−λ t), from ½ at t = 0. Set ε to 0.001 or less, open the probe at x = 0, where the wave is highest, and read the density at t = 1. What is λ? (At ε = 1 it is 0.358.)',
    unit: 'λ',
    settings: preset('diffusion'),
    solve({ fields, problem }) {
      if (fields.eps > 1.05e-3) return { wait: 'Set ε to 0.001 or less first.' };
      const rho = series(fields.data[0], fields, 0, problem);
      return { value: Math.log((rho[0] - 1) / (rho.at(-1) - 1)) / problem.tEnd, within: 0.006, why: 'The diffusion equation has λ = 1/3: its coefficient is ⟨v²⟩.' };
    },
  },
  {
    name: 'layer',
    title: 'An initial layer',
    text: 'The flux starts at zero. Keep ε = 0.1 and probe x = 0.5: at which time has the flux reached half of its largest value? Then try ε = 0.05 and see how that time shrinks.',
    unit: 'Time',
    settings: preset('initial-layer'),
    solve({ fields, problem }) {
      if (fields.eps < 0.03) return { wait: 'At this ε the layer is too thin to be read; take 0.1 or 0.05.' };
      const flux = series(fields.data[1], fields, 0.5, problem), t = flux.map((_, k) => problem.tEnd * k / (flux.length - 1));
      const value = crossing({ x: t, y: flux }, Math.max(...flux) / 2);
      return { value, within: 0.25 * value, why: 'The layer lasts a time of order ε²: half the Knudsen number, a quarter of the time.' };
    },
  },
  {
    name: 'sum',
    title: 'When the sum fails',
    text: 'Three losses were added up with a weight of 1000 on one of them. In how many of the seven rows of the table Error per decade is the error of the density above 1e−3? Then open the example “Conflict resolved: HRGrad”, the same losses and weights, and count again.',
    unit: 'Rows',
    settings: preset('conflict-on'),
    solve({ errors }) {
      const column = errors?.values[errors.fields.indexOf('rho')] ?? [null];
      if (column.some((value) => !Number.isFinite(value))) return { wait: 'Wait until all rows of the table are there.' };
      return { value: column.filter((value) => value > 1e-3).length, within: 0, why: 'The sum follows the loss with the large weight. HRGrad keeps every loss falling: only the row of ε = 1 stays above.' };
    },
  },
  {
    name: 'shock',
    title: 'A shock tube',
    text: 'Play ε from 1 to 10⁻⁶: out of two clouds of particles come a rarefaction, a contact and a shock. At ε = 10⁻⁵ or less and t = 0.1, where does the shock stand, the steepest fall of the density right of x = 0.15? Divided by t this is its speed.',
    unit: 'Place x',
    settings: { ...preset('shock-tube'), eps: 1e-6 },
    solve({ fields, problem }) {
      if (fields.eps > 1.05e-5) return { wait: 'Set ε to 10⁻⁵ or less first.' };
      if (fields.t < problem.tEnd) return { wait: `Set t to ${problem.tEnd} first.` };
      return { value: steepest({ x: fields.line.x, y: fields.line.values[0] }, 0.15), within: 0.025, why: 'About 2 in units of the thermal speed: faster than the sound in front of it, which is √(3 T) = 1.5.' };
    },
  },
  {
    name: 'wall',
    title: 'A wall of two layers',
    text: 'Particles enter from the left; right of x = 0.5 the material scatters a hundred times more. The maps show the reference, no network is needed. At ε = 0.01 and t = 0.1, at which x has the density of the reference fallen to one half? Then make the second layer thinner in the editor (Edit), or train a network for it.',
    unit: 'Place x',
    // site/docs/problems/two-materials.json as an address has it; a test compares the two.
    settings: { own: 'VcxBbsIwEEbhq4z-VVKG4CB1gfe9QXdVFwYmxKoZt_a0AaHcHaWVKrF60rd4N_xIqTErfM_QcBZ42JTX52BSYkgVDIuWFn-dMv27p0A2RqUUrlJoL0Mu8meHD8oqYMjXd7DfOawErZ-5GBgX-DfH_TvDXvQI77qeUQ_BlrWe4NHTina7p2apBR2b5kJrct1zu3Gd27btZgvGUbRGu8LDgZFkMPgbog4pT8sEM6PE0_jIDvN8Bw', eps: 0.01, show: 'reference' },
    solve({ fields, problem }) {
      if (!fields.line.reference) return { wait: 'The reference is still being computed.' };
      if (Math.abs(Math.log(fields.eps / 0.01)) > 0.03 || fields.t < problem.tEnd) return { wait: `Set ε to 0.01 and t to ${problem.tEnd} first.` };
      return { value: crossing({ x: fields.line.x, y: fields.line.reference[0] }, 0.5), within: 0.012, why: 'In the first layer the particles diffuse; into the second hardly any gets within this time.' };
    },
  },
];

/** The query of an exercise. */
export function exerciseQuery({ name, settings }) {
  return `?${new URLSearchParams({ v: '1', ...settings, exercise: name })}`;
}

/** A number as people type it; NaN for anything else. */
export function typed(text) {
  const word = text.trim().replace(/[−–]/g, '-').replace(',', '.');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : NaN;
}

/** What is to be said about an answer: {right, text}. */
export function judge(exercise, text, page) {
  if (!page.fields || !page.problem) return { right: false, text: 'Wait until the fields are there.' };
  const { wait, value, within, why } = exercise.solve(page), given = typed(text);
  if (wait) return { right: false, text: wait };
  if (!Number.isFinite(value)) return { right: false, text: 'What is on the page now has no answer; press Begin again.' };
  if (Number.isNaN(given)) return { right: false, text: `“${text.slice(0, 40)}” is no number.` };
  if (Math.abs(given - value) <= within * (1 + 1e-9)) return { right: true, text: `Right: the page has ${digits(value)}. ${why}` };
  return { right: false, text: given < value ? 'Not yet: it is more.' : 'Not yet: it is less.' };
}

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

export class Exercises {
  #page; #name = ''; #open;

  /** page(): what answers are checked against; open(query, title) takes the settings of an exercise. */
  constructor({ page, open }) {
    this.#page = page;
    this.#open = open;
    byId('exercise-form').addEventListener('submit', (event) => { event.preventDefault(); this.#check(); });
    byId('exercise-again').addEventListener('click', () => this.#go(this.#index()));
    byId('exercise-next').addEventListener('click', () => this.#go((this.#index() + 1) % exercises.length));
    byId('exercise-list').append(...exercises.map((exercise, i) => {
      const item = document.createElement('li'), link = document.createElement('a');
      link.href = `${location.pathname}?exercise=${exercise.name}`;
      link.textContent = exercise.title;
      link.addEventListener('click', (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
        event.preventDefault();
        this.#go(i);
      });
      item.append(link);
      return item;
    }));
  }

  /** Shows the exercise of a state; an empty name: none. */
  show(name) {
    if (name === this.#name) return;
    this.#name = name;
    document.documentElement.classList.toggle('exercising', name !== '');
    byId('exercise').hidden = name === '';
    const i = this.#index();
    if (i < 0) return;
    const { title, text, unit } = exercises[i];
    byId('exercise-title').textContent = `Exercise ${i + 1} of ${exercises.length}: ${title}`;
    byId('exercise-text').textContent = text;
    byId('exercise-label').textContent = unit;
    byId('exercise-answer').value = '';
    byId('exercise-result').textContent = '';
    byId('exercise-result').className = '';
  }

  #index() { return exercises.findIndex(({ name }) => name === this.#name); }

  #go(i) {
    this.#name = ''; // also the same again begins anew
    this.#open(exerciseQuery(exercises[i]), exercises[i].title);
  }

  #check() {
    const { right, text } = judge(exercises[this.#index()], byId('exercise-answer').value, this.#page());
    byId('exercise-result').textContent = text;
    byId('exercise-result').className = right ? 'right' : '';
  }
}
