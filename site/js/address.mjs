// The address of the page, which names the run, and the browser's back and forward, which undo and redo changes of the settings.

const pause = 250; // milliseconds; browsers limit how often the address may change, and a slider must not run into that

export class Address {
  #text; #timer = null; #shown = location.search;

  /** text(state) is the query of a state; onMove(query) is called when the visitor goes back or forward. */
  constructor(text, onMove) {
    this.#text = text;
    addEventListener('popstate', () => {
      clearTimeout(this.#timer);
      this.#timer = null;
      if (location.search === this.#shown) return; // only the place on the page has changed
      this.#shown = location.search;
      onMove(location.search);
    });
  }

  /** Names another state in the present entry of the history. */
  show(state) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#replace(state), pause);
  }

  /** Makes an entry of its own for a state; the one before is that of the state before. */
  push(before, state) {
    if (this.#timer !== null) this.#replace(before);
    if (this.#text(state) === this.#text(before)) return;
    this.#write('pushState', state);
  }

  #replace(state) {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#write('replaceState', state);
  }

  #write(how, state) {
    history[how](null, '', this.#text(state) || location.pathname);
    this.#shown = location.search;
  }
}
