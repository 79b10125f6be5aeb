// The two sliders that place the evaluation: the Knudsen number on a log scale
// and the time. Positions are coalesced to one report per frame.

import { number, regime } from './format.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

export class Sliders {
  #onMove; #frame = 0; #tEnd = 1;

  /** onMove(eps, t) */
  constructor(onMove) {
    this.#onMove = onMove;
    for (const id of ['eps', 't']) byId(id).addEventListener('input', () => { this.#label(); this.#report(); });
  }

  /** Places both sliders without a report. */
  show(eps, t, tEnd, epsMin) {
    this.#tEnd = tEnd;
    byId('eps').min = Math.min(-0.01, Math.log10(epsMin)).toFixed(2);
    byId('eps-least').textContent = number(10 ** Number(byId('eps').min), 2);
    byId('eps').value = Math.log10(eps);
    byId('t').value = Math.round((t / tEnd) * 1000);
    byId('t-end').textContent = number(tEnd);
    this.#label();
  }

  /** Where a slider stands, from 0 to 1. */
  share(id) {
    const { min, max, valueAsNumber } = byId(id);
    return (valueAsNumber - min) / (max - min);
  }

  /** Moves a slider to a place from 0 to 1, without a report. */
  place(id, share) {
    const { min, max } = byId(id);
    byId(id).value = Number(min) + share * (max - min);
    this.#label();
  }

  get eps() { return Number((10 ** byId('eps').valueAsNumber).toPrecision(4)); }
  get t() { return Number(((byId('t').valueAsNumber / 1000) * this.#tEnd).toPrecision(4)); }

  #label() {
    const { eps, t } = this;
    byId('eps-value').textContent = number(eps);
    byId('eps-regime').textContent = regime(eps);
    byId('eps').setAttribute('aria-valuetext', `${eps.toPrecision(3)}, ${regime(eps)}`);
    byId('t-value').textContent = number(t);
    byId('t').setAttribute('aria-valuetext', t.toPrecision(3));
  }

  #report() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => { this.#frame = 0; this.#onMove(this.eps, this.t); });
  }
}
