// Measurements of a problem with parameters: a CSV file is dropped on the plots or chosen, its points stand over the curves, and Fit finds
// the parameters that match them. The engine reads and fits; here it is shown.

import { drawCharts } from './charts.mjs';
import { isProblem, readText } from './files.mjs';
import { count, number } from './format.mjs';
import { maxData } from './wire.gen.mjs';
import { fill } from './tables.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

/** Whether something is dragged that is for the page: files, or text, as lines of a table, that is not on its way to a field. Links are for the browser. */
const isCarried = ({ dataTransfer, target }) => {
  const types = dataTransfer?.types ?? [];
  return types.includes('Files') || types.includes('text/plain') && !types.includes('text/uri-list') && !target.closest?.('input, textarea');
};

export class Fitting {
  #handlers; #data = ''; #name = ''; #info = null;
  #offered = null; // a file that the engine reads: it takes the place of the measurements once it is sound
  #fitting = false; // the next answer is that of a fit

  /**
   * handlers: post(message) to the engine, onSet(values by parameter), onLook(eps, t): where the first of the points are, onProblem(text, from): a
   * problem file, onRefused(words): a file that nothing takes.
   */
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
      this.#fitting = true;
      handlers.post({ type: 'fit', data: this.#data });
    });
    // A frame takes what is dropped over it for itself, so it is out of the way while something is dragged.
    const dragged = (on) => document.body.classList.toggle('dragged', on && this.#open);
    addEventListener('dragenter', (event) => dragged(isCarried(event)));
    addEventListener('dragleave', ({ relatedTarget }) => { if (!relatedTarget) dragged(false); });
    addEventListener('drop', () => dragged(false));
    // Elsewhere, and without parameters, a browser would leave the page for the file.
    addEventListener('dragover', (event) => { if (isCarried(event)) event.preventDefault(); });
    addEventListener('drop', (event) => {
      if (event.defaultPrevented || !isCarried(event)) return;
      event.preventDefault();
      const { files } = event.dataTransfer;
      this.#dropped(files.length > 0 ? files : [new File([event.dataTransfer.getData('text')], 'Dropped text')]);
    });
  }

  /** Takes what was dropped on the page: measurements where they can be fitted, a problem file anywhere. */
  async #dropped(files) {
    const [file] = files, refuse = (words) => (this.#open ? this.#refuse(words) : this.#handlers.onRefused(words));
    if (files.length > 1) return refuse(`${count(files.length)} files were dropped, and none was taken: measurements are one file.`);
    const text = file.size <= maxData ? await readText(file).catch(() => '') : '';
    if (isProblem(text)) this.#handlers.onProblem(text, file.name);
    else if (this.#open) await this.#take(file);
    else refuse(`Nothing was taken of ${file.name}: measurements belong to a problem of your own with parameters, checkpoints to the button Load checkpoint.`);
  }

  /** A session stands ready: problems with parameters can be fitted. Measurements of the same problem stay. */
  ready(info) {
    const same = this.#info?.name === info.name;
    this.#info = info;
    [this.#offered, this.#fitting] = [null, false];
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
    if (file.size > maxData) return this.#refuse(`${file.name} has ${count(file.size)} bytes; measurements have at most ${count(maxData)}.`);
    const data = await file.text().catch(() => null); // a folder has none
    if (data === null) return this.#refuse(`${file.name} cannot be read: a folder cannot be taken. Measurements are a CSV file.`);
    this.#offered = { name: file.name, data };
    byId('fit-run').disabled = true;
    this.#handlers.post({ type: 'measured', data });
  }

  /** Says why a file is not taken. Measurements that are there stay, with their fit. */
  #refuse(words) {
    byId('fit-state').textContent = this.#data === '' ? words : `${words} The measurements of ${this.#name} stay.`;
  }

  /** Takes the engine's answer. */
  receive(message) {
    const read = this.#fitting || !this.#offered ? { name: this.#name, data: this.#data } : this.#offered;
    if (!this.#fitting) this.#offered = null;
    this.#fitting = false;
    if (message.error === '') [this.#name, this.#data] = [read.name, read.data];
    byId('fit-run').disabled = this.#data === '' || this.#offered !== null;
    if (message.error !== '') return this.#refuse(`${read.name}: ${message.error}.`);
    const n = message.series.reduce((sum, { value }) => sum + value.length, 0), values = `${count(n)} value${n === 1 ? '' : 's'}`;
    byId('fit-state').textContent = message.fitted
      ? `Fitted to ${values} at step ${count(message.step)}. Misfit ${number(message.misfit)} (root mean square${message.sigmas ? ', in standard deviations' : ' of the relative residuals'}).`
      : `${this.#name}: ${values} of ${message.series.map(({ field }) => field).join(', ')}. Those at the chosen ε and t stand over the curves.`;
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
