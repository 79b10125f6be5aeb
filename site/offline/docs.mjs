// The documentation of the one-file page: all pages in one dialog, unpacked when a link to one of them is followed.

import { text } from './assets.mjs';
import { showCone } from './cone.mjs';

let dialog = null;

async function make() {
  dialog = document.createElement('dialog');
  dialog.className = 'documentation';
  dialog.setAttribute('aria-label', 'Documentation');
  dialog.innerHTML = `<form method="dialog"><button class="primary">Close</button></form>${await text('docs.html')}`;
  dialog.querySelectorAll('.cone').forEach((box) => showCone(box));
  document.body.append(dialog);
}

/** The element that a link leads to: docs/NAME.html#SECTION outside of the documentation, #doc-NAME--SECTION inside. */
function target(href) {
  if (href.startsWith('#doc-')) return href.slice(1);
  const [, name, section] = /^docs\/(?:(\w[\w-]*)\.html)?(?:#(.*))?$/.exec(href) ?? [];
  return `doc-${name ?? 'start'}${section ? `--${section}` : ''}`;
}

document.addEventListener('click', async (event) => {
  const href = /** @type {Element} */ (event.target).closest?.('a[href^="docs/"], a[href^="#doc-"]')?.getAttribute('href');
  if (!href) return;
  event.preventDefault();
  if (!dialog) await make();
  document.querySelectorAll('dialog[open]').forEach((other) => { if (other !== dialog) /** @type {HTMLDialogElement} */ (other).close(); });
  if (!dialog.open) dialog.showModal();
  (document.getElementById(target(href)) ?? dialog).scrollIntoView();
});
