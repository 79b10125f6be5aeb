// Networks that were trained before and are shown at once: their weights, and what the page says above them.

import { weights } from './assets.mjs';
import { opening, presets } from './presets.mjs';

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
  box.hidden = !preset;
  if (!preset) return;
  const [title, text] = /** @type {any} */ (box.children);
  title.textContent = name === opening ? 'One network, every Knudsen number' : preset.title;
  text.textContent = name === opening
    ? 'Trained once, this network answers for every ε between free flight and the fluid limit: as ε falls the flux, dashed its reference, jumps ever faster from zero to its diffusive value.'
    : preset.look;
}
