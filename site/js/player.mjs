// Plays the sliders: the Knudsen number down to its least value and back, the time from start to end. The next place is taken when
// the fields of the last one are there with their reference, so that a slow machine shows fewer places, not wrong ones.

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

const seconds = { eps: 6, t: 5 }; // over the whole slider, at speed 1
const patience = 700; // milliseconds for a reference that takes long

/**
 * The next place on a slider: place and turn (1 forwards, -1 backwards) after so many seconds; done: the play is over. Places go from 0 to 1; that
 * of the Knudsen number is played to 0 and back to 1, that of the time to 1. With loop the play never ends.
 */
export function advance(what, { at, turn }, elapsed, loop) {
  const by = elapsed / seconds[what];
  if (what === 't') {
    if (at + by < 1) return { at: at + by, turn, done: false };
    return { at: loop && at >= 1 ? 0 : 1, turn, done: !loop };
  }
  const next = at + turn * by;
  if (next <= 0) return { at: 0, turn: 1, done: false };
  if (next >= 1 && turn > 0) return { at: 1, turn: -1, done: !loop };
  return { at: next, turn, done: false };
}

export class Player {
  #sliders; #onMove; #what = ''; #turn = -1; #last = 0; #waiting = false; #timer = 0; #frame = 0; #asked = { eps: NaN, t: NaN };

  /** sliders: those of the page; onMove(eps, t) moves what is looked at. */
  constructor({ sliders, onMove }) {
    this.#sliders = sliders;
    this.#onMove = onMove;
    for (const what of ['eps', 't']) {
      byId(`play-${what}`).addEventListener('click', () => this.toggle(what));
      byId(what).addEventListener('input', () => this.stop()); // a hand on a slider
    }
  }

  /** What is played: eps, t or nothing. */
  get playing() { return this.#what; }

  toggle(what) {
    if (this.#what === what) this.stop();
    else this.#start(what);
  }

  /** Once through all Knudsen numbers, from 1 down and back. */
  sweep() {
    this.#sliders.place('eps', 1);
    this.#start('eps');
  }

  stop() {
    if (this.#what === '') return;
    this.#what = '';
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#label();
  }

  /** The fields of a place have come, with their reference or without. */
  seen({ eps, t, line }) {
    if (this.#what === '' || !this.#waiting || eps !== this.#asked.eps || t !== this.#asked.t || !line.reference) return;
    this.#next();
  }

  #start(what) {
    this.stop();
    this.#what = what;
    this.#turn = -1;
    if (what === 't' && this.#sliders.share('t') >= 1) this.#sliders.place('t', 0);
    this.#last = performance.now();
    this.#label();
    this.#move();
  }

  #move() {
    const { eps, t } = this.#sliders;
    this.#asked = { eps, t };
    this.#waiting = true;
    this.#timer = setTimeout(() => this.#next(), patience);
    this.#onMove(eps, t);
  }

  #next() {
    this.#waiting = false;
    clearTimeout(this.#timer);
    this.#frame = requestAnimationFrame(() => {
      const now = performance.now(), what = this.#what;
      const elapsed = Math.min((now - this.#last) / 1000, 0.4) * Number(byId('play-speed').value); // a tab that was hidden does not jump
      const { at, turn, done } = advance(what, { at: this.#sliders.share(what), turn: this.#turn }, elapsed, byId('play-loop').checked);
      const before = this.#sliders[what];
      this.#sliders.place(what, at);
      if (this.#sliders[what] === before && !done) { this.#waiting = false; this.#next(); return; } // less than a step of the slider
      this.#last = now;
      this.#turn = turn;
      this.#move();
      if (done) this.stop();
    });
  }

  #label() {
    for (const [what, name] of [['eps', 'ε'], ['t', 't']]) {
      const on = this.#what === what, button = byId(`play-${what}`);
      button.textContent = on ? '❚❚' : '▶';
      button.setAttribute('aria-label', `${on ? 'Pause' : 'Play'} ${name}`);
      button.setAttribute('aria-pressed', String(on));
    }
  }
}
