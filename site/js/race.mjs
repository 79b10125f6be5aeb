// The race: two to four operators, or optimisers, on the same problem, from the same
// seed, side by side. The engine trains operators in turns of equal steps, optimisers
// at equal time; here they are chosen, started and stopped, and their numbers are
// shown as a table.

import { download } from './files.mjs';
import { countable, forgive, refuse } from './fields.mjs';
import { count, duration, number, scientific } from './format.mjs';
import { clear, notice } from './notices.mjs';
import { check, problemOf, rows } from './state.mjs';
import { fill } from './tables.mjs';
import { maxRunners, minRunners } from './wire.gen.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

/** A case in which operators differ: the initial data are one loss of three, weighted a thousand times. */
const hard = { problem: 'transport-mode', initial: 'soft', termWeights: 'initial=1000' };

/** What a race can be of: the setting that lists the entries, the one of what all have alike, and the unit of that. */
const kinds = { operators: { list: 'race', budget: 'raceSteps' }, optimizers: { list: 'raceOptimizers', budget: 'raceSeconds' } };

export class Race {
  #catalogue; #handlers; #state = null; #active = false; #last = null; #away = false;

  /** handlers: post(message) to the engine, onChoice(settings), prepare(settings): makes a session of these, false when it was
   * another, onActive(active): the race takes the stage or leaves it, onFinished(message). */
  constructor(catalogue, handlers) {
    this.#catalogue = catalogue;
    this.#handlers = handlers;
    for (const [kind, { budget }] of Object.entries(kinds)) {
      byId(`race-${kind}`).append(...catalogue[kind].map(({ name, title, summary }) => {
        const label = document.createElement('label'), box = document.createElement('input');
        Object.assign(box, { type: 'checkbox', value: name });
        label.title = summary;
        label.append(box, title);
        return label;
      }));
      byId(`race-${kind}`).addEventListener('change', () => this.#choose());
      countable(byId(budget), rows(catalogue, catalogue.default).get(budget));
      byId(budget).addEventListener('change', ({ target }) => this.#budget(target));
    }
    for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[name=raceSetup], input[name=raceOf]'))) {
      choice.addEventListener('change', () => handlers.onChoice({ [choice.name]: choice.value }));
    }
    byId('race-start').addEventListener('click', () => this.start());
    for (const id of ['race-pause', 'racebar-pause']) byId(id).addEventListener('click', () => this.toggle());
    for (const id of ['race-stop', 'racebar-stop']) byId(id).addEventListener('click', () => this.leave());
    byId('race-csv').addEventListener('click', () => download(`hrgrad-${this.#last.problem}-race.csv`, raceCSV(this.#last), 'text/csv'));
  }

  get active() { return this.#active; }

  /** Shows the choice of a state. */
  show(state) {
    this.#state = state;
    for (const [kind, { list, budget }] of Object.entries(kinds)) {
      const chosen = state[list].split(',');
      for (const box of byId(`race-${kind}`).querySelectorAll('input')) {
        box.checked = chosen.includes(box.value);
        box.disabled = !box.checked && chosen.length >= maxRunners;
      }
      byId(budget).value = state[budget];
      byId(`race-${kind}`).hidden = kind !== state.raceOf;
    }
    const timed = state.raceOf === 'optimizers';
    byId('race-setup').hidden = timed; // the case in which operators differ has its initial data in a loss
    byId('race-steps-field').hidden = timed;
    byId('race-seconds-field').hidden = !timed;
    byId('race-linear').hidden = !timed || !state.raceOptimizers.split(',').includes('solve');
    for (const key of ['raceSetup', 'raceOf']) /** @type {any} */ (document.querySelector(`input[name=${key}][value=${state[key]}]`)).checked = true;
  }

  /** A session stands ready: a race can start, and one that was on is over. */
  ready() {
    byId('race-start').disabled = false;
    this.#end();
  }

  async start() {
    const { raceOf, raceSetup } = this.#state, { list, budget } = kinds[raceOf];
    if (raceOf === 'operators' && raceSetup === 'hard' && !await this.#handlers.prepare(hard)) return; // other settings were chosen in the meantime
    this.#last = null;
    this.#setActive(true);
    this.#handlers.post({ type: 'race', [raceOf]: this.#state[list].split(','), count: this.#state[budget] });
    byId('stage').scrollIntoView({ block: 'start' });
    byId('racebar-pause').focus({ preventScroll: true });
  }

  /** Pauses, or goes on. */
  toggle() {
    if (!this.#active || this.#last?.finished) return;
    this.#handlers.post({ type: this.#last?.running === false ? 'race-run' : 'race-pause' }); // one that lines up runs
  }

  leave() {
    if (!this.#active) return;
    this.#handlers.post({ type: 'race-stop' });
    this.#end();
  }

  /** Out of sight the race waits. */
  sight(seen) {
    if (!seen && this.#active && this.#last?.running) {
      this.#away = true;
      this.#handlers.post({ type: 'race-pause' });
    } else if (seen && this.#away) {
      this.#away = false;
      if (this.#active) this.#handlers.post({ type: 'race-run' });
    }
  }

  /** The engine would not start the race. */
  refused() {
    if (this.#active && !this.#last) this.#end();
  }

  /** Takes the engine's message; returns whether it belongs to the race on display. */
  receive(message) {
    if (!this.#active) return false;
    const was = this.#last;
    this.#last = message;
    const text = standing(message);
    byId('race-standing').textContent = text;
    byId('racebar-text').textContent = text;
    for (const id of ['race-pause', 'racebar-pause']) {
      byId(id).disabled = message.finished;
      byId(id).textContent = message.running || message.finished ? 'Pause' : 'Go on';
    }
    byId('race-csv').disabled = false;
    showRace(byId('race-table'), message, labels(problemOf(this.#catalogue, this.#state.problem)));
    const ranked = (m) => m?.finished && m.known === m.decades.length;
    if (ranked(message) && !ranked(was)) {
      byId('race-live').textContent = text;
      this.#handlers.onFinished(message);
    }
    return true;
  }

  #end() {
    if (!this.#active) return;
    this.#setActive(false);
  }

  #setActive(active) {
    this.#active = active;
    this.#away = false;
    byId('racebar').hidden = !active;
    document.body.classList.toggle('racing', active);
    for (const id of ['race-pause', 'race-stop']) byId(id).disabled = !active;
    byId('race-start').textContent = active ? 'Start again' : 'Start the race';
    if (active) byId('racebar-text').textContent = this.#state.raceOf === 'optimizers' ? 'The optimisers are lining up; their steps are timed.' : 'The operators are lining up.';
    this.#handlers.onActive(active);
  }

  #choose() {
    // The order of choice is kept: it is the order of turns and of the table.
    const { raceOf } = this.#state, { list } = kinds[raceOf], before = this.#state[list].split(',');
    const now = [...byId(`race-${raceOf}`).querySelectorAll('input')].filter((box) => box.checked).map((box) => box.value);
    const chosen = [...before.filter((name) => now.includes(name)), ...now.filter((name) => !before.includes(name))];
    if (chosen.length < minRunners || chosen.length > maxRunners) {
      notice('race', `A race has ${minRunners} to ${maxRunners} ${raceOf === 'optimizers' ? 'optimisers' : 'operators'}.`);
      this.show(this.#state);
      return;
    }
    clear('race');
    this.#handlers.onChoice({ [list]: chosen.join(',') });
  }

  #budget(input) {
    const value = check(input.id, input.value, this.#state, this.#catalogue);
    if (value === undefined) {
      refuse(rows(this.#catalogue, this.#state.problem).get(input.id), this.#state[input.id]);
      return;
    }
    forgive(input.id);
    this.#handlers.onChoice({ [input.id]: value });
  }
}

/** The labels of the fields of a problem. */
export function labels({ fields }) {
  return Object.fromEntries(fields.map((f) => [f.name, f.label]));
}

/** One or two plain sentences on who leads. */
export function standing(race) {
  const timed = race.seconds > 0, who = timed ? 'optimisers' : 'operators';
  const at = timed
    ? `${number(Math.min(race.seconds, Math.max(...race.runners.map((e) => e.seconds))), 2)} of ${count(race.seconds)} seconds each, seed ${race.seed}`
    : `step ${count(race.compared)} of ${count(race.steps)}, seed ${race.seed}`;
  const out = race.runners.filter((e) => e.failure).map((e) => ` ${e.title} is ${e.failure}.`).join('');
  if (race.compared === 0) return timed ? `Every optimiser has ${count(race.seconds)} seconds of one processor, seed ${race.seed}.${out}` : `All operators start from the same network, seed ${race.seed}.${out}`;
  if (race.known < race.decades.length) return `At ${at}. References: ${race.known} of ${race.decades.length} decades are there; with all of them the ${who} can be ranked.${out}`;
  const ranked = race.runners.filter((e) => !e.failure && Number.isFinite(e.mean)).sort((a, b) => a.mean - b.mean);
  if (ranked.length === 0) return `At ${at}: nobody is left in the race.${out}`;
  const [first, second] = ranked;
  const ratio = second ? second.mean / first.mean : Infinity;
  const text = ratio < 1.05
    ? `${first.title} and ${second.title} are level with geometric mean errors of ${scientific(first.mean)} and ${scientific(second.mean)}`
    : `${first.title} ${race.finished ? 'won' : 'leads'} with a geometric mean error of ${scientific(first.mean)}${second ? `, ${number(ratio, 2)} times below ${second.title}` : ''}`;
  const longer = race.runners.filter((e) => timed && e.seconds > 1.3 * race.seconds).map((e) => ` ${e.title} needed ${number(e.seconds, 2)} s.`).join('');
  const linear = race.runners.some(({ name }) => timed && name === 'solve') ? ' One linear system has no gradient conflict; HRGrad’s case is nonlinear problems and badly weighted losses.' : '';
  return `At ${at}: ${text}.${together(race)}${longer}${linear} This is one seed and one budget; over other seeds nothing was shown.${out}`;
}

/** Names operators whose curves are the same from the start: they take the same direction. */
function together({ runners }) {
  const curve = ({ history }) => history?.worst?.[0] ?? [], groups = [];
  for (const e of runners.filter(({ failure }) => !failure)) {
    const like = groups.find(([first]) => curve(first).length > 1 && curve(first).length === curve(e).length && curve(e).every((v, i) => Math.abs(v - curve(first)[i]) <= 1e-3 * Math.abs(v)));
    if (like) like.push(e);
    else groups.push([e]);
  }
  return groups.filter((group) => group.length > 1).map((group) => {
    const names = group.map(({ title }) => title);
    return ` ${names.slice(0, -1).join(', ')} and ${names.at(-1)} give one direction here: their curves coincide and are drawn a little apart.`;
  }).join('');
}

const share = (value) => (Number.isFinite(value) ? `${Math.round(100 * value)} %` : '–');
const cosine = (value) => (Number.isFinite(value) ? value.toFixed(2).replace('-', '−') : '–');

/** Fills the table of a race. */
export function showRace(table, race, names) {
  const fields = race.fields.map((name, f) => ({ name, best: Math.min(...race.runners.map((e) => (Number.isFinite(e.worst[f]) ? e.worst[f] : Infinity))) }));
  fill(table, 'Standing of the race', [race.seconds > 0 ? 'Optimiser' : 'Operator', 'Step', ...fields.map(({ name }) => `Worst error, ${names[name] ?? name}${race.absolute?.includes(name) ? ', root mean square where the reference vanishes or nearly' : ''}`), 'Geometric mean', 'Steps in conflict', 'Guard acted', 'Least cosine', 'Time'],
    race.runners.map((e) => ({
      here: e.name === race.leader,
      cells: [e.title, e.failure ? { text: e.failure, className: 'pending' } : count(e.step),
        ...fields.map(({ best }, f) => ({ text: scientific(e.worst[f]), className: e.worst[f] === best ? 'small' : '' })),
        scientific(e.mean), share(e.conflictRate), share(e.guardRate), cosine(e.minCosine), duration(e.seconds)],
    })));
}

/** A race as CSV: one row per operator and Knudsen number. */
export function raceCSV(race) {
  const value = (x) => (Number.isFinite(x) ? x : '');
  const rows = race.runners.flatMap((e) => Array.from(race.decades, (eps, i) => [
    e.name, e.failure ? 'failed' : e.step, eps, ...race.fields.map((_, f) => value(e.errors[f][i])), value(e.mean), value(e.conflictRate), value(e.guardRate), value(e.minCosine), value(e.seconds), e.check,
  ].join(',')));
  return [`# race: relative L2 errors, problem ${race.problem}, seed ${race.seed}, compared at ${race.seconds > 0 ? `equal time, ${race.seconds} s each` : `step ${race.compared} of ${race.steps}`}${(race.absolute ?? []).map((f) => `; ${f}: root mean square where its reference vanishes or nearly`).join('')}`,
    [race.seconds > 0 ? 'optimizer' : 'operator', 'step', 'eps', ...race.fields, 'geometric_mean', 'conflict_rate', 'guard_rate', 'min_cosine', 'seconds', 'check'].join(','), ...rows].join('\n') + '\n';
}
