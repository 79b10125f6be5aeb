// The examples of the gallery: settings as in the address, and where the small
// picture comes from (site/tools/make-gallery.mjs trains and draws it).

/**
 * @typedef {object} Preset
 * @property {string} name       of the picture's file
 * @property {string} title
 * @property {string} look       one or two sentences: what to look for
 * @property {Object<string, string|number>} settings  keys and values of the address
 * @property {{panel: string, steps: number}} picture  a panel of the view after so many steps
 */

/** @type {Preset[]} */
export const presets = [
  {
    name: 'diffusion',
    title: 'From kinetic to diffusive',
    look: 'Run, then slide ε from 1 to 10⁻⁶: one network follows a mode whose decay rate settles from 0.358 to the diffusion limit 1/3.',
    settings: { problem: 'transport-mode', eps: 0.01 },
    picture: { panel: 'field:rho', steps: 1500 },
  },
  {
    name: 'initial-layer',
    title: 'An initial layer',
    look: 'The flux starts at zero and jumps to its diffusive value within a time ε². Slide ε and watch the layer shrink from the whole picture to nothing.',
    settings: { problem: 'transport-smooth', eps: 0.1 },
    picture: { panel: 'field:flux', steps: 1500 },
  },
  {
    name: 'inflow',
    title: 'Particles enter an empty slab',
    look: 'At ε = 1 a front of free-flying particles, at small ε a diffusion profile out of a corner singularity: the hardest case here, so give it time.',
    settings: { problem: 'transport-inflow', eps: 0.3 },
    picture: { panel: 'field:rho', steps: 1200 },
  },
  {
    name: 'shock-tube',
    title: 'Shock tube: free flight to Euler',
    look: 'At ε = 1 two clouds fly through each other; as ε falls, shock, contact and rarefaction form. The dashed line is the reference.',
    settings: { problem: 'bgk-riemann', eps: 0.001 },
    picture: { panel: 'line:rho', steps: 500 },
  },
  {
    name: 'sound-wave',
    title: 'Heat flux between two limits',
    look: 'Sound waves at small ε, free flight at ε = 1. Towards the fluid limit the heat flux fades in proportion to ε: compare ε = 0.01 and 0.001.',
    settings: { problem: 'bgk-smooth', eps: 0.1 },
    picture: { panel: 'field:q', steps: 500 },
  },
  {
    name: 'conflict-on',
    title: 'Conflict: the plain sum',
    look: 'The initial data are one loss of three, weighted a thousand times. The sum follows it: in three of four steps the update works against another task, its least cosine is negative, and the errors stay large.',
    settings: { problem: 'transport-mode', operator: 'ls', initial: 'soft', termWeights: 'initial=1000', steps: 1000, eps: 0.01 },
    picture: { panel: 'cosine', steps: 300 },
  },
  {
    name: 'conflict-off',
    title: 'Conflict resolved: HRGrad',
    look: 'The same losses and weights, rotated towards a direction that all tasks accept: the least cosine stays positive, and after 1000 steps the errors are about five times smaller than those of the sum.',
    settings: { problem: 'transport-mode', operator: 'hrgrad', initial: 'soft', termWeights: 'initial=1000', steps: 1000, eps: 0.01 },
    picture: { panel: 'loss', steps: 1000 },
  },
  {
    name: 'velocity-input',
    title: 'Velocity as an input',
    look: 'The form of the published networks: v enters beside t, x and ε instead of fixed nodes. Same physics, more work per step.',
    settings: { problem: 'transport-mode', head: 'input', eps: 0.1 },
    picture: { panel: 'line:flux', steps: 600 },
  },
];

/** The query of a preset. */
export function presetQuery({ settings }) {
  return `?${new URLSearchParams({ v: 1, ...settings })}`;
}
