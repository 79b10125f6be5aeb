// Settings by their rows: what a row's text means, and how its value is
// written. Rows of the training come with the catalogue (train.Setting in Go);
// the page's own have the same form, see state.mjs.

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {'choice'|'integer'|'number'|'unsigned'|'map'|'several'|'places'} kind  several: names with commas between them, min to max of them; places: at
 *   most max, each two numbers with a colon
 * @property {{name: string, title: string, summary?: string}[]} [choices]
 * @property {{name: string, min: number, max: number}[]} [of]  the two coordinates of a place
 * @property {number} [min]
 * @property {number} [max]
 * @property {boolean} [above]  min itself is not allowed
 *
 * Values are numbers for integer and number, text for all others: an unsigned
 * number of 64 bits as decimal digits, so that it stays exact.
 */

const decimal = /^-?\d*\.?\d+(e[-+]?\d{1,3})?$/i;
const largest = 2n ** 64n - 1n;

/** The value that a text means, undefined when the row does not allow it. */
export function read(row, text) {
  const within = (x) => x <= row.max && (row.above ? x > row.min : x >= row.min);
  switch (row.kind) {
    case 'choice': return names(row).includes(text) ? text : undefined;
    case 'integer': return /^\d{1,15}$/.test(text) && within(Number(text)) ? Number(text) : undefined;
    case 'number': return decimal.test(text) && within(Number(text)) ? Number(text) : undefined;
    case 'unsigned': return /^\d{1,20}$/.test(text) && BigInt(text) <= largest ? BigInt(text).toString() : undefined;
    case 'map': {
      if (text === '') return text;
      const pairs = text.split(',').map((word) => word.split('='));
      const sound = pairs.every(([name, number, ...more]) => /^[a-z][a-z0-9-]*$/i.test(name) && more.length === 0 && decimal.test(number ?? '') && within(Number(number)));
      return sound && new Set(pairs.map(([name]) => name)).size === pairs.length ? text : undefined;
    }
    case 'several': {
      const list = text.split(',');
      return within(list.length) && new Set(list).size === list.length && list.every((name) => names(row).includes(name)) ? text : undefined;
    }
    case 'places': {
      if (text === '') return text;
      const places = text.split(',').map((word) => word.split(':'));
      const sound = places.every((place) => place.length === 2 && place.every((number, i) => decimal.test(number) && Number(number) >= row.of[i].min && Number(number) <= row.of[i].max));
      const exact = sound ? places.map((place) => place.map(Number).join(':')) : [];
      return sound && within(exact.length) && new Set(exact).size === exact.length ? exact.join(',') : undefined;
    }
    default: throw new Error(`${row.key} is of an unknown kind, ${row.kind}`);
  }
}

/** What a row allows, in words. */
export function allowed(row) {
  switch (row.kind) {
    case 'choice': return names(row).filter((name) => name !== '').join(', ');
    case 'integer': return `a whole number from ${row.min} to ${row.max}`;
    case 'unsigned': return `a whole number from 0 to ${largest}`;
    case 'number': return `a number ${row.above ? `above ${row.min} up to` : `from ${row.min} to`} ${row.max}`;
    case 'map': return `TERM=WEIGHT with weights from ${row.min} to ${row.max} and commas between them, as in initial=100,micro=0.1`;
    case 'places': return `at most ${row.max} different places ${row.of.map(({ name }) => name).join(':')} with commas between them, ${row.of.map(({ name, min, max }) => `${name} from ${min} to ${max}`).join(' and ')}`;
    default: return `${row.min} to ${row.max} of ${names(row).join(', ')}, with commas between them`;
  }
}

const names = (row) => row.choices.map(({ name }) => name);
