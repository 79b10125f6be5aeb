// The dialog that hands the run on: a link, code that embeds it elsewhere, and
// the commands that repeat it.

import { copy } from './clipboard.mjs';
import { commands } from './command.mjs';
import { count } from './format.mjs';
import { format } from './state.mjs';
import { announce } from './status.mjs';

/** @type {(id: string) => any} */ // an element of index.html, of its own kind
const byId = (id) => document.getElementById(id);

/** The address of this page for a state. */
export function link(state, catalogue, at = location) {
  return at.href.split(/[?#]/)[0] + format(state, catalogue);
}

/** Code that shows the run within another page. */
export function embedCode(state, catalogue, title, at = location) {
  const url = link({ ...state, ui: 'min' }, catalogue, at);
  const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${quoted(url)}" title="HRGrad: ${quoted(title)}" width="100%" height="800" loading="lazy"></iframe>`;
}

/**
 * The run as a link or commands repeat it. Steps beyond those planned are the same as in a run that was planned with them, unless the
 * learning rate or the optimiser follows the plan; beyond is how many of them nothing but a checkpoint can hand on.
 */
export function repeatable(state, ready, progress) {
  const beyond = Math.max(0, (progress?.step ?? 0) - state.steps);
  return beyond > 0 && ready?.extensible ? { state: { ...state, steps: progress.step }, beyond: 0 } : { state, beyond };
}

/** Opens the dialog; ready and progress are the engine's last messages or null. */
export function openShare(present, catalogue, ready, progress) {
  const { state, beyond } = repeatable(present, ready, progress);
  const { title, own } = catalogue.problems.find((p) => p.name === state.problem);
  byId('share-link').value = link(state, catalogue);
  byId('share-length').hidden = !own;
  byId('share-length').textContent = own?.code
    ? `The link holds the whole problem, ${count(byId('share-link').value.length)} characters in all.`
    : 'The problem is too long for a link; this one finds it only in this browser. Pass its file on: the commands below write it, and so does Export in its editor.';
  byId('share-embed').value = embedCode(state, catalogue, title);
  byId('share-command').value = commands(state, catalogue, progress?.step);
  byId('share-check').textContent = beyond > 0
    ? `Link and commands repeat the ${count(state.steps)} planned steps. The ${count(beyond)} beyond them are not in them: the learning rate followed the plan, so that a run planned with more steps is another one. A checkpoint holds them.`
    : progress?.check
    ? `Check at step ${count(progress.step)}: ${progress.check}. Whoever opens the link sees the same eight digits at the same step, and so does the command line, unless relaxed-SIMD kernels are in use.`
    : 'After the first step a check of eight digits stands here: whoever opens the link sees the same at the same step.';
  byId('share').showModal();
}

/** Makes the copy buttons work; each names the field it copies. */
export function bindCopy() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('button[data-copy]'))) {
    const label = button.textContent;
    button.addEventListener('click', async () => {
      const done = await copy(byId(button.dataset.copy));
      button.textContent = done ? 'Copied' : 'Press Ctrl+C';
      announce(done ? 'Copied' : 'The text is selected; copy it with Ctrl+C');
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
}
