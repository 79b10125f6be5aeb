// The setup form, made from the rows of the settings: shows a state, and
// reports changes that passed the check.

import { field, fillChoices, forgive, refuse } from './fields.mjs';
import { check, problemOf, rows, withSetting } from './state.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

export class Controls {
  #catalogue; #onChange; #keys; #more; #problems = '';

  /**
   * onChange(state) is called with a new state after every accepted change. more adds to the list of problems what is no setting: list()
   * returns its choices, take(name) acts on one.
   */
  constructor(catalogue, onChange, more) {
    this.#catalogue = catalogue;
    this.#onChange = onChange;
    this.#more = more;
    const form = [...rows(catalogue, catalogue.default).values()].filter((row) => row.form);
    this.#keys = form.map(({ key }) => key);
    byId('settings-noted').append(...form.filter((row) => row.noted).map(field));
    byId('settings-front').append(...form.filter((row) => row.front && !row.noted).map(field));
    byId('settings-more').append(...form.filter((row) => !row.front).map(field));
    byId('problem-note').after(Object.assign(document.createElement('p'), { id: 'problem-equation', className: 'note equation' }),
      Object.assign(document.createElement('button'), { type: 'button', id: 'own-open', className: 'plain', textContent: 'Write your own problem' }));
    for (const { key } of form) byId(key).addEventListener('change', () => this.#change(key));
    byId('setup').addEventListener('submit', (event) => event.preventDefault());
  }

  /** Shows a state; later changes start from it. */
  show(state) {
    const table = rows(this.#catalogue, state.problem), choices = [...table.get('problem').choices, ...this.#more.list()];
    if (this.#problems !== (this.#problems = JSON.stringify(choices))) fillChoices(byId('problem'), choices);
    for (const key of this.#keys) {
      const row = table.get(key), input = byId(key);
      if (row.kind === 'choice' && key !== 'problem' && (!this.state || this.state.problem !== state.problem)) fillChoices(input, row.choices);
      if (this.state && this.state[key] !== state[key]) forgive(key);
      input.value = state[key] ?? '';
      if (row.noted) byId(`${key}-note`).textContent = row.choices.find(({ name }) => name === state[key])?.summary ?? '';
    }
    byId('problem-equation').replaceChildren(...subscripts(problemOf(this.#catalogue, state.problem).equation));
    this.state = state;
  }

  #change(key) {
    const more = key === 'problem' && this.#more.list().find(({ name }) => name === byId(key).value);
    if (more) {
      byId(key).value = this.state.problem;
      this.#more.take(more.name);
      return;
    }
    const value = check(key, byId(key).value, this.state, this.#catalogue);
    if (value === undefined) {
      refuse(rows(this.#catalogue, this.state.problem).get(key), this.state[key]);
      return;
    }
    for (const k of this.#keys) forgive(k);
    if (value === this.state[key]) byId(key).value = value;
    else this.#onChange(withSetting(this.state, key, value, this.#catalogue));
  }
}

/** An equation with f_t set as f with a subscript. */
function subscripts(equation) {
  return equation.split(/(_[a-zA-Z0-9])/).map((part, i) => {
    if (i % 2 === 0) return part;
    const sub = document.createElement('sub');
    sub.textContent = part.slice(1);
    return sub;
  });
}
