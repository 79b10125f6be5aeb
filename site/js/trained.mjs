// Networks that were trained before and are shown at once: their weights, and what the page says above them.

import { weights } from './assets.mjs';
import { opening, presets } from './presets.mjs';
import { typeset } from './typeset.mjs';

// The words of the opening stand in the page itself, to be there at once.
const headline = ['#intro h2', '#intro p'].map((place) => document.querySelector(place).textContent);
const under = new Map(); // downloads under way, by name

/** The weights of an example's network. A download that is under way is not begun again, one that failed is. */
export async function networkOf(name) {
  if (!under.has(name)) under.set(name, weights(name));
  try {
    return (await under.get(name)).slice();
  } catch (cause) {
    under.delete(name);
    throw cause;
  }
}

/** Says what a trained network shows; an empty name: nothing. */
export function describe(name) {
  const box = document.getElementById('intro'), preset = presets.find((p) => p.name === name);
  document.documentElement.classList.toggle('trained', Boolean(preset)); // start.js has set it for the bare address, so that nothing moves
  if (!preset) return;
  const [title, text] = /** @type {any} */ (box.children);
  title.textContent = name === opening ? headline[0] : preset.title;
  text.replaceChildren(...typeset(name === opening ? headline[1] : preset.look));
}
