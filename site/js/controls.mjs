// The setup form: fills its lists from the catalogue, mirrors the state, and
// reports changes that passed the check.

import { check, defaults, keptKeys, problemOf, trainingKeys, withSetting } from './state.mjs';

const keys = [...trainingKeys, 'workers', 'hidden'];

const title = { nodal: 'Nodes', modal: 'Modes', input: 'As an input', 'micro-macro': 'Micro-macro', 'even-odd': 'Even-odd' };
const byId = (id) => document.getElementById(id);

export class Controls {
  #catalogue; #onChange;

  /** onChange(state) is called with a new state after every accepted change. */
  constructor(catalogue, onChange) {
    this.#catalogue = catalogue;
    this.#onChange = onChange;
    grouped(byId('problem'), catalogue.problems);
    options(byId('operator'), catalogue.operators);
    options(byId('optimizer'), catalogue.optimizers);
    byId('setup').addEventListener('submit', (event) => event.preventDefault());
  }

  /** Shows a state; later changes start from it. */
  show(state) {
    this.state = state;
    const info = problemOf(this.#catalogue, state.problem);
    for (const [key, names] of [['head', info.heads], ['formulation', info.formulations]]) {
      options(byId(key), names.map((name) => ({ name, title: title[name] ?? name })));
    }
    for (const key of keys) byId(key).value = state[key] ?? '';
    byId('problem-note').textContent = info.summary;
    byId('problem-equation').replaceChildren(...subscripts(info.equation));
    byId('operator-note').textContent = this.#catalogue.operators.find((o) => o.name === state.operator)?.summary ?? '';
    for (const key of keys) byId(key).onchange = () => this.#change(key);
  }

  #change(key) {
    const control = byId(key);
    const value = check(key, control.value, this.state, this.#catalogue);
    if (value === undefined) {
      control.reportValidity();
      control.value = this.state[key] ?? '';
      return;
    }
    if (value === this.state[key]) return;
    // Another problem brings its own tuned settings; what does not depend on it stays.
    const next = key === 'problem'
      ? withSetting({ ...defaults(this.#catalogue, value), ...Object.fromEntries(keptKeys.map((k) => [k, this.state[k]])) }, 'operator', this.state.operator)
      : withSetting(this.state, key, value);
    this.#onChange(next);
  }
}

function options(select, entries) {
  select.replaceChildren(...entries.map(({ name, title: text }) => new Option(text ?? name, name)));
}

/** Titles of the form "group: rest" become groups of the list. */
function grouped(select, entries) {
  const groups = new Map();
  for (const { name, title: text } of entries) {
    const [group, ...rest] = text.split(': ');
    if (!groups.has(group)) groups.set(group, Object.assign(document.createElement('optgroup'), { label: group }));
    const own = rest.join(': ') || text;
    groups.get(group).append(new Option(own.charAt(0).toUpperCase() + own.slice(1), name));
  }
  select.replaceChildren(...groups.values());
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
