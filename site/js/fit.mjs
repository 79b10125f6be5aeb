// Measurements of a problem with parameters: a CSV file is dropped on the plots or chosen, its points stand over the curves, and Fit finds
// the parameters that match them. The engine reads and fits; here it is shown.

import { drawCharts } from './charts.mjs';
import { count, number } from './format.mjs';
import { maxData } from './wire.gen.mjs';
import { fill } from './tables.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

export class Fitting {
  #handlers; #data = ''; #name = ''; #info = null;

  /** handlers: post(message) to the engine, onSet(values by parameter), onLook(eps, t): where the first of the points are. */
  constructor(handlers) {
    this.#handlers = handlers;
    byId('fit-load').addEventListener('click', () => byId('fit-file').click());
    byId('fit-file').addEventListener('change', ({ target }) => {
      this.#take(target.files[0]);
      target.value = '';
    });
    byId('fit-run').addEventListener('click', () => {
      byId('fit-run').disabled = true;
      byId('fit-state').textContent = 'Fitting';
      handlers.post({ type: 'fit', data: this.#data });
    });
    // A frame takes what is dropped over it for itself, so it is out of the way while something is dragged.
    const dragged = (on) => document.body.classList.toggle('dragged', on && this.#open);
    addEventListener('dragenter', ({ dataTransfer }) => dragged(dataTransfer?.types.includes('Files')));
    addEventListener('dragleave', ({ relatedTarget }) => { if (!relatedTarget) dragged(false); });
    addEventListener('drop', () => dragged(false));
    byId('stage').addEventListener('dragover', (event) => { if (this.#open) event.preventDefault(); });
    byId('stage').addEventListener('drop', (event) => {
      if (!this.#open) return;
      event.preventDefault();
      this.#take(event.dataTransfer.files[0]);
    });
  }

  /** A session stands ready: problems with parameters can be fitted. Measurements of the same problem stay. */
  ready(info) {
    const same = this.#info?.name === info.name;
    this.#info = info;
    byId('fit').hidden = !this.#open;
    if (!same) this.#forget();
    else if (this.#data !== '') this.#handlers.post({ type: 'measured', data: this.#data });
  }

  get #open() { return (this.#info?.own?.parameters ?? []).length > 0; }

  #forget() {
    this.#data = '';
    byId('fit-run').disabled = true;
    byId('fit-state').textContent = '';
    byId('fit-result').hidden = true;
  }

  async #take(file) {
    if (!file) return;
    this.#forget();
    if (file.size > maxData) {
      byId('fit-state').textContent = `${file.name} has ${count(file.size)} bytes; measurements have at most ${count(maxData)}.`;
      return;
    }
    this.#name = file.name;
    this.#data = await file.text();
    this.#handlers.post({ type: 'measured', data: this.#data });
  }

  /** Takes the engine's answer. */
  receive(message) {
    byId('fit-run').disabled = message.error !== '' || this.#data === '';
    if (message.error !== '') {
      byId('fit-state').textContent = `${this.#name}: ${message.error}.`;
      if (!message.fitted) byId('fit-result').hidden = true;
      return;
    }
    const n = message.series.reduce((sum, { value }) => sum + value.length, 0);
    byId('fit-state').textContent = message.fitted
      ? `Fitted to ${count(n)} values at step ${count(message.step)}. Misfit ${number(message.misfit)} (root mean square${message.sigmas ? ', in standard deviations' : ' of the relative residuals'}).`
      : `${this.#name}: ${count(n)} values of ${message.series.map(({ field }) => field).join(', ')}. Those at the chosen ε and t stand over the curves.`;
    byId('fit-result').hidden = !message.fitted;
    if (!message.fitted) {
      const [{ eps, t }] = message.series;
      this.#handlers.onLook(eps[0], t[0]);
      return;
    }
    this.#show(message);
    this.#handlers.onSet(Object.fromEntries(message.parameters.map(({ name, value }) => [name, value])));
  }

  #show({ parameters, correlation, series, notes }) {
    const p = parameters.length;
    fill(byId('fit-table'), 'Fitted parameters', ['Parameter', 'Value', 'Standard deviation', 'Range', ...(p > 1 ? parameters.map(({ name }) => `Correlation with ${name}`) : [])], parameters.map((q, i) => ({
      cells: [q.name, `${number(q.value, 4)}${q.bound && ` (${q.bound} of its range)`}`, q.determined ? number(q.spread, 2) : 'not determined by these data', `${number(q.min)} to ${number(q.max)}`,
        ...(p > 1 ? parameters.map((_, k) => number(correlation[i * p + k], 2)) : [])],
    })));
    byId('fit-notes').replaceChildren(...notes.map((text) => Object.assign(document.createElement('li'), { textContent: text })));
    drawCharts(byId('fit-residuals'), series.map(({ field, x, value, model }) => ({
      title: `Measured minus network, ${field}, over x`, x: { name: 'x' }, y: { name: 'residual' },
      curves: [{ name: 'residual', className: 'dots', dots: true, x, y: value.map((v, i) => v - model[i]) }],
    })));
  }
}
