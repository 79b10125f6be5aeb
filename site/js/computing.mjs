// The line that tells how far a reference or a limiting solution is that is being looked at, once it takes longer than a moment, and that
// gives it up.

import { number } from './format.mjs';

const moment = 700; // milliseconds

export class Computing {
  #box; #text; #button; #post; #onGiveUp; #timer = 0; #words = ''; #given = false;

  /** post(message) to the engine; onGiveUp() when nothing is computed any more. */
  constructor(box, post, onGiveUp) {
    this.#box = box;
    this.#post = post;
    this.#onGiveUp = onGiveUp;
    this.#text = document.createElement('span');
    this.#button = document.createElement('button');
    this.#button.type = 'button';
    this.#button.className = 'plain';
    this.#button.addEventListener('click', () => (this.#given ? this.#ask() : this.#giveUp()));
    box.append(this.#text, ' ', this.#button);
  }

  /** Whether references have been given up since one was looked at. */
  get given() { return this.#given; }

  /** Takes news of a computation: its share, and the label of a limiting solution or the Knudsen number of a reference. */
  progress({ eps, fraction, limit }, looked) {
    if (this.#given || (!limit && eps !== looked)) return;
    const what = limit ? `the ${limit}` : `the reference at ε = ${number(eps)}`;
    if (fraction >= 1) {
      if (this.#words.includes(what)) this.clear();
      return;
    }
    this.#words = `Computing ${what}, ${Math.round(100 * fraction)} %`;
    if (!this.#box.hidden) this.#show();
    else this.#timer ||= window.setTimeout(() => this.#show(), moment);
  }

  /** Another place is looked at, or nothing is under way. */
  clear() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#given = false;
    this.#words = '';
    this.#box.hidden = true;
  }

  #show() {
    this.#timer = 0;
    this.#box.hidden = false;
    this.#text.textContent = this.#text.title = this.#words;
    this.#button.textContent = this.#given ? 'Compute it' : 'Give up';
  }

  #giveUp() {
    this.#post({ type: 'references', count: 0 });
    this.#given = true;
    this.#words = 'References that were under way have been given up.';
    this.#show();
    this.#onGiveUp();
  }

  #ask() {
    this.clear();
    this.#post({ type: 'references', count: 1 });
  }
}
