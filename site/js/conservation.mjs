// How well a BGK network keeps what the equation keeps, as a small table.

import { count, number, scientific } from './format.mjs';
import { fill } from './tables.mjs';

const signed = (value) => (Number.isFinite(value) ? scientific(value).replace(/^-/, '−') : '–');

/** Fills the table: one row per time of the engine's message. */
export function showConservation(table, note, message) {
  note.textContent = `Drifts since t = 0, relative, at ε = ${number(message.eps)}, step ${count(message.step)}. Moments: the largest distance of ⟨f⟩, ⟨v f⟩, ⟨v² f⟩/2 from the fields. Collisions never let H grow.`;
  fill(table, 'Conservation', ['t', 'Mass', 'Momentum', 'Energy', 'Moments', 'Change of H', 'Mass where f < 0'], message.t.map((t, i) => ({
    cells: [number(t), ...['mass', 'momentum', 'energy', 'consistency', 'entropy', 'negative'].map((key) => signed(message[key][i]))],
  })));
}
