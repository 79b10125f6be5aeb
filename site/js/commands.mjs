// Buttons, keys and boxes of the page, and what they do.

import { catalogue } from './catalogue.mjs';
import { begin, change, scratch } from './choices.mjs';
import { download, read } from './files.mjs';
import { bindKeys } from './keyboard.mjs';
import { look } from './looking.mjs';
import { notice } from './notices.mjs';
import { edit } from './ownchoice.mjs';
import { byId, page, parts } from './page.mjs';
import { problemName } from './state.mjs';
import { errorsCSV } from './tables.mjs';

const commands = {
  run: () => {
    if (parts.race.active) return parts.race.toggle();
    if (byId('run').disabled) return;
    if (page.trained) scratch();
    parts.engine.post({ type: page.running ? 'pause' : 'run' });
  },
  step: () => {
    if (byId('step').disabled) return;
    if (page.trained) scratch();
    parts.engine.post({ type: 'step', count: 1 });
  },
  reset: () => {
    if (byId('reset').disabled) return;
    if (page.trained) scratch();
    else begin('reset', { type: 'reset' });
  },
  help: () => byId('help').showModal(),
};
/** The commands by the key that calls them. */
export const keys = { ' ': commands.run, s: commands.step, r: commands.reset, '?': commands.help };

/** Binds them to the page. */
export function bindCommands() {
  bindKeys(keys);
  byId('run').addEventListener('click', commands.run);
  byId('step').addEventListener('click', commands.step);
  byId('reset').addEventListener('click', commands.reset);
  byId('own-open').addEventListener('click', edit);
  byId('help-open').addEventListener('click', commands.help);
  byId('save').addEventListener('click', () => parts.recovery.save());
  byId('load').addEventListener('click', () => byId('file').click());
  byId('file').addEventListener('change', async ({ target }) => {
    try {
      const bytes = await read(target);
      change({ ...page.state, trained: '' });
      begin('file', { type: 'resume', bytes }, [bytes.buffer]);
    } catch (cause) {
      notice('fault', `The checkpoint could not be read: ${cause.message}`, { bad: true });
    } finally {
      target.value = '';
    }
  });
  for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[name=show]'))) {
    choice.addEventListener('change', () => { change({ ...page.state, show: choice.value }); page.view?.show(page.state.show); });
  }
  byId('velocities').addEventListener('change', ({ target }) => {
    change({ ...page.state, velocities: target.checked ? 'show' : 'hide' });
    look();
    if (!target.checked) page.view?.drop('distribution');
  });
  byId('overTime').addEventListener('change', ({ target }) => change({ ...page.state, overTime: target.checked ? 'show' : 'hide' }));
  byId('csv').addEventListener('click', () => download(`hrgrad-${problemName(catalogue, page.state.problem)}-errors.csv`, errorsCSV(page.errors, page.overTime, problemName(catalogue, page.state.problem)), 'text/csv'));
}
