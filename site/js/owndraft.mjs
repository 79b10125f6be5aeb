// The text of a problem file as something to edit: its keys and values, and the steps back and forth.

/** Parameters of which two have one name: an object would keep one of them, and what was typed would be lost. The check refuses them. */
export class Pairs {
  constructor(pairs) { this.pairs = pairs; }
}

/** The parameters of a sound JSON text in their order, names with ranges. */
function pairsOf(text) {
  const [, inner = ''] = /"parameters"\s*:\s*\{([^{}]*)\}/.exec(text) ?? [];
  return [...inner.matchAll(/("(?:[^"\\]|\\.)*")\s*:\s*(\[[^\]]*\])/g)].map(([, name, range]) => [JSON.parse(name), JSON.parse(range)]);
}

/** The keys of a text with their values, in the file's order; null when the text is no JSON object. */
export function valuesOf(text) {
  try {
    const values = JSON.parse(text);
    if (values === null || typeof values !== 'object' || Array.isArray(values)) return null;
    const pairs = pairsOf(text);
    if (new Set(pairs.map(([name]) => name)).size < pairs.length) values.parameters = new Pairs(pairs);
    return values;
  } catch {
    return null;
  }
}

/** The text of values: a line for each key, known ones in the order of the format, others after them. Undefined values are left out. */
export function textOf(values, keys) {
  const names = [...keys.map(({ name }) => name).filter((name) => name in values), ...Object.keys(values).filter((name) => !keys.some((k) => k.name === name))];
  return `{\n${names.filter((name) => values[name] !== undefined).map((name) => `  ${JSON.stringify(name)}: ${compact(values[name])}`).join(',\n')}\n}\n`;
}

const compact = (value) => (value instanceof Pairs ? `{${value.pairs.map(([name, range]) => `${JSON.stringify(name)}: ${compact(range)}`).join(', ')}}` : spaced(value));
const spaced = (value) => JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (part) => (part.length > 1 ? part : `${part} `));

/** A number as it is typed: text that is none stays text, which the check refuses with its words; nothing typed is no value. */
export function numberOf(typed) {
  const text = typed.trim();
  if (text === '') return undefined;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** What a draft is called in lists. */
export function titleOf(text) {
  const values = valuesOf(text);
  const name = [values?.title, values?.name].find((word) => typeof word === 'string' && word.trim() !== '');
  return name ? name.trim().slice(0, 60) : 'without a name';
}

const together = 1000; // milliseconds between keystrokes that are one step

/** Steps of editing: undo and redo. Keystrokes in one place within a second are one step. */
export class Steps {
  #past = []; #future = []; #at; #place = null; #time = 0;

  constructor(text) {
    this.#at = text;
  }

  get text() { return this.#at; }
  get canUndo() { return this.#past.length > 0; }
  get canRedo() { return this.#future.length > 0; }

  /** Takes a new text, typed at a place (null: not typed). */
  push(text, place, now = Date.now()) {
    if (text === this.#at) return;
    if (place === null || place !== this.#place || now - this.#time > together) this.#past.push(this.#at);
    if (this.#past.length > 500) this.#past.shift();
    this.#at = text;
    this.#future = [];
    this.#place = place;
    this.#time = now;
  }

  undo() { return this.#go(this.#past, this.#future); }
  redo() { return this.#go(this.#future, this.#past); }

  #go(from, to) {
    if (from.length > 0) {
      to.push(this.#at);
      this.#at = from.pop();
    }
    this.#place = null;
    return this.#at;
  }
}
