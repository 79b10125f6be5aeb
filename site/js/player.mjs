// The button that lets the time run from where it stands to its end.

const duration = 6000; // milliseconds for the whole range

export class Player {
  #button; #frame = 0; #source; #started = 0; #from = 0;

  /** source: now() tells {t, tEnd}, onTime(t) takes the time of every frame. */
  constructor(button, source) {
    this.#button = button;
    this.#source = source;
    button.addEventListener('click', () => { if (this.#frame) this.stop(); else this.#start(); });
  }

  #start() {
    const { t, tEnd } = this.#source.now();
    this.#from = t < 0.999 * tEnd ? t / tEnd : 0;
    this.#started = performance.now();
    this.#button.textContent = 'Stop';
    this.#frame = requestAnimationFrame(this.#next);
  }

  #next = (now) => {
    const at = Math.min(1, this.#from + (now - this.#started) / duration), { tEnd } = this.#source.now();
    this.#frame = at < 1 ? requestAnimationFrame(this.#next) : 0;
    if (at === 1) this.stop();
    this.#source.onTime(Math.max(0, at) * tEnd);
  };

  stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#button.textContent = 'Play';
  }
}
