// What the page knows at the moment, and its parts: the one place that its modules share. It opens with the settings of the address.

import { catalogue } from './catalogue.mjs';
import { opened, ownKeys, parse } from './state.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
export const byId = (id) => document.getElementById(id);

const { query, bare } = opened(location.search);
const given = new URLSearchParams(query), linked = given.get('own');
/** What of an address belongs to the visitor: all that is taken before the problem in it is known. */
const visitors = `?${new URLSearchParams([...given].filter(([key]) => ownKeys(catalogue).includes(key)))}`;
// A problem from a file is known only once the engine has checked it; until then the page shows its default one.
const { state, problems } = parse(linked === null ? query : visitors, catalogue);

/** The address that the page was opened with: its query, the problem of a file in it or null, and what of it could not be taken. */
export const opening = { query, linked, problems };

export const page = {
  /** @type {any} */ // the settings by key, and what the page adds; see state.mjs
  state,
  /** @type {import('./wire.gen.mjs').Hello} */
  hello: null,
  /** @type {import('./wire.gen.mjs').Ready} */
  ready: null,
  /** @type {import('./wire.gen.mjs').Progress} */
  progress: null,
  /** @type {import('./wire.gen.mjs').Errors} */
  errors: null,
  /** @type {import('./wire.gen.mjs').ErrorsOverTime} */
  overTime: null,
  /** @type {import('./wire.gen.mjs').Fields} */ // the last fields; answers to exercises are checked against them
  shown: null,
  /** @type {import('./viewframe.mjs').ViewFrame} */ // null where fields cannot be drawn
  view: null,
  running: false,
  away: false, // paused while out of sight
  trained: false, // the session shows a network that was trained before
  sweep: bare && !matchMedia('(prefers-reduced-motion: reduce)').matches, // still to come
  starting: '', // what a session was asked of the engine for: settings, reset, file, kept, lost; empty: none is
  awaited: 0, // sessions that were asked for and have not come
  pushed: false, // the settings have an entry of the browser's history that goes when the engine refuses them
  /** @type {(done: boolean) => void} */ // told whether the session that a race asked for has come
  prepared: null,
  takenBack: {}, // values by key that the last choice left to the engine
  answered: {}, // values by key that the engine has taken where they were left to it
  fractions: new Map(), // of references under way, by Knudsen number
  keptChoices: [], // what the list of problems has beyond the settings: the problems that this browser keeps, and the editor
};

/**
 * Made by app.mjs, in its order.
 * @type {{
 *   address: import('./address.mjs').Address, controls: import('./controls.mjs').Controls, sliders: import('./sliders.mjs').Sliders,
 *   player: import('./player.mjs').Player, probe: import('./probe.mjs').Probe,
 *   point: import('./parameters.mjs').Parameters, parameters: import('./parameters.mjs').Parameters,
 *   engine: import('./engine.mjs').Engine, recovery: import('./recovery.mjs').Recovery, computing: import('./computing.mjs').Computing,
 *   ownProblems: import('./own.mjs').Own, editor: import('./owneditor.mjs').Editor, fitting: import('./fit.mjs').Fitting,
 *   extras: import('./extras.mjs').Extras, takeHome: import('./takehome.mjs').TakeHome, summary: import('./summary.mjs').Summary,
 *   tasks: import('./exercises.mjs').Exercises, shelf: import('./shelf.mjs').Shelf, solve: import('./solve.mjs').Solve, race: import('./race.mjs').Race,
 * }}
 */
export const parts = /** @type {any} */ ({});
