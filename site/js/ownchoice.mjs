// The visitor's own problems as the problem of the page: from the address, from those that this browser keeps, from the editor.

import { catalogue } from './catalogue.mjs';
import { change, restart } from './choices.mjs';
import { notice, ofAddress } from './notices.mjs';
import { same } from './owneditor.mjs';
import { decode, keptName } from './ownlink.mjs';
import { byId, page, parts } from './page.mjs';
import { parse, problemOf, takenBack, withSetting } from './state.mjs';

/** Takes the problem in the address, and then the settings beside it; without a sound one the page starts with its default. */
export async function openLinked(linked, query) {
  const fail = (reason) => {
    notice('own', `The problem in the address could not be taken: ${reason}. The page shows another one.`, { bad: true });
    restart();
  };
  const name = keptName(linked);
  let text;
  try {
    text = name ? parts.editor.named(name) : await decode(linked, catalogue.file.maxSize);
    if (text === undefined) throw new Error(`${name} is not kept in this browser`);
  } catch (cause) {
    fail(cause.message);
    return;
  }
  const { own: found, faults } = await parts.ownProblems.check(text);
  if (!found) {
    fail(`${faults[0].key && `${faults[0].key}: `}${faults[0].message}`);
    parts.editor.open({ text });
    return;
  }
  const entry = await parts.ownProblems.register(found);
  const { state: next, problems } = parse(query, catalogue, entry.name);
  ofAddress(problems);
  change(next);
  restart();
}

/** The problems that this browser keeps, in the list of problems; those that stand there already are left out. */
export function listKept() {
  const kept = parts.editor?.kept() ?? [];
  page.keptChoices = [
    ...kept.filter(({ text }) => !catalogue.problems.some(({ own }) => own && same(own.text, text))).map(({ id, title }) => ({ name: `own:${id}`, title, group: 'Your own' })),
    { name: 'own:edit', title: kept.length ? 'Write or change one …' : 'Write one …', group: 'Your own' },
  ];
  parts.controls.show(page.state);
}

/** Opens the editor, with the problem on the page if that is the visitor's own. */
export function edit() {
  const { own } = problemOf(catalogue, page.state.problem);
  parts.editor.open({ text: own?.indented });
}

/** Takes a kept problem; one that is not sound goes to the editor. */
export async function pick(id) {
  const { text } = parts.editor.kept().find((k) => k.id === id), { own: found } = await parts.ownProblems.check(text);
  if (found) train(await parts.ownProblems.register(found), false);
  else parts.editor.open({ id });
}

/** Starts a session for a problem from a file; run tells whether it trains at once. */
export function train({ name, own }, run) {
  parts.editor.keep(own.indented);
  const next = withSetting(page.state, 'problem', name, catalogue);
  page.takenBack = takenBack(next, page.state, page.answered, catalogue);
  change(next);
  restart();
  if (run && !page.running) parts.engine.post({ type: 'run' });
  if (run) byId('run').focus();
}
