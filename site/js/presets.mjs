// The examples of the gallery: settings as in the address, and what is made from them: a trained network that opens at once
// (site/tools/make-trained.mjs, `make trained`) and the small picture of it (site/tools/make-gallery.mjs).

/**
 * @typedef {object} Preset
 * @property {string} name       of the files of the picture and of the network's weights
 * @property {string} title
 * @property {string} look       one or two sentences: what to look for
 * @property {Object<string, string|number>} settings  keys and values of the address
 * @property {string} picture    the panel of the view that the picture shows
 */

/** @type {Preset[]} */
export const presets = [
  {
    name: 'diffusion',
    title: 'From kinetic to diffusive',
    look: 'Slide ε from 1 to 10⁻⁶: one network follows a mode whose decay rate settles from 0.358 to the diffusion limit 1/3.',
    settings: { problem: 'transport-mode', eps: 0.01 },
    picture: 'field:rho',
  },
  {
    name: 'initial-layer',
    title: 'An initial layer',
    look: 'The flux starts at zero and jumps to its diffusive value within a time ε². Slide ε and watch the layer shrink from the whole picture to nothing.',
    settings: { problem: 'transport-smooth', eps: 0.1 },
    picture: 'field:flux',
  },
  {
    name: 'inflow',
    title: 'Particles enter an empty slab',
    look: 'At ε = 1 a front of free-flying particles, at small ε a diffusion profile out of a corner singularity: the hardest case here, so give it time.',
    settings: { problem: 'transport-inflow', steps: 12000, eps: 0.3 },
    picture: 'field:rho',
  },
  {
    name: 'shock-tube',
    title: 'Shock tube: free flight to Euler',
    look: 'At ε = 1 two clouds fly through each other; as ε falls, shock, contact and rarefaction form. The dashed line is the reference.',
    settings: { problem: 'bgk-riemann', formulation: 'micro-macro', steps: 15000, eps: 0.001 },
    picture: 'line:rho',
  },
  {
    name: 'sound-wave',
    title: 'Heat flux between two limits',
    look: 'Sound waves at small ε, free flight at ε = 1. Towards the fluid limit the heat flux fades in proportion to ε: compare ε = 0.01 and 0.001.',
    settings: { problem: 'bgk-smooth', formulation: 'micro-macro', eps: 0.1 },
    picture: 'field:q',
  },
  {
    name: 'pulse',
    title: 'A pulse in the plane',
    look: 'Particles in two space dimensions fly apart where collisions are rare and spread like heat where they are frequent. Touch the map: f over direction is shown there.',
    settings: { problem: 'transport2d-pulse', formulation: 'micro-macro', steps: 6000, eps: 0.1 },
    picture: 'field:rho',
  },
  {
    name: 'real-gas',
    title: 'A shock tube of a real gas',
    look: 'A gas in three velocity dimensions conducts heat in the proportion to its viscosity that real gases have. Slide ε from 1 down: one smooth flight becomes a fan, a contact and a shock, which stress and heat flux mark.',
    settings: { problem: 'esbgk-riemann', formulation: 'fluid', steps: 5000, eps: 0.01 },
    picture: 'field:rho',
  },
  {
    name: 'couette',
    title: 'A gas between moving walls',
    look: 'Two walls drag a thin gas in opposite directions. In the fluid its speed falls evenly from wall to wall; where particles fly from wall to wall it slips at both, and friction heats the middle.',
    settings: { problem: 'gas-couette', steps: 3000, eps: 0.1 },
    picture: 'field:u',
  },
  {
    name: 'charges',
    title: 'Charges in a semiconductor',
    look: 'Electrons over fixed charges: they feel the field that they make themselves, and settle where it balances their diffusion. Watch the flux die away as time goes on, and how soon, for each ε.',
    settings: { problem: 'semiconductor-relax', formulation: 'micro-macro', steps: 10000, eps: 0.1 },
    picture: 'field:flux',
  },
  {
    name: 'conflict-on',
    title: 'Conflict: the plain sum',
    look: 'The initial data are one loss of three, weighted a thousand times. The sum follows it: in three of four steps the update works against another task, its least cosine is negative, and the errors stay large.',
    settings: { problem: 'transport-mode', operator: 'ls', initial: 'soft', termWeights: 'initial=1000', steps: 1000, eps: 0.01 },
    picture: 'error',
  },
  {
    name: 'conflict-off',
    title: 'Conflict resolved: HRGrad',
    look: 'The same losses and weights, rotated towards a direction that all tasks accept: the least cosine stays positive, and in the mean over ε its errors are two to nine times below those of the sum (seeds 0 to 2).',
    settings: { problem: 'transport-mode', operator: 'hrgrad', initial: 'soft', termWeights: 'initial=1000', steps: 1000, eps: 0.01 },
    picture: 'error',
  },
  {
    name: 'ordinary',
    title: 'Why ordinary networks fail at small ε',
    look: 'The equation as it stands, f not split. At ε = 1 the flux is right; as ε falls the loss no longer sees it, and below ε = 0.001 its error is above 100 %.',
    settings: { problem: 'transport-mode', formulation: 'vanilla', initial: 'soft', steps: 2000, eps: 0.001 },
    picture: 'line:flux',
  },
  {
    name: 'velocity-input',
    title: 'Velocity as an input',
    look: 'The form of the published networks: v enters beside t, x and ε instead of fixed nodes. Same physics, more work per step.',
    settings: { problem: 'transport-mode', head: 'input', steps: 2000, eps: 0.1 },
    picture: 'line:flux',
  },
];

/** The example that the bare address of the page opens, trained. */
export const opening = 'initial-layer';

/** The query of a preset: its settings, with the trained network. */
export function presetQuery({ name, settings }) {
  return `?${new URLSearchParams({ v: 1, ...settings, trained: name })}`;
}
