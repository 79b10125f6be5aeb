// Problems from files on the page: the engine checks a text and says what the page has to know of the problem, which then stands in the
// catalogue beside the others, under its text as its name.

import { encode, maxCode } from './ownlink.mjs';
import { problemOf } from './state.mjs';

export class Own {
  #catalogue; #post; #waiting = new Map(); #asked = 0;

  /** post(message) to the engine. */
  constructor(catalogue, post) {
    this.#catalogue = catalogue;
    this.#post = post;
  }

  /** Asks the engine what is wrong with a text: its message checked. */
  check(text) {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(id, { text, resolve });
      this.#ask(id, text);
    });
  }

  #ask(id, text) { this.#post({ type: 'check', count: id, text }); }

  /** The engine has started: what was asked before, or of the one before, is asked again. */
  hello() { for (const [id, { text }] of this.#waiting) this.#ask(id, text); }

  /** Takes an answer. */
  checked(message) {
    this.#waiting.get(message.id)?.resolve(message);
    this.#waiting.delete(message.id);
  }

  /** Puts a problem into the catalogue, with its text for an address, or returns the one that is there. */
  async register(own) {
    const entry = this.enter(own);
    entry.own.code ??= await encode(own.text).then((code) => (code.length <= maxCode ? code : null), () => null);
    return entry;
  }

  /** Takes all problems from files but one out of the catalogue. */
  prune(text) {
    this.#catalogue.problems = this.#catalogue.problems.filter(({ own }) => !own || own.text === text);
  }

  /** Puts a problem into the catalogue at once, without its text for an address. */
  enter({ text, indented, problem, defaults, choices, parameters, notes }) {
    const known = problemOf(this.#catalogue, text);
    if (known) return known;
    const entry = {
      ...problem, name: text, defaults, choices: Object.fromEntries(choices.map(({ key, names }) => [key, names])),
      own: { name: problem.name, text, indented, parameters, notes, code: null },
    };
    this.#catalogue.problems.push(entry);
    return entry;
  }
}
