// The last layer by one linear solve: the form beside the error table, how far a solve is, and what came of it.

import { count, number } from './format.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

export class Solve {
  #running = false; #step = NaN; #judged = ''; #announce;

  /** post(message) to the engine; announce(text) says a sentence to screen readers. */
  constructor({ post, announce }) {
    this.#announce = announce;
    byId('solve').addEventListener('click', () => post({ type: 'solve', count: this.#running ? 0 : Number(byId('solve-features').value) }));
  }

  /** A session stands ready: the form is there for problems that are linear in the network's last layer. */
  ready({ problem, config, step }) {
    byId('solve-box').hidden = problem.class !== 'transport' || config.head === 'input';
    this.#step = NaN;
    this.#judged = '';
    const solves = config.optimizer === 'solve';
    this.#show(false, step > 0 ? '' : solves ? 'This optimiser solves for the whole last layer: run it.' : 'Train first: the features of a trained network are what makes it accurate.');
  }

  /** Training goes on: a solved layer is taken off. Of the optimiser that solves each step says what came of it. */
  progress({ step, judged }) {
    if (judged !== this.#judged) {
      this.#judged = judged;
      if (judged && !this.#running && Number.isNaN(this.#step)) {
        const text = `${judged.charAt(0).toUpperCase()}${judged.slice(1)}.`;
        this.#show(false, text);
        this.#announce(text);
        return;
      }
    }
    if (step === this.#step || this.#running) return;
    const off = !Number.isNaN(this.#step);
    this.#step = NaN;
    if (off) this.#show(false, 'Training has gone on from the trained layer; the solved one is taken off.');
    else if (step > 0 && byId('solve-text').textContent.startsWith('Train first')) this.#show(false, '');
  }

  /** Takes news of a solve. @param {import('./wire.gen.mjs').Solving} message */
  receive({ running, done, kept, features, unknowns, ratio, seconds, step, message }) {
    if (running) {
      this.#show(true, `Solving with ${count(features)} more features, ${Math.round(100 * done)} %`);
      return;
    }
    this.#step = kept ? step : NaN;
    const text = kept
      ? `Solved in ${seconds.toFixed(1)} s for ${count(unknowns)} unknowns: on fresh points every loss fell, to ${number(ratio, 2)} of the trained one or less.`
      : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
    this.#show(false, text);
    this.#announce(text);
  }

  #show(running, text) {
    this.#running = running;
    byId('solve').textContent = running ? 'Stop' : 'Solve the last layer';
    byId('solve-features').disabled = running;
    byId('solve-text').textContent = text;
  }
}
