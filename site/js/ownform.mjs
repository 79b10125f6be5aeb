// The form of a problem file, made from the keys of the format: a field for each key of the equation, with its message, its help and for
// formulas a small plot. It shows values and reports what is typed; it checks nothing, the engine does.

import { drawCharts } from './charts.mjs';
import { numberOf, Pairs } from './owndraft.mjs';
import { typeset } from './typeset.mjs';

const element = (name, properties = {}, ...children) => {
  const e = Object.assign(document.createElement(name), properties);
  e.append(...children);
  return e;
};

export class Form {
  #box; #format; #onChange; #fields = new Map(); #equation = null; #values = {};

  /** format: the catalogue's file; onChange(values, place) after every change, place the key. */
  constructor(box, format, onChange) {
    this.#box = box;
    this.#format = format;
    this.#onChange = onChange;
  }

  /** Shows values; a field in which the same already stands is left alone, so that typing goes on undisturbed, unless it is forced. */
  show(values, force = false) {
    this.#values = values;
    const equation = this.#format.equations.some(({ name }) => name === values.equation) ? values.equation : this.#format.equations[0].name;
    if (equation !== this.#equation) this.#build(equation);
    for (const { show } of this.#fields.values()) show(force);
  }

  /** Shows what is wrong, by key; what belongs to no field comes back. */
  faults(list) {
    const rest = list.filter(({ key }) => !this.#fields.has(key.split('.')[0]));
    for (const [name, field] of this.#fields) {
      const mine = list.find(({ key }) => key === name || key.startsWith(`${name}.`));
      for (const input of field.inputs()) {
        const here = mine && (!mine.key.includes('.') || input.dataset.part === mine.key.split('.')[1]);
        if (here) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
      }
      field.wrong.replaceChildren(...(mine ? message(mine, field.text(mine.key)) : []));
    }
    return rest;
  }

  /** Draws the graphs of the formulas. */
  sketches(list) {
    for (const [name, { sketch }] of this.#fields) {
      if (!sketch) continue;
      const mine = list.filter(({ key }) => key === name || key.startsWith(`${name}.`));
      sketch.hidden = mine.length === 0;
      drawCharts(sketch, mine.map(({ axis, at, curves }) => ({
        title: `${this.#key(name).label} over ${axis}`, x: { name: axis }, y: {},
        curves: curves.map(({ label, values }, i) => ({ name: label || this.#key(name).label, className: `runner r${i}`, x: at, y: values })),
      })));
    }
  }

  /** Puts the focus into the field of a key. */
  focus(key) {
    this.#fields.get(key.split('.')[0])?.inputs()[0]?.focus();
  }

  #key(name) { return this.#format.keys.find((k) => k.name === name); }

  #build(equation) {
    this.#equation = equation;
    this.#fields = new Map(this.#format.keys
      .filter((key) => key.kind !== 'version' && (key.equation === '' || key.equation === equation))
      .map((key) => [key.name, this.#field(key)]));
    this.#box.replaceChildren(...[...this.#fields.values()].map(({ box }) => box));
  }

  #set(name, value, place = name) {
    const values = { ...this.#values };
    if (value === undefined) delete values[name];
    else values[name] = value;
    this.#values = values;
    this.#onChange(values, place);
  }

  #field(key) {
    const id = `own-${key.name}`, help = element('p', { id: `${id}-help`, className: 'note' }, ...typeset(`${key.help} (${key.form})`));
    const wrong = element('div', { id: `${id}-wrong`, className: 'wrong' });
    const made = this[key.kind](key, id);
    const sketch = key.kind === 'formula' || key.kind === 'end' ? element('div', { className: 'line sketch', hidden: true }) : null;
    const label = made.group ? element('legend', {}, ...typeset(key.label)) : element('label', { htmlFor: id }, ...typeset(key.label));
    const box = element(made.group ? 'fieldset' : 'div', { className: `field own-${key.kind}` }, label, ...made.controls, wrong, help, ...(sketch ? [sketch] : []));
    for (const input of made.inputs()) describe(input, id);
    return { ...made, box, wrong, sketch };
  }

  // A method for each kind of key: {controls, inputs(), text(key): the formula that a message is about, show(force), group}.

  text(key, id) {
    const input = line(id, { maxLength: 200 });
    input.addEventListener('input', () => this.#set(key.name, input.value === '' && key.name !== 'name' ? undefined : input.value));
    return { controls: [input], inputs: () => [input], text: () => '', show: () => put(input, this.#values[key.name] ?? '') };
  }

  equation(key, id) {
    const select = element('select', { id });
    select.append(...this.#format.equations.map(({ name }) => new Option(name, name)));
    select.addEventListener('change', () => this.#set(key.name, select.value));
    return { controls: [select], inputs: () => [select], text: () => '', show: () => { select.value = this.#equation; } };
  }

  number(key, id) {
    const input = line(id, { inputMode: 'decimal' });
    input.addEventListener('input', () => this.#set(key.name, numberOf(input.value)));
    return { controls: [input], inputs: () => [input], text: () => '', show: () => putNumber(input, this.#values[key.name]) };
  }

  interval(key, id) {
    const inputs = ['left', 'right'].map((side) => line(`${id}-${side}`, { inputMode: 'decimal', ariaLabel: `${key.label}, ${side}` }));
    const report = () => this.#set(key.name, inputs.map((input) => numberOf(input.value) ?? ''));
    for (const input of inputs) input.addEventListener('input', report);
    return { group: true, controls: [element('div', { className: 'pair' }, ...inputs)], inputs: () => inputs, text: () => '', show: () => inputs.forEach((input, i) => putNumber(input, this.#values[key.name]?.[i])) };
  }

  formula(key, id) {
    const input = line(id, { className: 'formula', maxLength: 2000 });
    input.addEventListener('input', () => this.#set(key.name, input.value === '' && key.name !== 'density' ? undefined : input.value));
    return { controls: [input], inputs: () => [input], text: () => input.value, show: () => putNumber(input, this.#values[key.name]) };
  }

  end(key, id) {
    const select = element('select', { id: `${id}-kind`, ariaLabel: key.label }), input = line(`${id}-inflow`, { className: 'formula', maxLength: 2000, ariaLabel: `${key.label}, inflow` });
    const { ends } = this.#format.equations.find(({ name }) => name === this.#equation);
    input.dataset.part = 'inflow';
    select.append(...ends.map((name) => new Option(name, name)));
    select.addEventListener('change', () => this.#turn(key.name, select.value, input.value));
    input.addEventListener('input', () => this.#set(key.name, { inflow: input.value }));
    const show = () => {
      const value = this.#values[key.name], inflow = value !== null && typeof value === 'object' && 'inflow' in value;
      select.value = inflow ? 'inflow' : value ?? ends[0];
      input.hidden = !inflow;
      if (inflow) putNumber(input, value.inflow);
    };
    return { group: true, controls: [select, input], inputs: () => [select, input], text: (part) => (part.endsWith('.inflow') ? input.value : ''), show };
  }

  /** Turns an end into another kind. Periodic ends are so both. */
  #turn(name, kind, formula) {
    const other = name === 'left' ? 'right' : 'left', values = { ...this.#values };
    const made = (text) => (kind === 'inflow' ? { inflow: text } : kind);
    const wasPeriodic = (values[other] ?? 'periodic') === 'periodic';
    values[name] = made(formula || '0');
    if (wasPeriodic !== (kind === 'periodic')) values[other] = made('0');
    this.#values = values;
    this.show(values);
    this.#onChange(values, null);
  }

  parameters(key, id) {
    const rows = element('div', { className: 'own-rows' }), add = element('button', { type: 'button', id, textContent: 'Add a parameter' });
    const entries = () => {
      const value = this.#values[key.name];
      if (value instanceof Pairs) return value.pairs;
      return value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
    };
    const report = (place = key.name) => {
      const all = [...rows.children].map((row) => [...row.querySelectorAll('input')].map(({ value }) => value));
      const pairs = all.map(([name, min, max]) => [name, [numberOf(min) ?? '', numberOf(max) ?? '']]);
      const unique = new Set(pairs.map(([name]) => name)).size === pairs.length; // an object holds a name once
      this.#set(key.name, pairs.length === 0 ? undefined : unique ? Object.fromEntries(pairs) : new Pairs(pairs), place);
    };
    const row = ([name, range]) => {
      const inputs = [['name', name], ['least', range?.[0] ?? ''], ['greatest', range?.[1] ?? '']].map(([what, value]) => {
        const input = line('', { ariaLabel: `Parameter, ${what}`, placeholder: what, value: String(value) });
        input.addEventListener('input', () => report());
        describe(input, id);
        return input;
      });
      const remove = element('button', { type: 'button', className: 'plain', textContent: 'Remove', ariaLabel: `Remove parameter ${name}` });
      const box = element('div', { className: 'own-row' }, ...inputs, remove);
      remove.addEventListener('click', () => { box.remove(); report(null); add.disabled = false; add.focus(); });
      return box;
    };
    add.addEventListener('click', () => {
      const name = ['a', 'b', 'c', 'd'].find((letter) => !entries().some(([other]) => other === letter));
      rows.append(row([name, [0, 1]]));
      report(null);
      add.disabled = rows.children.length >= this.#format.maxParameters;
      rows.lastElementChild.querySelector('input').focus();
    });
    const show = (force) => {
      const now = entries(), shown = [...rows.children].map((r) => [...r.querySelectorAll('input')].map(({ value }) => value));
      const same = now.length === shown.length && now.every(([name, range], i) => name === shown[i][0] && [0, 1].every((k) => String(numberOf(shown[i][k + 1]) ?? '') === String(range?.[k] ?? '')));
      if (!same && (force || !rows.contains(document.activeElement))) rows.replaceChildren(...now.map(row));
      add.disabled = rows.children.length >= this.#format.maxParameters;
    };
    return { group: true, controls: [rows, add], inputs: () => [...rows.querySelectorAll('input')], text: () => '', show };
  }
}

function line(id, properties) {
  return element('input', { type: 'text', id, spellcheck: false, autocomplete: 'off', autocapitalize: 'off', ...properties });
}

function describe(input, id) {
  input.setAttribute('aria-describedby', `${id}-wrong ${id}-help`);
}

function put(input, value) {
  if (input.value !== value) input.value = value;
}

/** Puts a number or a text; a number that is typed in another way, as 1.50 for 1.5, stays as it is typed. */
function putNumber(input, value) {
  if (numberOf(input.value) !== numberOf(String(value ?? ''))) input.value = value ?? '';
}

/** A message, and for a formula its text with the column marked. */
function message({ column, message: text }, formula) {
  const p = element('p', { textContent: `${text.charAt(0).toUpperCase()}${text.slice(1)}.` });
  if (!column || !formula) return [p];
  const letters = [...formula], at = column - 1;
  return [element('code', {}, letters.slice(0, at).join(''), element('mark', { textContent: letters[at] ?? ' ' }), letters.slice(at + 1).join('')), p];
}
