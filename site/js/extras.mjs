// What surrounds the run: the gallery, the share dialog, files to take away,
// the table of values, the tour, use without a network.

import { download } from './files.mjs';
import { fillGallery } from './gallery.mjs';
import { clear, notice } from './notices.mjs';
import { keepOffline } from './pwa.mjs';
import { fieldsCSV, fieldsNPZ, fieldsObject, historyCSV, Record, runObject } from './record.mjs';
import { bindCopy, link, openShare, repeatable } from './share.mjs';
import { fromText, panels, problemName } from './state.mjs';
import { showValues } from './tables.mjs';
import { tour } from './tour.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

export class Extras {
  #catalogue; #now; #record = new Record(); #fields = null; #wanted = ''; #settled = false; #names = []; #entitle;

  /**
   * now() tells what the page knows: {state, ready, progress, errors, overTime}. apply(query, title) takes an example; picture(panel) asks the
   * view for a picture, enlarge(panel) puts a plot into the full frame, or with an empty name all; entitle(titles) names the plots.
   */
  constructor(catalogue, { now, apply, picture, enlarge, entitle }) {
    this.#catalogue = catalogue;
    this.#now = now;
    this.#entitle = entitle;
    const { ui } = now().state;
    document.body.classList.toggle('min', ui === 'min');
    byId('share-open').addEventListener('click', () => this.share());
    byId('tour-open').addEventListener('click', () => { byId('help').close(); tour(); });
    byId('png').addEventListener('click', () => picture(byId('picture').value));
    byId('enlarge').addEventListener('click', () => enlarge(now().state.panel === '' ? byId('picture').value : ''));
    byId('picture').addEventListener('change', () => { if (now().state.panel !== '') enlarge(byId('picture').value); });
    byId('export').addEventListener('click', () => this.export(byId('export-kind').value));
    byId('values-more').addEventListener('toggle', () => this.#tabulate());
    bindCopy();
    if (ui === 'min') this.#pointOut();
    else {
      fillGallery(byId('gallery'), apply);
      tour({ first: true });
    }
  }

  /** The losses of the run so far. */
  get record() { return this.#record; }

  share() {
    const { state, ready, progress } = this.#now();
    openShare(state, this.#catalogue, ready, progress);
  }

  /** A session starts over. */
  ready(message) {
    this.#record.clear();
    this.#fields = null;
    if (this.#wanted) clear('export');
    this.#wanted = '';
    this.#pictures(message.problem);
    byId('export').disabled = false;
    this.#pointOut();
    if (this.#settled) return;
    this.#settled = true;
    // The first fields come before the storage.
    setTimeout(() => keepOffline((reload) => notice('update', 'A newer version of this page is ready. This run goes on with the present one; after the reload the page offers to go on with it, and a checkpoint keeps it in any case.', { action: { label: 'Reload with the new version', run: reload } })), 3000);
  }

  /** Takes the names of the plots that the view has at present; those are the ones to save. */
  panels(names) {
    this.#names = names;
    for (const id of ['png', 'enlarge']) byId(id).disabled = names.length === 0;
    const { ready } = this.#now();
    if (ready) this.#pictures(ready.problem);
  }

  #pictures(problem) {
    const select = byId('picture'), before = select.value;
    const now = panels(problem).filter(([name]) => this.#names.includes(name));
    select.replaceChildren(new Option('All plots', ''), ...now.map(([name, title]) => new Option(title, name)));
    if (now.some(([name]) => name === before)) select.value = before;
    this.#entitle(Object.fromEntries(now));
  }

  progress(message) {
    this.#record.add(message.history);
  }

  fields(message) {
    this.#fields = message;
    this.#tabulate();
    if (!this.#wanted) return;
    clear('export');
    this.export(this.#wanted);
  }

  #tabulate() {
    if (byId('values-more').open && this.#fields) showValues(byId('values'), this.#fields, this.#now().ready.problem.fields);
  }

  /** Saves data of the run. */
  export(kind) {
    const { state, ready, progress, errors, overTime } = this.#now();
    if (!ready) return;
    const fields = this.#fields, record = this.#record;
    this.#wanted = '';
    if (/fields/.test(kind) && !fields) {
      this.#wanted = kind;
      notice('export', 'The fields are being computed; they are saved as soon as they are there.');
      return;
    }
    const name = `hrgrad-${problemName(this.#catalogue, state.problem)}-${progress?.step ?? 0}`;
    const json = (value) => JSON.stringify(value, null, 1) + '\n';
    switch (kind) {
      case 'fields-csv': download(`${name}-fields.csv`, fieldsCSV(fields, ready.problem), 'text/csv'); break;
      case 'fields-json': download(`${name}-fields.json`, json(fieldsObject(fields, ready.problem)), 'application/json'); break;
      case 'fields-npz': download(`${name}-fields.npz`, fieldsNPZ(fields, ready.problem, { problem: ready.problem.name, link: link(state, this.#catalogue), step: fields.step, seed: state.seed, operator: state.operator }), 'application/octet-stream'); break;
      case 'history-csv': download(`${name}-history.csv`, historyCSV(record, ready.tasks), 'text/csv'); break;
      default: download(`${name}.json`, json(runObject({ link: link(repeatable(state, ready, progress).state, this.#catalogue), config: plain(fromText(ready.config, this.#catalogue)), ready, progress, errors, overTime, fields, record })), 'application/json');
    }
  }

  /** An embedded page points to the full one with the same run. */
  #pointOut() {
    byId('full').href = link({ ...this.#now().state, ui: 'full' }, this.#catalogue);
  }
}

/** A configuration as JSON has it; a seed that a number cannot hold stays text. */
function plain(config) {
  return { ...config, seed: Number.isSafeInteger(Number(config.seed)) ? Number(config.seed) : config.seed };
}
