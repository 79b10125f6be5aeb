// The setup form, made from the rows of the settings: shows a state, and
// reports changes that passed the check.

import { field, fillChoices, forgive, refuse } from './fields.mjs';
import { scaling } from './format.mjs';
import { check, problemOf, rows, withSetting } from './state.mjs';
import { typeset } from './typeset.mjs';

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
      Object.assign(document.createElement('dl'), { id: 'problem-data', className: 'note' }),
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
      const absent = row.kind === 'choice' && row.choices.every(({ name }) => name === ''); // the problem does not have it
      input.closest('.field').hidden = absent || (row.unused ?? []).includes(state.optimizer);
      if (this.state && this.state[key] !== state[key]) forgive(key);
      input.value = state[key] ?? '';
      if (row.noted) note(byId(`${key}-note`), row.choices.find(({ name }) => name === state[key]));
    }
    describe(problemOf(this.#catalogue, state.problem));
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

/** The name of what is chosen, which a narrow list would cut, and its summary. */
function note(element, chosen) {
  const { title = '', summary = '' } = chosen ?? {};
  element.replaceChildren(...(title.includes(': ') ? [Object.assign(document.createElement('b'), { textContent: `${title}. ` })] : []), ...typeset(summary));
}

/** The equation with all its data. */
function describe(info) {
  byId('problem-equation').replaceChildren(...typeset(info.equation));
  const domain = `x in [${tidy(info.xMin)}, ${tidy(info.xMax)}]${info.dimensions > 1 ? `, y in [${tidy(info.yMin)}, ${tidy(info.yMax)}]` : ''}, t in [0, ${tidy(info.tEnd)}]`;
  byId('problem-data').replaceChildren(...[
    ['Where', domain], ['With', info.definitions], ['At t = 0', info.initial], ['At the ends', info.boundary], ['ε', scaling(info)],
  ].filter(([, text]) => text).flatMap(([name, text]) => {
    const term = document.createElement('dt'), data = document.createElement('dd');
    term.textContent = name;
    data.append(...typeset(text));
    return [term, data];
  }));
}

const tidy = (value) => (Math.abs(value - 2 * Math.PI) < 1e-9 ? '2π' : String(Number(value.toPrecision(4))).replace('-', '−'));
