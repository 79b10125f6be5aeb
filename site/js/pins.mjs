// Places of the probe that are pinned: x and t, or in two space dimensions x and y, which stand in the address as x:t with commas between them.

/** The most there are: more could not be told apart in the plots. */
export const mostPins = 4;

/** The coordinates of a place of a problem, with their ranges. */
export const pinned = (info) => [
  { name: 'x', min: info.xMin, max: info.xMax },
  info.dimensions === 2 ? { name: 'y', min: info.yMin, max: info.yMax } : { name: 't', min: 0, max: info.tEnd },
];

/** The pins in the text of the address: pairs of numbers. */
export const readPins = (text) => (text === '' ? [] : text.split(',').map((place) => place.split(':').map(Number)));

/** The text with one more pin; one that is there already stays. */
export function withPin(text, place) {
  const next = place.join(':'), all = text === '' ? [] : text.split(',');
  return all.includes(next) || all.length >= mostPins ? text : [...all, next].join(',');
}

/** The text without a pin. */
export const withoutPin = (text, k) => text.split(',').filter((_, i) => i !== k).join(',');
