// Sliders for the parameters of a problem from a file and for the chosen point of a plane, beside those of the Knudsen number and the time.

import { number } from './format.mjs';

const positions = 1000;

/** The key of a parameter in the state and the address. */
export const parameterKey = (name) => `set-${name}`;

/** The values of the parameters of a problem in its order, empty without any. */
export function parameterValues(info, state) {
  return (info?.own?.parameters ?? []).map(({ name }) => state[parameterKey(name)]);
}

/** The parameters as the command line takes them. */
export function parameterArguments(info, state) {
  return (info?.own?.parameters ?? []).flatMap(({ name }) => ['--set', `${name}=${state[parameterKey(name)]}`]);
}

/** The parameters in words, as in "a = 0.3, b = 2"; empty without any. */
export function parameterText(info, state) {
  return (info?.own?.parameters ?? []).map(({ name }) => `${name} = ${number(state[parameterKey(name)])}`).join(', ');
}

/** The parameters of a problem, as sliders. */
export const ofFile = (info) => (info?.own?.parameters ?? []).map(({ name, min, max }) => ({ key: parameterKey(name), label: 'Parameter', name, min, max }));

/** The coordinates of the point that is looked at, as sliders; none in one space dimension. */
export const ofPlane = (info) => (info?.dimensions !== 2 ? [] : [
  { key: 'x', label: 'Point', name: 'x', min: info.xMin, max: info.xMax }, { key: 'y', label: 'Point and cut', name: 'y', min: info.yMin, max: info.yMax },
]);

export class Parameters {
  #box; #onMove; #list; #of = []; #frame = 0;

  /** box holds the sliders of list(info); onMove(settings) tells the values by their keys, once in a frame. */
  constructor(box, onMove, list = ofFile) {
    this.#box = box;
    this.#onMove = onMove;
    this.#list = list;
  }

  /** Shows the sliders for a problem at the values of a state. */
  show(info, state) {
    const of = this.#list(info);
    if (JSON.stringify(of) !== JSON.stringify(this.#of)) {
      this.#of = of;
      this.#box.replaceChildren(...of.map((q) => this.#slider(q)));
      this.#box.hidden = of.length === 0;
    }
    of.forEach((q, i) => {
      const slider = this.#box.children[i], value = state[q.key], input = slider.querySelector('input');
      input.value = String(Math.round((value - q.min) / (q.max - q.min) * positions));
      tell(slider, value);
    });
  }

  #slider({ key, label: word, name, min, max }) {
    const box = document.createElement('div'), label = document.createElement('label'), output = document.createElement('output'), input = document.createElement('input'), ends = document.createElement('div');
    box.className = 'slider';
    label.htmlFor = input.id = key;
    label.append(`${word} `, Object.assign(document.createElement('var'), { textContent: name }));
    output.htmlFor.add(input.id);
    Object.assign(input, { type: 'range', min: '0', max: String(positions), step: '1' });
    ends.className = 'ends';
    ends.setAttribute('aria-hidden', 'true');
    ends.append(...[min, max].map((v) => Object.assign(document.createElement('span'), { textContent: number(v) })));
    input.addEventListener('input', () => { tell(box, this.#values()[key]); this.#report(); });
    box.append(label, output, input, ends);
    return box;
  }

  /** The values at the positions; the ends are exact. */
  #values() {
    return Object.fromEntries(this.#of.map(({ key, min, max }, i) => {
      const at = this.#box.children[i].querySelector('input').valueAsNumber / positions;
      return [key, at === 0 ? min : at === 1 ? max : Math.min(max, Math.max(min, Number((min + at * (max - min)).toPrecision(5))))];
    }));
  }

  #report() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => { this.#frame = 0; this.#onMove(this.#values()); });
  }
}

function tell(slider, value) {
  slider.querySelector('output').value = number(value);
  slider.querySelector('input').setAttribute('aria-valuetext', number(value));
}
